import { formatMarkdown } from '../model/record/format.ts';
import { maintenanceImpacts } from '../model/register/choices.ts';
import { formatDay, formatInstant, parseInstant, type Instant } from '../model/time/instant.ts';
import type { MaintenanceRecord } from '../../schemas/generated/records.ts';
import { slugify } from '../model/text/slug.ts';
import { formatInZone } from '../model/time/zone.ts';
import { carryOut } from '../deliver/carry-out.ts';
import { type Command } from './command.ts';
import { openRegister } from '../session/open.ts';
import { readIds, requireLine } from '../inputs/terminal/options.ts';
import { deliveryOptions } from './delivery-options.ts';
import { Failure } from '../session/context.ts';
import { type Values, readText } from '../session/options.ts';
import type { CommandResult } from '../session/result.ts';

export const maintenancePlan: Command = {
  name: 'maintenance plan',
  summary: 'Plan a maintenance window',
  options: [
    { flags: '--title <text>', description: 'what is done' },
    { flags: '--services <ids>', description: 'services that are affected' },
    { flags: '--start <instant>', description: 'RFC 3339 with offset' },
    { flags: '--end <instant>', description: 'RFC 3339 with offset' },
    {
      flags: '--impact <impact>',
      description: 'what users will notice',
      choices: maintenanceImpacts,
      default: 'none',
    },
    { flags: '--public', description: 'it may appear in the public edition' },
    { flags: '--note <text>', description: 'the plan, in words' },
    ...deliveryOptions,
  ],
  examples: [
    {
      line: 'sitrep maintenance plan --title "Move the accounts database" --services accounts --start 2026-12-06T01:00:00+01:00 --end 2026-12-06T03:00:00+01:00 --impact degraded --pr',
      does: 'as a pull request',
    },
  ],
  async run(context, _values, options): Promise<CommandResult> {
    const { register } = await openRegister(context);
    const title = requireLine(options, 'title', '"Move the accounts database"');
    const [start, end] = [readEdge(options, 'start'), readEdge(options, 'end')];
    const id = `${formatDay(start)}-${slugify(title) || 'maintenance'}`;
    if (register.maintenance.has(id)) {
      throw new Failure(`There is ${id} already.`, `Edit maintenance/${id}.md.`);
    }
    const record: MaintenanceRecord = {
      title,
      services: readIds(options, 'services'),
      window: { start: formatInstant(start), end: formatInstant(end) },
      impact: readText(options, 'impact') as MaintenanceRecord['impact'],
      ...(options['public'] === true && { visibility: 'public' }),
    };
    const { timezone } = register.settings.organisation;
    return carryOut(
      context,
      register,
      {
        file: {
          path: `maintenance/${id}.md`,
          text: formatMarkdown(record, readText(options, 'note') ?? ''),
        },
        message: `Plan maintenance: ${title}`,
        record: id,
        services: record.services,
        says: `${id}: ${formatInZone(start, timezone)} to ${formatInZone(end, timezone)} (${timezone})`,
      },
      options,
    );
  },
};

function readEdge(options: Values, name: 'start' | 'end'): Instant {
  const text = requireLine(options, name, '2026-12-06T01:00:00+01:00');
  const at = parseInstant(text);
  if (at !== undefined) return at;
  throw new Failure(
    `--${name} ${text} is no instant.`,
    'Write it as RFC 3339 with an offset: 2026-12-06T01:00:00+01:00.',
  );
}

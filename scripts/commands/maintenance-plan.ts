import { formatMarkdown } from '../model/record/format.ts';
import { maintenanceImpacts } from '../model/register/choices.ts';
import { formatDay, formatInstant, parseInstant, type Instant } from '../model/time/instant.ts';
import type { MaintenanceRecord } from '../../schemas/generated/records.ts';
import { slugify } from '../model/text/slug.ts';
import { formatInZone } from '../model/time/zone.ts';
import { carryOut } from '../deliver/carry-out.ts';
import { defineCommand } from './command.ts';
import { openRegister } from '../session/open.ts';
import { deliveryOptions } from './delivery-options.ts';
import { Failure } from '../session/context.ts';
import type { CommandResult } from '../session/result.ts';

const exampleInstant = '2026-12-06T01:00:00+01:00';

export const maintenancePlan = defineCommand({
  name: 'maintenance plan',
  summary: 'Plan a maintenance window',
  options: [
    {
      flags: '--title <text>',
      description: 'planned work',
      required: '"Move the accounts database"',
    },
    { flags: '--services <ids>', description: 'affected services: checkout,payments', list: true },
    { flags: '--start <instant>', description: 'RFC 3339 with offset', required: exampleInstant },
    { flags: '--end <instant>', description: 'RFC 3339 with offset', required: exampleInstant },
    {
      flags: '--impact <impact>',
      description: 'effect on users',
      choices: maintenanceImpacts,
      default: 'none',
    },
    { flags: '--public', description: 'allow it in the public edition' },
    { flags: '--note <text>', description: 'description of the plan' },
    ...deliveryOptions,
  ],
  examples: [
    {
      line: 'sitrep maintenance plan --title "Move the accounts database" --services accounts --start 2026-12-06T01:00:00+01:00 --end 2026-12-06T03:00:00+01:00 --impact degraded --pr',
      does: 'propose it in a pull request',
    },
  ],
  async run(context, _values, options): Promise<CommandResult> {
    const { register } = await openRegister(context);
    const { title, services = [], impact, note = '' } = options;
    const start = requireInstant('--start', options.start);
    const end = requireInstant('--end', options.end);
    const id = `${formatDay(start)}-${slugify(title) || 'maintenance'}`;
    if (register.maintenance.has(id)) {
      throw new Failure(`${id} already exists.`, `Edit maintenance/${id}.md.`);
    }
    const record: MaintenanceRecord = {
      title,
      services: [...services],
      window: { start: formatInstant(start), end: formatInstant(end) },
      impact,
      ...(options.public === true && { visibility: 'public' }),
    };
    const { timezone } = register.settings.organisation;
    return carryOut(
      context,
      register,
      {
        file: {
          path: `maintenance/${id}.md`,
          text: formatMarkdown(record, note),
        },
        message: `Plan maintenance: ${title}`,
        record: id,
        services: record.services,
        says: `${id}: ${formatInZone(start, timezone)} to ${formatInZone(end, timezone)} (${timezone})`,
      },
      options,
    );
  },
});

function requireInstant(flag: string, text: string): Instant {
  const at = parseInstant(text);
  if (at !== undefined) return at;
  throw new Failure(
    `Cannot read ${flag} ${text} as a time.`,
    `Write it as RFC 3339 with an offset: ${exampleInstant}.`,
  );
}

import { type Command } from './command.ts';
import { describeLacking, openToTell } from '../session/open.ts';
import { listServices, readKnown } from '../inputs/terminal/options.ts';
import { listSeverities, isWanted, summarise, formatIncidents } from '../outputs/views/list.ts';
import { Failure } from '../session/context.ts';
import type { CommandResult } from '../session/result.ts';

export const list: Command = {
  name: 'list',
  summary: 'List incidents, the newest first',
  options: [
    {
      flags: '--status <status>',
      description: 'only incidents in this state; `live` for all that have not ended',
      choices: [
        'live',
        'open',
        'acknowledged',
        'mitigated',
        'resolved',
        'closed',
        'cancelled',
        'merged',
      ],
    },
    { flags: '--severity <id>', description: 'only incidents of this severity' },
    { flags: '--service <id>', description: 'only incidents that affect this service' },
    {
      flags: '--kind <kind>',
      description: 'only this kind',
      choices: ['incident', 'near-miss', 'exercise'],
    },
    { flags: '--limit <n>', description: 'at most so many' },
  ],
  examples: [
    { line: 'sitrep list --status live', does: 'what is going on now' },
    { line: 'sitrep list --service checkout --severity SEV1', does: 'the worst of one service' },
    { line: 'sitrep list --json', does: 'all of it, for another program' },
  ],
  async run(context, _values, options): Promise<CommandResult> {
    const limit = readLimit(options['limit']);
    const { register } = await openToTell(context);
    readKnown(options, 'severity', listSeverities(register));
    readKnown(options, 'service', listServices(register));
    const incidents = [...register.incidents.values()]
      .filter((incident) => isWanted(incident, options))
      .sort((a, b) => (b.firstAt ?? 0) - (a.firstAt ?? 0) || (a.id < b.id ? 1 : -1))
      .slice(0, limit);
    return {
      status: 0,
      data: () => ({
        incidents: incidents.map((incident) => summarise(incident, context.now)),
        ...describeLacking(register),
      }),
      text: () =>
        incidents.length === 0 ? '' : formatIncidents(incidents, register.settings, context.now),
      notes: incidents.length === 0 ? ['No matching incidents.'] : [],
    };
  },
};

function readLimit(text: string | boolean | undefined): number {
  if (text === undefined) return Infinity;
  const limit = Number(text);
  if (Number.isInteger(limit) && limit > 0) return limit;
  throw new Failure(`--limit ${String(text)} is no whole number above 0.`);
}

import { type Command } from './command.ts';
import { describeLacking, openToTell } from '../session/open.ts';
import { listServices, readKnown } from '../inputs/terminal/options.ts';
import { listSeverities, isWanted, summarise, formatIncidents } from '../outputs/views/list.ts';
import { requireWholeNumber } from '../session/whole-number.ts';
import { compareText } from '../model/text/compare-text.ts';
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
    const { limit } = options;
    const most = limit === undefined ? Infinity : requireWholeNumber('--limit', limit);
    const { register } = await openToTell(context);
    readKnown(options, 'severity', listSeverities(register));
    readKnown(options, 'service', listServices(register));
    const incidents = [...register.incidents.values()]
      .filter((incident) => isWanted(incident, options))
      .sort((a, b) => (b.firstAt ?? 0) - (a.firstAt ?? 0) || compareText(b.id, a.id))
      .slice(0, most);
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

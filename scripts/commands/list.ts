import { knownAtOption, openAsKnown } from '../session/as-known.ts';
import { defineCommand } from './command.ts';
import { describeLacking, openToTell } from '../session/open.ts';
import { listServices, requireKnownValue } from '../inputs/terminal/options.ts';
import {
  formatIncidents,
  listSeverities,
  selectIncidents,
  summarise,
} from '../outputs/views/list.ts';
import type { CommandResult } from '../session/result.ts';

export const list = defineCommand({
  name: 'list',
  summary: 'List incidents, the newest first',
  options: [
    {
      flags: '--status <status>',
      description: 'only incidents with this status; `live`: all that have not ended',
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
      description: 'only incidents of this kind',
      choices: ['incident', 'near-miss', 'exercise'],
    },
    { flags: '--limit <n>', description: 'maximum number of incidents', number: { min: 1 } },
    knownAtOption,
  ],
  examples: [
    { line: 'sitrep list --status live', does: 'list ongoing incidents' },
    {
      line: 'sitrep list --service checkout --severity SEV1',
      does: 'list the worst incidents of a service',
    },
    { line: 'sitrep list --json', does: 'list everything as JSON' },
  ],
  async run(given, _values, options): Promise<CommandResult> {
    const context = await openAsKnown(given, options.knownAt);
    const { register } = await openToTell(context);
    requireKnownValue('severity', options.severity, listSeverities(register));
    requireKnownValue('service', options.service, listServices(register));
    const incidents = selectIncidents(register, options).slice(0, options.limit);
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
});

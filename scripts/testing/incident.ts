import { assembleRegister } from '../model/register/assemble.ts';
import { foldIncident } from '../model/register/incident.ts';
import { parseInstant } from '../model/time/instant.ts';
import type {
  Entry,
  IncidentRecord,
  PostmortemRecord,
  SettingsRecord,
} from '../../schemas/generated/records.ts';
import type {
  Incident,
  LogEntry,
  Maintenance,
  Register,
  Service,
  Team,
} from '../model/register/register.ts';
import { fillSettings } from '../model/register/settings.ts';

/** Makes a register of one incident on the service `web` from its entries and settings. */
export function makeRegister(
  entries: Entry[],
  settings: SettingsRecord,
  more: {
    maintenance?: Maintenance[];
    record?: Partial<IncidentRecord>;
    postmortem?: PostmortemRecord;
    teams?: Team[];
    services?: Service[];
  } = {},
  id = '2026-03-27-x',
): { register: Register; incident: Incident } {
  const filled = fillSettings(settings);
  const path = `2026/${id}/incident.md`;
  const { incident } = foldIncident(
    {
      hash: '',
      digest: '',
      fragments: 0,
      record: {
        path,
        kind: 'incident',
        id,
        hash: '',
        bodyLine: 1,
        value: {
          title: 'X',
          summary: 'X',
          services: ['web'],
          category: 'software',
          channel: 'monitoring',
          ...more.record,
        },
      },
      ...(more.postmortem && {
        postmortem: {
          path: `2026/${id}/postmortem.md`,
          kind: 'postmortem',
          id,
          hash: '',
          bodyLine: 1,
          value: more.postmortem,
        },
      }),
      entries: entries.map((entry, index): LogEntry => ({
        entry,
        at: parseInstant(entry.at) ?? Number.NaN,
        path,
        pointer: `/${index}`,
        ...(entry.id !== undefined && { id: entry.id }),
      })),
    },
    filled,
  );
  const register = assembleRegister({
    settings: filled,
    incidents: [incident],
    services: more.services ?? [],
    teams: more.teams ?? [],
    runbooks: [],
    problems: [],
    maintenance: more.maintenance ?? [],
    reports: [],
    leftOut: [],
    unread: [],
    links: [],
    files: [],
  });
  return { register, incident };
}

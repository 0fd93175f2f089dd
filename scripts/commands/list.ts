import { formatDuration } from '../model/time/duration.ts';
import { formatInstant, type Instant } from '../model/time/instant.ts';
import { isLive, measureLifetime } from '../model/register/lifetime.ts';
import { compareWorst, isReal, stateWords } from '../outputs/pages/state.ts';
import type { Affected, Incident, Register, Settings } from '../model/register/register.ts';
import { formatInZone } from '../model/time/zone.ts';
import { Failure, type Command, type ExitStatus } from './command.ts';
import { describeLacking, openToTell } from '../session/open.ts';
import { listServices, readKnown } from '../inputs/terminal/options.ts';
import { formatTable } from '../outputs/views/table.ts';

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
    { flags: '--service <id>', description: 'only incidents that concern this service' },
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
  async run(context, _values, options): Promise<ExitStatus> {
    const limit = readLimit(options['limit']);
    const { register } = await openToTell(context);
    readKnown(options, 'severity', listSeverities(register));
    readKnown(options, 'service', listServices(register));
    const incidents = [...register.incidents.values()]
      .filter((incident) => isWanted(incident, options))
      .sort((a, b) => (b.firstAt ?? 0) - (a.firstAt ?? 0) || (a.id < b.id ? 1 : -1))
      .slice(0, limit);
    if (context.json) {
      const summaries = incidents.map((incident) => summarise(incident, context.now));
      context.print(
        JSON.stringify({ incidents: summaries, ...describeLacking(register) }, null, 2),
      );
      return 0;
    }
    if (incidents.length === 0) context.tell('No incident is like that.');
    else context.print(formatIncidents(incidents, register.settings, context.now));
    return 0;
  },
};

function readLimit(text: string | boolean | undefined): number {
  if (text === undefined) return Infinity;
  const limit = Number(text);
  if (Number.isInteger(limit) && limit > 0) return limit;
  throw new Failure(`--limit ${String(text)} is no whole number above 0.`);
}

/** Those of the settings, and those that older incidents had. */
function listSeverities({ settings, incidents }: Register): string[] {
  const given = Array.from(incidents.values(), ({ severity }) => severity ?? []).flat();
  return [...settings.severities.map(({ id }) => id), ...given];
}

function isWanted(
  incident: Incident,
  { status, severity, service, kind }: Readonly<Record<string, string | boolean | undefined>>,
): boolean {
  return (
    (status === undefined ||
      incident.status === status ||
      (status === 'live' && isLive(incident))) &&
    (severity === undefined || incident.severity === severity) &&
    (kind === undefined || incident.kind === kind) &&
    (typeof service !== 'string' ||
      incident.services.includes(service) ||
      incident.affected.some((span) => span.service === service))
  );
}

function summarise(incident: Incident, now: Instant) {
  const { id, title, status, severity, kind, services, milestones } = incident;
  const lasted = measureLifetime(incident, now);
  return {
    id,
    title,
    status,
    ...(severity !== undefined && { severity }),
    kind,
    services,
    affected: listAffected(incident).map(({ service, state }) => ({ service, state })),
    milestones: Object.fromEntries(
      Object.entries(milestones).map(([name, at]) => [name, formatInstant(at)]),
    ),
    ...(lasted !== undefined && { seconds: Math.round(lasted / 1000) }),
  };
}

/** The spans of an incident that have not ended, the worst first. */
function listAffected({ affected }: Incident): Affected[] {
  return affected.filter(({ to }) => to === undefined).sort(compareWorst);
}

/** The worst that an incident does to a service now. */
function describeEffect(incident: Incident): string {
  const [worst] = listAffected(incident);
  return worst && isReal(incident) ? stateWords[worst.state] : '–';
}

/** Incidents as a table for people, in the organisation's time zone. */
export function formatIncidents(
  incidents: readonly Incident[],
  { organisation }: Pick<Settings, 'organisation'>,
  now: Instant,
): string {
  return formatTable(
    [
      { heading: 'severity' },
      { heading: 'status' },
      { heading: `since (${organisation.timezone})` },
      { heading: 'lasted', figures: true },
      { heading: 'effect' },
      { heading: 'incident' },
    ],
    incidents.map((incident) => {
      const from = incident.milestones.started ?? incident.firstAt;
      const lasted = measureLifetime(incident, now);
      return [
        incident.severity ?? '–',
        incident.status,
        from === undefined ? '–' : formatInZone(from, organisation.timezone),
        lasted === undefined ? '–' : formatDuration(lasted),
        describeEffect(incident),
        `${incident.id}  ${incident.title}`,
      ];
    }),
  );
}

import { type IncidentFiles } from '../../model/register/document.ts';
import type { Finding } from '../../model/register/finding.ts';
import { describeEntry } from '../../model/register/describe-entry.ts';
import { formatDuration, minute } from '../../model/time/duration.ts';
import { formatInstant, type Instant } from '../../model/time/instant.ts';
import { isLive, measureLifetime } from '../../model/register/lifetime.ts';
import {
  milestones,
  type Incident,
  type LogEntry,
  type Register,
} from '../../model/register/register.ts';
import { formatInZone } from '../../model/time/zone.ts';
import { formatTable } from './table.ts';

/** Describes an incident as JSON, with its timeline and when each entry was recorded. */
export function describe(
  incident: Incident,
  files: IncidentFiles,
  recorded: ReadonlyMap<LogEntry, Instant>,
  now: Instant,
) {
  const { references: _references, hash: _hash, postmortem, ...facts } = incident;
  const { naming: _naming, ...learned } = postmortem ?? {};
  return {
    incident: toPublic({ ...facts, ...(postmortem && { postmortem: learned }) }),
    lasted_seconds: Math.round((measureLifetime(incident, now) ?? 0) / 1000),
    body: files.record.body ?? '',
    timeline: files.log.map((logged) => {
      const at = recorded.get(logged);
      return {
        ...logged.entry,
        ...(logged.id !== undefined && { id: logged.id }),
        path: logged.path,
        ...(at !== undefined && { recorded: formatInstant(at) }),
        ...(files.superseded.has(logged) && { superseded: true }),
      };
    }),
  };
}

const instantKeys = new Set([
  'at',
  'from',
  'to',
  'firstAt',
  'lastAt',
  'endedAt',
  'imported',
  ...milestones,
]);

/** Converts a value of the model to public JSON: times from numbers to RFC 3339, and keys to snake_case. */
function toPublic(value: unknown, key = ''): unknown {
  if (typeof value === 'number' && (instantKeys.has(key) || key === 'reopened')) {
    return formatInstant(value);
  }
  if (Array.isArray(value)) return value.map((inner) => toPublic(inner, key));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [toSnakeCase(name), toPublic(inner, name)]),
  );
}

function toSnakeCase(name: string): string {
  return name.replaceAll(/(?<=[a-z0-9])[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** Explains what the output leaves out: restricted entries, recorded times, and unreadable files. */
export function explainHidden(
  incident: Incident,
  { incident: whole, log }: IncidentFiles,
  unknown: string | undefined,
  findings: readonly Finding[],
): string[] {
  const hidden = whole.entries - log.length;
  const entries = hidden === 1 ? '1 restricted entry is' : `${hidden} restricted entries are`;
  const broken = findings.filter(
    ({ level, path }) => level === 'error' && path.startsWith(`${incident.path}/`),
  );
  return [
    ...(hidden > 0 ? [`${entries} not shown. Use --include-restricted on a terminal.`] : []),
    ...(unknown === undefined ? [] : [`When entries were recorded is unknown: ${unknown}.`]),
    ...[...new Set(broken.map(({ path }) => path))].map(
      (path) => `${path} has errors, so parts of it are not shown. Run \`sitrep validate\`.`,
    ),
  ];
}

/** Formats the facts and the timeline of an incident. */
export function format(
  incident: Incident,
  files: IncidentFiles,
  recorded: ReadonlyMap<LogEntry, Instant>,
  register: Register,
  now: Instant,
): string {
  const { timezone } = register.settings.organisation;
  const lasted = measureLifetime(incident, now);
  const facts: [string, string][] = [
    ...(incident.summary === incident.title
      ? []
      : ([['summary', incident.summary]] satisfies [string, string][])),
    ['status', describeStatus(incident, timezone)],
    ['severity', incident.severity ?? 'not triaged yet'],
    ['lasted', lasted === undefined ? '–' : formatDuration(lasted)],
    ['services', incident.services.join(', ') || '–'],
    ['affected now', describeAffected(incident)],
    [
      'roles',
      Object.entries(incident.roles)
        .map(([role, who]) => `${role} ${who}`)
        .join(', ') || '–',
    ],
    ['resolution', incident.resolution ?? '–'],
    ['postmortem', incident.postmortem?.standing ?? 'none'],
  ];
  const width = Math.max(...facts.map(([name]) => name.length));
  return [
    `${incident.id}: ${incident.title}`,
    '',
    ...facts.map(([name, value]) => `${name.padEnd(width)}  ${value}`),
    '',
    `Timeline (${timezone})`,
    formatTable(
      [{ heading: 'at' }, { heading: 'type' }, { heading: 'by' }, { heading: 'what' }],
      files.log.map((logged) => formatEntry(logged, files, recorded.get(logged), timezone)),
    ),
  ].join('\n');
}

/** Describes the status, and since when the SLA clocks are paused if they are. */
function describeStatus({ status, pauses }: Incident, zone: string): string {
  const pause = pauses.find(({ to }) => to === undefined);
  return pause && isLive({ status })
    ? `${status}, paused since ${formatInZone(pause.from, zone)}: ${pause.reason}`
    : status;
}

function describeAffected({ affected }: Incident): string {
  const open = affected.filter(({ to }) => to === undefined);
  const words = open.map(({ service, state }) =>
    state === 'affected' ? `${service} affected (degree not stated)` : `${service} ${state}`,
  );
  return words.join(', ') || '–';
}

function formatEntry(
  logged: LogEntry,
  files: IncidentFiles,
  recorded: Instant | undefined,
  zone: string,
): string[] {
  const { entry, at } = logged;
  const late = recorded === undefined ? 0 : recorded - at;
  const remarks = [
    describeEntry(entry),
    ...(files.superseded.has(logged) ? ['(superseded)'] : []),
    // A delay below five minutes is usual.
    ...(late >= 5 * minute ? [`(recorded ${formatDuration(late)} later)`] : []),
  ];
  return [formatInZone(at, zone), entry.type, entry.by ?? '', remarks.join(' ').trim()];
}

import { openRepository } from '../edges/git/repository.ts';
import { openBlobs } from '../edges/git/blobs.ts';
import { readHistory } from '../edges/git/history.ts';
import { traceEntries } from '../edges/git/recorded.ts';
import { openMemory } from '../edges/disk/memory.ts';
import { readIncident, readWholeIncident } from '../edges/disk/load.ts';
import { parseYaml } from '../model/record/parse.ts';
import type { IncidentFiles } from '../model/register/document.ts';
import { describeEntry } from '../model/register/describe-entry.ts';
import { formatDuration, minute } from '../model/time/duration.ts';
import { formatInstant, type Instant } from '../model/time/instant.ts';
import { isLive, measureLifetime } from '../model/register/lifetime.ts';
import {
  milestones,
  type Incident,
  type LogEntry,
  type Register,
} from '../model/register/register.ts';
import { formatInZone } from '../model/time/zone.ts';
import { chooseIncident } from '../inputs/terminal/choose.ts';
import { Failure, type Command, type Context, type ExitStatus } from './command.ts';
import { includesRestricted, restrictedOption } from '../inputs/terminal/include-restricted.ts';
import { openRegister } from '../session/open.ts';
import { formatTable } from '../outputs/views/table.ts';

export const show: Command = {
  name: 'show',
  summary: 'Show one incident: its facts and its timeline',
  arguments: [
    {
      name: '[incident]',
      description: 'id, alias, or part of one; the newest live incident when left out',
    },
  ],
  options: [restrictedOption],
  examples: [
    { line: 'sitrep show', does: 'the incident that is going on' },
    { line: 'sitrep show 2026-01-14', does: 'the incident of that day, or a list to choose from' },
    { line: 'sitrep show INC-142 --json', does: 'by the id another tool gave it' },
  ],
  async run(context, [wanted], options): Promise<ExitStatus> {
    const isWhole = includesRestricted(context, options);
    const { register, findings } = await openRegister(context);
    const incident = chooseIncident(register, typeof wanted === 'string' ? wanted : undefined);
    const read = isWhole ? readWholeIncident : readIncident;
    const files = read(context.root, register.settings, incident);
    if (!files) throw new Failure(`${incident.id} changed while it was read.`, 'Run this again.');
    const recorded = await readRecordedTimes(context, files);
    context.print(
      context.json
        ? JSON.stringify(describe(incident, files, recorded.times, context.now), null, 2)
        : format(incident, files, recorded.times, register, context.now),
    );
    const hidden = files.incident.entries - files.log.length;
    if (hidden > 0) {
      const entries = hidden === 1 ? '1 restricted entry is' : `${hidden} restricted entries are`;
      context.tell(`${entries} not shown. Use --include-restricted on a terminal.`);
    }
    if (recorded.unknown)
      context.tell(`When entries were recorded is unknown: ${recorded.unknown}.`);
    const broken = findings.filter(
      ({ level, path }) => level === 'error' && path.startsWith(`${incident.path}/`),
    );
    for (const path of new Set(broken.map((finding) => finding.path))) {
      context.tell(
        `${path} has errors; what cannot be read of it is not shown: see sitrep validate.`,
      );
    }
    return 0;
  },
};

async function readRecordedTimes(
  context: Context,
  files: IncidentFiles,
): Promise<{ times: ReadonlyMap<LogEntry, Instant>; unknown?: string }> {
  const repository = await openRepository(context.root);
  if ('none' in repository) return { times: new Map(), unknown: repository.none };
  const history = await readHistory(repository, openMemory(context.root));
  const blobs = openBlobs(context.root);
  const versions = await traceEntries(history, files.log, blobs.read, parseOrNothing);
  blobs.close();
  return {
    times: new Map([...versions].map(([logged, { at }]) => [logged, at])),
    ...(history.incomplete !== undefined && { unknown: history.incomplete }),
  };
}

/** An older version of a file may be broken; it then recorded nothing. */
function parseOrNothing(text: string): unknown {
  const parsed = parseYaml(text);
  return 'value' in parsed ? parsed.value : undefined;
}

function describe(
  incident: Incident,
  files: IncidentFiles,
  recorded: ReadonlyMap<LogEntry, Instant>,
  now: Instant,
) {
  const { references: _references, hash: _hash, postmortem, ...facts } = incident;
  const { naming: _naming, ...learned } = postmortem ?? {};
  return {
    incident: toInstants({ ...facts, ...(postmortem && { postmortem: learned }) }),
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

const instantKeys = new Set(['at', 'from', 'to', 'firstAt', 'lastAt', 'endedAt', ...milestones]);

/** Instants are numbers inside; another program gets them as RFC 3339. */
function toInstants(value: unknown, key = ''): unknown {
  if (typeof value === 'number' && (instantKeys.has(key) || key === 'reopened')) {
    return formatInstant(value);
  }
  if (Array.isArray(value)) return value.map((inner) => toInstants(inner, key));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, toInstants(inner, name)]),
  );
}

function format(
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

/** The state; and since when nobody works on it, where the clocks stand still. */
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
    // Below five minutes is the time it takes to write an entry down.
    ...(late >= 5 * minute ? [`(recorded ${formatDuration(late)} later)`] : []),
  ];
  return [formatInZone(at, zone), entry.type, entry.by ?? '', remarks.join(' ').trim()];
}

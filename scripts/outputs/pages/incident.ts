import { minute, type Duration } from '../../model/time/duration.ts';
import type { Instant } from '../../model/time/instant.ts';
import type { Incident, Milestone, Records } from '../../model/register/register.ts';
import { findEnd, findStart, isLive, measureLifetime } from '../../model/register/lifetime.ts';
import { indexSimilar } from '../../model/register/similar.ts';
import type { Edition } from '../../model/edition/cut.ts';
import { buildEach } from './draft.ts';
import { toIncidentRow, type IncidentRow } from './incidents.ts';
import { indexClocks, indexDeadlines, type ClockRow } from './sla.ts';
import { sortNewest } from '../../model/register/states.ts';

/** Time between two milestones that were reached, one after the other. */
export interface Phase {
  name: string;
  /** Index of its step: four between milestones, one while it was believed resolved, one after a reopening. */
  step: number;
  from: Instant;
  to: Instant;
  /** It has not ended. */
  running: boolean;
}

/** A point between two phases: a milestone, or a reopening. */
interface Stop {
  name: Milestone | 'reopened';
  at: Instant;
}

/** The points between phases, and the name of the phase from each to the very next. */
const steps = ['started', 'detected', 'acknowledged', 'mitigated', 'resolved', 'reopened'] as const;
const stepWords = [
  'Detect',
  'Respond',
  'Mitigate',
  'Resolve',
  'Believed resolved',
  'Mitigate again',
];
const reopening = steps.indexOf('reopened');

/**
 * Lists the phases of an incident, to be drawn to scale: from each milestone to the next one reached. If
 * a milestone between was not recorded, the phase is named by its two ends instead of by a guess.
 */
export function listPhases(incident: Incident, now: Instant): Phase[] {
  const { milestones } = incident;
  const end = findEnd(incident);
  const stops = listStops(incident);
  return stops.flatMap(({ name, at: from }, index): Phase[] => {
    const next = stops[index + 1];
    const to = next?.at ?? end ?? now;
    // Back-dated entries may cross; a stretch of no length is not drawn.
    if (to <= from) return [];
    const running = next === undefined && end === undefined;
    const target =
      next?.name ?? (running ? 'now' : milestones.resolved === end ? 'resolved' : 'the end');
    const step = steps.findIndex((known) => known === name);
    return [{ name: namePhase(step, target), step, from, to, running }];
  });
}

function namePhase(step: number, target: string): string {
  const words = stepWords[step] ?? '';
  const name = steps[step] ?? '';
  if (step === reopening) {
    if (target === 'now') return 'Open again';
    if (target === 'mitigated') return words;
  } else if (target === 'now' || target === steps[step + 1]) return words;
  return `${name.slice(0, 1).toUpperCase()}${name.slice(1)} to ${target}`;
}

/** Lists the points that were reached, in order, with the ends that reopenings took back. */
function listStops({ milestones, reopened, lapsed }: Incident): Stop[] {
  const listed: [Stop['name'], Instant | undefined][] = [
    ['started', milestones.started],
    ['detected', milestones.detected],
    ['acknowledged', milestones.acknowledged],
    ...lapsed.flatMap(({ mitigated, resolved, endedAt }, index): typeof listed => [
      ['mitigated', mitigated],
      ['resolved', resolved ?? endedAt],
      ['reopened', reopened[index]],
    ]),
    ['mitigated', milestones.mitigated],
  ];
  const stops = listed.flatMap(([name, at]) => (at === undefined ? [] : [{ name, at }]));
  // An incident may be acknowledged only after it was reopened.
  return lapsed.length === 0 ? stops : stops.sort((a, b) => a.at - b.at);
}

/** Lists the SLA targets that fell due during the phases, to be marked on them. */
function listDueMarks(
  phases: readonly Phase[],
  clocks: readonly ClockRow[],
): IncidentOutline['marks'] {
  const [from, to] = [phases[0]?.from ?? Infinity, phases.at(-1)?.to ?? -Infinity];
  return clocks.flatMap(({ key, title, due }) =>
    due !== undefined && markedKeys.includes(key) && due > from && due < to
      ? [{ title, at: due }]
      : [],
  );
}

/** Keys of the SLA clocks that are marked on phases. */
const markedKeys = ['acknowledge', 'mitigate', 'resolve'];

/** Data of an incident's page except its texts and its timeline. */
export interface IncidentOutline {
  incident: Incident;
  lasted?: Duration;
  phases: Phase[];
  /** SLA targets that fell due during the phases. */
  marks: { title: string; at: Instant }[];
  /** Most urgent SLA clock while it is open. */
  deadline?: ClockRow;
  /** Span of the drawing of affected services: from the first to the last change. */
  span?: { from: Instant; to: Instant };
  services: { id: string; name: string; known: boolean }[];
  runbooks: { id: string; title: string }[];
  problem?: { id: string; title: string };
  /** Its SLA clocks. */
  clocks: ClockRow[];
  related: { as: string; row: IncidentRow }[];
  similar: IncidentRow[];
  people: Record<string, string>;
  severityName?: string;
  /** Ids of overdue tasks. */
  overdue: string[];
}

/**
 * Outlines every incident's page, one after the other, so that not all of them are in memory at once;
 * what several pages need is looked up once.
 */
export function* outlineIncidents(edition: Edition): Generator<IncidentOutline> {
  const { register, now } = edition;
  const newest = sortNewest(register.incidents.values());
  const backwards = findBackwards(register);
  const findSimilar = indexSimilar(newest);
  const findClocks = indexClocks(edition);
  const findDeadline = indexDeadlines(edition);
  const lookedUp = { backwards, findSimilar, findClocks, findDeadline };
  yield* buildEach(edition, 'incident', newest, (incident) =>
    outlineIncident(incident, register, now, lookedUp),
  );
}

/** Indexes that all pages share. */
interface LookedUp {
  backwards: ReadonlyMap<string, { as: string; id: string }[]>;
  findClocks: (id: string) => ClockRow[];
  findDeadline: (id: string) => ClockRow | undefined;
  findSimilar: (incident: Incident) => Incident[];
}

function outlineIncident(
  incident: Incident,
  register: Records,
  now: Instant,
  { backwards, findSimilar, findClocks, findDeadline }: LookedUp,
): IncidentOutline {
  const { settings, services, runbooks, problems, people } = register;
  const lasted = measureLifetime(incident, now);
  const from = findStart(incident);
  const last = incident.affected.reduce(
    (latest, { to }) => Math.max(latest, to ?? now),
    findEnd(incident) ?? 0,
  );
  const problem = incident.problem === undefined ? undefined : problems.get(incident.problem);
  const phases = listPhases(incident, now);
  const clocks = findClocks(incident.id).filter(({ state }) => state !== 'not-applicable');
  const deadline = isLive(incident) ? findDeadline(incident.id) : undefined;
  const severity = settings.severities.find(({ id }) => id === incident.severity);
  return {
    incident,
    phases,
    marks: listDueMarks(phases, clocks),
    services: incident.services.map((id) => ({
      id,
      name: services.get(id)?.name ?? id,
      known: services.has(id),
    })),
    runbooks: findRunbooks(incident, register).map((id) => ({
      id,
      title: runbooks.get(id)?.title ?? id,
    })),
    clocks,
    overdue: incident.tasks.filter((task) => isOverdue(task, now)).map(({ id }) => id),
    related: findRelated(incident, register, now, backwards),
    similar: findSimilar(incident).map((other) => toIncidentRow(other, now)),
    people: Object.fromEntries(
      [
        ...new Set([
          ...Object.values(incident.roles),
          ...incident.tasks.map(({ assignee }) => assignee ?? ''),
        ]),
      ].map((handle) => [handle, people.get(handle)?.name ?? handle]),
    ),
    ...(lasted !== undefined && { lasted }),
    ...(deadline && { deadline }),
    ...(from !== undefined &&
      incident.affected.length > 0 && { span: { from, to: last > from ? last : from + minute } }),
    ...(problem && { problem: { id: problem.id, title: problem.title } }),
    ...(severity && { severityName: severity.name }),
  };
}

function isOverdue({ due, done }: Incident['tasks'][number], now: Instant): boolean {
  return done === undefined && due !== undefined && Date.parse(due) < now;
}

/** Lists the runbooks that the incident names or that were used. */
function findRunbooks(incident: Incident, { runbooks }: Records): string[] {
  const named = [...incident.runbooks, ...incident.runbookUses.map(({ runbook }) => runbook ?? '')];
  return [...new Set(named)].filter((id) => runbooks.has(id));
}

const reversed: Record<string, string> = {
  'duplicate-of': 'duplicated by',
  parent: 'child',
  'caused-by': 'cause of',
  related: 'related',
};

/** Indexes which incidents name which other ones, by the one that is named. */
function findBackwards(register: Records): Map<string, { as: string; id: string }[]> {
  const backwards = new Map<string, { as: string; id: string }[]>();
  const add = (target: string, as: string, id: string): void => {
    backwards.set(target, [...(backwards.get(target) ?? []), { as, id }]);
  };
  for (const { id, related, mergedInto } of register.incidents.values()) {
    for (const other of related) add(other.id, reversed[other.as] ?? other.as, id);
    if (mergedInto !== undefined) add(mergedInto, 'merged from', id);
  }
  return backwards;
}

function findRelated(
  incident: Incident,
  { incidents }: Records,
  now: Instant,
  backwards: ReadonlyMap<string, { as: string; id: string }[]>,
): IncidentOutline['related'] {
  const named = [
    ...(incident.mergedInto === undefined ? [] : [{ as: 'merged into', id: incident.mergedInto }]),
    ...incident.related.map(({ as, id }) => ({ as: as.replaceAll('-', ' '), id })),
    ...(backwards.get(incident.id) ?? []),
  ];
  const seen = new Set<string>();
  return named.flatMap(({ as, id }) => {
    const other = incidents.get(id);
    if (!other || seen.has(id)) return [];
    seen.add(id);
    return [{ as, row: toIncidentRow(other, now) }];
  });
}

import { minute, type Duration } from '../../model/time/duration.ts';
import type { Instant } from '../../model/time/instant.ts';
import type { Incident, Milestone, Register } from '../../model/register/register.ts';
import { findEnd, findStart, isLive, measureLifetime } from '../../model/register/lifetime.ts';
import { indexSimilar } from '../../model/register/similar.ts';
import type { Edition } from '../../model/edition/cut.ts';
import { layEach } from './each.ts';
import { lineIncident, type IncidentLine } from './incidents.ts';
import { layClocks, layDeadlines, type ClockLine } from './sla.ts';
import { sortNewest } from '../../model/register/states.ts';

/** A stretch between two milestones that were reached, one after the other. */
export interface Phase {
  name: string;
  /** Which of the steps it begins, from 0: four between milestones, one over which it was taken for resolved, one after a reopening. */
  step: number;
  from: Instant;
  to: Instant;
  /** It has not ended. */
  running: boolean;
}

/** A point between two phases: a milestone, or where an end was taken back. */
interface Stop {
  name: Milestone | 'reopened';
  at: Instant;
}

/** The points between which phases lie, and what the phase from each to the very next is called. */
const steps = ['started', 'detected', 'acknowledged', 'mitigated', 'resolved', 'reopened'] as const;
const stepWords = [
  'Detect',
  'Respond',
  'Mitigate',
  'Resolve',
  'Taken for resolved',
  'Mitigate again',
];
const reopening = steps.indexOf('reopened');

/**
 * The phases of an incident, to be drawn to scale: from each milestone to the next one reached. Where
 * a milestone between was not written, the phase is named by its two ends instead of by a guess.
 */
export function layPhases(incident: Incident, now: Instant): Phase[] {
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

/** What was reached, in order, with the ends that reopenings took back. */
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
  // Who acknowledges only what came back does so after the first end.
  return lapsed.length === 0 ? stops : stops.sort((a, b) => a.at - b.at);
}

/** The promises that fell due while phases ran, to be marked on them. */
function markPhases(phases: readonly Phase[], clocks: readonly ClockLine[]): IncidentPage['marks'] {
  const [from, to] = [phases[0]?.from ?? Infinity, phases.at(-1)?.to ?? -Infinity];
  return clocks.flatMap(({ key, title, due }) =>
    due !== undefined && promised.includes(key) && due > from && due < to
      ? [{ title, at: due }]
      : [],
  );
}

/** The promises that phases are held against. */
const promised = ['acknowledge', 'mitigate', 'resolve'];

/** All an incident's page shows beside its texts and its timeline. */
export interface IncidentPage {
  incident: Incident;
  lasted?: Duration;
  phases: Phase[];
  /** Where promises fell due during the phases. */
  marks: { title: string; at: Instant }[];
  /** What has to be done next, while it is open. */
  deadline?: ClockLine;
  /** Span of the drawing of affected services: from the first to the last change. */
  span?: { from: Instant; to: Instant };
  services: { id: string; name: string; known: boolean }[];
  runbooks: { id: string; title: string }[];
  problem?: { id: string; title: string };
  /** Promises that were made of it, and how they stand. */
  clocks: ClockLine[];
  related: { as: string; line: IncidentLine }[];
  similar: IncidentLine[];
  people: Record<string, string>;
  severityName?: string;
  /** Ids of tasks that are not done, and were due. */
  overdue: string[];
}

/**
 * Lays out every incident's page, one after the other, so that not all of them have to be there at once;
 * what several pages need is looked up once.
 */
export function* layIncidents(edition: Edition): Generator<IncidentPage> {
  const { register, now } = edition;
  const newest = sortNewest(register.incidents.values());
  const backwards = findBackwards(register);
  const findSimilar = indexSimilar(newest);
  const findClocks = layClocks(edition);
  const findDeadline = layDeadlines(edition);
  const lookedUp = { backwards, findSimilar, findClocks, findDeadline };
  yield* layEach(edition, 'incident', newest, (incident) =>
    layIncident(incident, register, now, lookedUp),
  );
}

/** What is looked up once for all pages. */
interface LookedUp {
  backwards: ReadonlyMap<string, { as: string; id: string }[]>;
  findClocks: (id: string) => ClockLine[];
  findDeadline: (id: string) => ClockLine | undefined;
  findSimilar: (incident: Incident) => Incident[];
}

function layIncident(
  incident: Incident,
  register: Register,
  now: Instant,
  { backwards, findSimilar, findClocks, findDeadline }: LookedUp,
): IncidentPage {
  const { settings, services, runbooks, problems, people } = register;
  const lasted = measureLifetime(incident, now);
  const from = findStart(incident);
  const last = incident.affected.reduce(
    (latest, { to }) => Math.max(latest, to ?? now),
    findEnd(incident) ?? 0,
  );
  const problem = incident.problem === undefined ? undefined : problems.get(incident.problem);
  const phases = layPhases(incident, now);
  const clocks = findClocks(incident.id).filter(({ state }) => state !== 'not-applicable');
  const deadline = isLive(incident) ? findDeadline(incident.id) : undefined;
  const severity = settings.severities.find(({ id }) => id === incident.severity);
  return {
    incident,
    phases,
    marks: markPhases(phases, clocks),
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
    similar: findSimilar(incident).map((other) => lineIncident(other, now)),
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

/** Runbooks that the incident names, that were followed, or that its services and category call for. */
function findRunbooks(incident: Incident, { runbooks }: Register): string[] {
  const named = [...incident.runbooks, ...incident.runbookUses.map(({ runbook }) => runbook ?? '')];
  return [...new Set(named)].filter((id) => runbooks.has(id));
}

const reversed: Record<string, string> = {
  'duplicate-of': 'duplicated by',
  parent: 'child',
  'caused-by': 'cause of',
  related: 'related',
};

/** Which incidents name which other ones, seen from the one that is named. */
function findBackwards(register: Register): Map<string, { as: string; id: string }[]> {
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
  { incidents }: Register,
  now: Instant,
  backwards: ReadonlyMap<string, { as: string; id: string }[]>,
): IncidentPage['related'] {
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
    return [{ as, line: lineIncident(other, now) }];
  });
}

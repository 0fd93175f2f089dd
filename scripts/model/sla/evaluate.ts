import { day, week } from '../time/duration.ts';
import { parseDay, parseInstant, type Instant } from '../time/instant.ts';
import { findJudgedFrom, wasOverAtImport } from '../register/imported.ts';
import type { Incident } from '../register/register.ts';
import { findInstant } from '../time/zone.ts';
import { always } from './calendar.ts';
import { idleClock, runClock, type Clock, type ClockTarget } from './clock.ts';
import { evaluateRegulations } from './regulations.ts';
import {
  findPlanned,
  findPolicy,
  targetNames,
  type Policy,
  type Targets,
  type TargetName,
} from './targets.ts';
import type { Course, Halt, Term } from './trace.ts';
import { viewIncident, type View } from './view.ts';

const titles: Record<TargetName, string> = {
  acknowledge: 'Acknowledge',
  update: 'Post a status update',
  mitigate: 'Mitigate',
  resolve: 'Resolve',
  postmortem: 'Submit the postmortem for review',
};

/**
 * Evaluates every clock of an incident at an instant, from what was known by then: the targets of
 * the policy that was in force when it was detected, the actions of its postmortem, and
 * regulations. A clock that does not run carries the reason.
 */
export function evaluateClocks(incident: Incident, targets: Targets, now: Instant): Clock[] {
  const view = viewIncident(incident, now);
  const absence = explainAbsence(incident, view) ?? explainImport(incident, targets);
  return [
    ...evaluateTargets(incident, view, absence, targets, now),
    ...evaluateRegulations(incident, absence, targets, now),
    ...evaluateActions(incident, targets, now),
  ];
}

/** Explains why an incident has no SLA targets at all; undefined if it may have some. */
function explainAbsence(
  { kind, mergedInto }: Incident,
  view: View | undefined,
): string | undefined {
  if (kind === 'exercise') return 'an exercise';
  if (kind === 'near-miss') return 'a near miss';
  if (!view) return 'not detected yet';
  if (view.ended === undefined) return undefined;
  return mergedInto === undefined ? 'cancelled' : `merged into ${mergedInto}`;
}

/** Explains that an incident was over when it was imported; undefined if policies judge it. */
function explainImport(incident: Incident, targets: Targets): string | undefined {
  return wasOverAtImport(incident, targets) ? 'over before it was imported' : undefined;
}

function evaluateTargets(
  incident: Incident,
  view: View | undefined,
  absence: string | undefined,
  targets: Targets,
  now: Instant,
): Clock[] {
  const policy = view && findPolicy(targets, view.start);
  const severity = view?.severities.at(-1)?.severity ?? policy?.untriaged;
  const row = policy?.targets.get(severity ?? '');
  const planned =
    view && row && absence === undefined
      ? findPlanned(incident, targets, view.start, Math.max(view.resolved ?? Infinity, view.start))
      : [];
  const judgedFrom = findJudgedFrom(incident, targets);
  const evaluate = (name: TargetName): Clock => {
    const target = row?.durations[name];
    const named = {
      incident: incident.id,
      key: name,
      kind: name,
      title: titles[name],
      severity,
      calendar: name === 'postmortem' ? 'always' : (row?.calendar ?? 'always'),
      policy: policy?.effective,
      target,
      basis: view?.basis,
    };
    if (absence !== undefined || !view) return idleClock(named, absence ?? 'not detected yet');
    if (!policy) return idleClock(named, 'no policy was in force');
    if (severity === undefined) return idleClock(named, 'not triaged yet');
    if (target === undefined) return idleClock(named, `no target for ${severity}`);
    const { warnAt } = targets;
    if (name === 'postmortem') {
      return runPostmortem(named, incident, view, { target, warnAt, now });
    }
    const terms = listTerms(policy, view, name);
    const halts = listHalts(view, name, planned);
    const { start } = view;
    const course = { start, stop: findStop(view, name), terms, halts, warnAt, now };
    const clock =
      name === 'update' ? runUpdates(named, view, course, judgedFrom) : runClock(named, course);
    const settled = Math.min(clock.stopped ?? Infinity, clock.due ?? Infinity);
    return settled <= judgedFrom ? idleClock(named, 'due before it was imported') : clock;
  };
  return targetNames.map(evaluate);
}

/**
 * Lists the targets that apply from each time on. Before the first triage the policy or the triaged
 * severity decides.
 */
function listTerms(policy: Policy, { severities, start }: View, name: TargetName): Term[] {
  const makeTerm = (from: Instant, severity: string): Term => {
    const row = policy.targets.get(severity);
    return { from, target: row?.durations[name], time: row?.time ?? always };
  };
  const terms = severities.map(({ at, severity }) => makeTerm(at, severity));
  if (policy.untriaged !== undefined) terms.unshift(makeTerm(start, policy.untriaged));
  return terms;
}

/**
 * Lists when the clock is stopped, by start: during pauses, planned work on every service of the
 * incident, and, if the target was met, the time until a reopening.
 */
function listHalts(
  { pauses, lapses }: View,
  name: TargetName,
  planned: readonly Halt[],
): readonly Halt[] {
  const gaps = lapses.flatMap(({ mitigated, resolved, endedAt, reopened }) => {
    const done = name === 'mitigate' ? (mitigated ?? resolved) : resolved;
    const from = done ?? endedAt;
    return from === undefined ? [] : [{ from, to: reopened, why: 'done, until it was reopened' }];
  });
  // There can be many windows, so all clocks of an incident without pauses share one list.
  if (pauses.length === 0 && gaps.length === 0) return planned;
  return [...pauses, ...gaps, ...planned].sort((a, b) => a.from - b.from);
}

function findStop(
  { acknowledged, mitigated, resolved, lapses }: View,
  name: TargetName,
): Instant | undefined {
  if (name === 'mitigate') return earliest(mitigated, resolved);
  if (name !== 'acknowledge') return resolved;
  // Mitigating or resolving it implies that it was acknowledged.
  return earliest(
    acknowledged,
    mitigated,
    resolved,
    ...lapses.flatMap((lapse) => [lapse.mitigated, lapse.resolved]),
  );
}

function earliest(...instants: (Instant | undefined)[]): Instant | undefined {
  const reached = instants.filter((at) => at !== undefined);
  return reached.length > 0 ? Math.min(...reached) : undefined;
}

/**
 * Evaluates the update clock: each update starts it again, and so does a reopening. While the
 * incident is open it measures the current silence; once resolved, the first silence that was too
 * long, or the last one.
 */
function runUpdates(
  named: ClockTarget,
  { start, basis, updates, lapses }: View,
  course: Course,
  judgedFrom: Instant,
): Clock {
  const { stop = Infinity } = course;
  const beginnings = [
    { at: start, basis: basis as string },
    ...updates.map((at) => ({ at, basis: 'update' })),
    ...lapses.map(({ reopened }) => ({ at: reopened, basis: 'reopened' })),
  ]
    .filter(({ at }) => at >= start && at < stop)
    .sort((a, b) => a.at - b.at);
  const shortest = Math.min(...course.terms.map(({ target }) => target ?? Infinity));
  let broken: Clock | undefined;
  let last: Clock | undefined;
  for (const [index, { at, basis: from }] of beginnings.entries()) {
    const end = beginnings[index + 1]?.at ?? course.stop;
    const isLast = index === beginnings.length - 1;
    // Working time is never more than elapsed time.
    if (!isLast && end !== undefined && end - at < shortest) continue;
    last = runClock({ ...named, basis: from }, { ...course, start: at, stop: end });
    if (last.state === 'breached' && (last.due ?? Infinity) > judgedFrom) broken ??= last;
  }
  if (!last) return runClock({ ...named, basis }, course);
  if (course.stop !== undefined && broken) return broken;
  return broken?.breachedAt === undefined ? last : { ...last, breachedAt: broken.breachedAt };
}

/**
 * Measures from the resolution until the postmortem is submitted for review, without pauses or
 * business hours.
 */
function runPostmortem(
  named: ClockTarget,
  { postmortem }: Incident,
  { resolved }: View,
  { target, warnAt, now }: { target: number; warnAt: number; now: Instant },
): Clock {
  if (resolved === undefined) return idleClock(named, 'not resolved yet');
  const approved = (postmortem?.approvals ?? []).map(({ at }) => parseInstant(at));
  const submitted = parseInstant(postmortem?.submitted ?? '') ?? earliest(...approved);
  const inReview = postmortem !== undefined && postmortem.state !== 'draft';
  if (inReview && submitted === undefined) {
    return idleClock(named, 'the time of its submission is missing (`submitted`)');
  }
  const stop = inReview && submitted !== undefined && submitted <= now ? submitted : undefined;
  const terms = [{ from: resolved, target, time: always }];
  return runClock(
    { ...named, basis: 'resolved' },
    { start: resolved, stop, terms, halts: [], warnAt, now },
  );
}

/**
 * Evaluates each action of the postmortem with a due date: met if it is done on that day, and at
 * risk for at most a week.
 */
function evaluateActions(
  { id, postmortem, milestones, firstAt, kind }: Incident,
  { warnAt, zone }: Targets,
  now: Instant,
): Clock[] {
  const start = milestones.resolved ?? milestones.detected ?? firstAt;
  if (start === undefined || start > now || kind === 'exercise') return [];
  return (postmortem?.actions ?? []).flatMap((action) => {
    const dueDay = parseDay(action.due ?? '');
    if (dueDay === undefined) return [];
    const due = Math.max(findInstant(dueDay + day, zone), start + 1);
    const doneDay = parseDay(action.done ?? '');
    // Some time on that day: after the end of the day before, when the actions of that day are due.
    const done = doneDay === undefined ? undefined : findInstant(doneDay, zone) + 1_000;
    const named = {
      incident: id,
      key: `action/${action.id}`,
      kind: 'action' as const,
      title: action.title,
      severity: undefined,
      calendar: 'always',
      policy: undefined,
      target: due - start,
      basis: milestones.resolved === undefined ? 'detected' : 'resolved',
    };
    const stop = done !== undefined && done <= now ? done : undefined;
    const terms = [{ from: start, target: due - start, time: always }];
    // The last fifth of a year is too early for a warning.
    const warning = Math.max(warnAt, 1 - week / (due - start));
    return [runClock(named, { start, stop, terms, halts: [], warnAt: warning, now })];
  });
}

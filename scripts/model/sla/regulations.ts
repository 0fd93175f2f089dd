import {
  regulatoryMilestones,
  type Incident,
  type Milestone,
  type RegulatoryMilestone,
} from '../register/register.ts';
import type { Instant } from '../time/instant.ts';
import { always } from './calendar.ts';
import { idleClock, runClock, type Clock } from './clock.ts';
import type { Deadline, Duties, Limit } from './duties.ts';
import { countLimit, moveFromFreeDay, type CountedLimit, type Derivation } from './limits.ts';
import { viewIncident } from './view.ts';

/** An incident under one regulation, as it was known at an instant. */
interface Situation {
  incident: Incident;
  duties: Duties;
  at: Instant;
}

/**
 * Evaluates every clock that a regulation sets, from what was known by an instant. A clock stops at
 * its first filing.
 *
 * @param absence why an incident has no clocks at all
 */
export function evaluateRegulations(
  incident: Incident,
  absence: string | undefined,
  { regulations, warnAt }: { regulations: readonly Duties[]; warnAt: number },
  now: Instant,
): Clock[] {
  const severity = incident.severities.findLast(({ at }) => at <= now)?.severity;
  return regulations.flatMap((duties) => {
    const exemption = absence ?? explainSeverity(duties, severity);
    return duties.deadlines.map((deadline) => {
      const named = {
        incident: incident.id,
        key: deadline.key,
        kind: 'regulation' as const,
        title: deadline.title,
        severity,
        calendar: 'always',
        policy: undefined,
        target: undefined,
        law: deadline.law,
        basis: deadline.limits.map(({ after }) => after).join(' or '),
      };
      if (exemption !== undefined) return idleClock(named, exemption);
      const stop = listFilings(incident, deadline.key, now)[0];
      const found = findDue({ incident, duties, at: now }, deadline, stop);
      if ('reason' in found) return idleClock(named, found.reason);
      const { start, basis, derivation } = found;
      const target = derivation.due - start;
      const terms = [{ from: start, target, time: always }];
      const course = { start, stop, terms, halts: [], warnAt, now };
      return runClock({ ...named, target, basis, derivation }, course);
    });
  });
}

function explainSeverity({ severities }: Duties, severity: string | undefined): string | undefined {
  if (!severities || (severity !== undefined && severities.includes(severity))) return undefined;
  return severity === undefined ? 'not triaged yet' : `not for ${severity}`;
}

interface FoundDue {
  start: Instant;
  basis: string;
  derivation: Derivation;
}

/** Finds when a deadline is due and what it counts from, or explains why nothing is due. */
function findDue(
  known: Situation,
  deadline: Deadline,
  stop: Instant | undefined,
): FoundDue | { reason: string } {
  const { duties } = known;
  const ended = findEnd(known);
  // A clock that stopped before the end keeps its verdict, as it was known then.
  const isKept = ended !== undefined && stop !== undefined && stop <= ended;
  const situation = isKept ? { ...known, at: ended - 1 } : known;
  const required = findRequired(situation);
  const began = findBeginning(situation, deadline, required);
  if (duties.from && began !== undefined && began < duties.from.at) {
    return { reason: `before ${duties.from.day}` };
  }
  if (ended !== undefined && !isKept) return { reason: explainEnd(duties) };
  if (duties.requires && required === undefined) return { reason: `not ${duties.requires} yet` };
  const limits = deadline.limits.map((limit) =>
    applyLimit(situation, deadline, limit, stop, required),
  );
  const earliest = findEarliest(limits);
  if (!earliest) return { reason: explainMissing(limits) };
  const found = settleDue(situation, deadline, earliest, limits);
  return deadline.ifOpen || deadline.whileOpen ? judgeOpen(situation, deadline, found) : found;
}

/** Applies a limit, or says why it is left out. */
function applyLimit(
  situation: Situation,
  deadline: Deadline,
  limit: Limit,
  stop: Instant | undefined,
  required: Instant | undefined,
): CountedLimit {
  const { after, within } = limit;
  const start =
    after === situation.duties.requires ? required : findStart(situation, deadline, after, stop);
  if (start === undefined) return { after, within, leftOut: `not ${after} yet` };
  const counted = countLimit(limit, start, situation.duties);
  const isOver =
    deadline.limits.length > 1 &&
    required !== undefined &&
    counted.end !== undefined &&
    counted.end < required;
  return isOver
    ? { ...counted, leftOut: `it ended before the incident was ${situation.duties.requires ?? ''}` }
    : counted;
}

interface RunningLimit extends CountedLimit {
  start: Instant;
  end: Instant;
}

function findEarliest(limits: readonly CountedLimit[]): RunningLimit | undefined {
  let earliest: RunningLimit | undefined;
  for (const limit of limits) {
    const { start, end, leftOut } = limit;
    if (start === undefined || end === undefined || leftOut !== undefined) continue;
    if (!earliest || end < earliest.end) earliest = { ...limit, start, end };
  }
  return earliest;
}

function explainMissing(limits: readonly CountedLimit[]): string {
  const missing = limits.find(({ start }) => start === undefined) ?? limits[0];
  return missing?.leftOut ?? 'no limit applies';
}

function settleDue(
  { duties }: Situation,
  { movesOnFreeDay }: Deadline,
  { start, end, after, latest = end }: RunningLimit,
  limits: readonly CountedLimit[],
): FoundDue {
  const moved = movesOnFreeDay ? moveFromFreeDay(end, duties) : undefined;
  const derivation: Derivation = {
    zone: duties.zone,
    limits,
    due: moved?.due ?? end,
    ...(moved && { moved: { from: end, why: moved.why } }),
    // The article that moves a limit says by itself when the report is due.
    ...(!moved && latest > end && { latest }),
  };
  return { start, basis: after, derivation };
}

/** Decides by whether the incident was open at the due time; until then, by whether it is open now. */
function judgeOpen(
  situation: Situation,
  deadline: Deadline,
  found: FoundDue,
): FoundDue | { reason: string } {
  const { ifOpen, whileOpen } = deadline;
  const { due } = found.derivation;
  const then = { ...situation, at: Math.min(situation.at, due) };
  const isOver = (name: Milestone): boolean => findMilestone(then, name) !== undefined;
  if (ifOpen && isOver(ifOpen)) return { reason: `${ifOpen} before it was due` };
  if (!whileOpen || isOver(whileOpen.after)) return found;
  const start = findMilestone(situation, whileOpen.after);
  if (start === undefined) return { reason: `not ${whileOpen.after} yet` };
  const limit = countLimit(whileOpen, start, situation.duties);
  const earliest = findEarliest([limit]);
  if (!earliest) return { reason: 'no limit applies' };
  const instead = settleDue(situation, deadline, earliest, [limit]);
  return { ...instead, derivation: { ...instead.derivation, openAt: due } };
}

/** Finds the start of a limit: a milestone, or the first or latest filing of another clock. */
function findStart(
  situation: Situation,
  { countsLatest }: Deadline,
  after: string,
  stop = Infinity,
): Instant | undefined {
  if (!after.includes('/')) return findMilestone(situation, after as Milestone);
  const filings = listFilings(situation.incident, after, situation.at);
  // What is filed after the clock stopped cannot move it.
  return (countsLatest ? filings.findLast((at) => at <= stop) : undefined) ?? filings[0];
}

function listFilings({ fulfilled }: Incident, key: string, now: Instant): Instant[] {
  return fulfilled.filter(({ clock, at }) => clock === key && at <= now).map(({ at }) => at);
}

/** Returns when the regulation began to concern the incident: the awareness, if it counts from it. */
function findBeginning(
  situation: Situation,
  { limits }: Deadline,
  required: Instant | undefined,
): Instant | undefined {
  const { deadlines } = situation.duties;
  const countsAwareness = deadlines.some((deadline) =>
    deadline.limits.some(({ after }) => after === 'aware'),
  );
  const aware = countsAwareness ? findMilestone(situation, 'aware') : undefined;
  const own = limits.find(({ after }) => !after.includes('/'))?.after as Milestone | undefined;
  return aware ?? required ?? (own && findMilestone(situation, own));
}

/** Returns the newest end of all open clocks; undefined if it was taken back by `requires`. */
function findEnd({ incident, duties, at }: Situation): Instant | undefined {
  const { endsWith, requires } = duties;
  if (!endsWith) return undefined;
  if (!isRegulatory(endsWith)) return findMilestone({ incident, duties, at }, endsWith);
  const marks = listMarks(incident, duties, at);
  const ended = marks.findLast(({ type }) => type === endsWith)?.at;
  const isBack = marks.some(
    (mark) => mark.type === requires && ended !== undefined && mark.at > ended,
  );
  return isBack ? undefined : ended;
}

/** Returns when the milestone was reached that a regulation requires, since the newest end. */
function findRequired(situation: Situation): Instant | undefined {
  const { incident, duties, at } = situation;
  const { requires, endsWith } = duties;
  if (!requires) return undefined;
  if (!isRegulatory(requires)) return findMilestone(situation, requires);
  const marks = listMarks(incident, duties, at);
  const ended = marks.findLast(({ type }) => type === endsWith)?.at ?? -Infinity;
  return marks.find((mark) => mark.type === requires && mark.at > ended)?.at;
}

/** Returns when a milestone was reached, as it was known at the instant of the situation. */
function findMilestone({ incident, duties, at }: Situation, name: Milestone): Instant | undefined {
  if (isRegulatory(name)) {
    // An incident that is reopened is not handled any more.
    const since =
      name === 'handled' ? (incident.reopened.findLast((again) => again <= at) ?? 0) : 0;
    return listMarks(incident, duties, at).find((mark) => mark.type === name && mark.at >= since)
      ?.at;
  }
  const reached =
    name === 'mitigated' || name === 'resolved'
      ? viewIncident(incident, at)?.[name]
      : incident.milestones[name];
  return reached !== undefined && reached <= at ? reached : undefined;
}

function isRegulatory(name: Milestone): name is RegulatoryMilestone {
  return regulatoryMilestones.some((known) => known === name);
}

/** Lists the regulatory milestones of an incident that concern one regulation. */
function listMarks({ regulatory }: Incident, { id }: Duties, at: Instant): Incident['regulatory'] {
  return regulatory.filter(
    (mark) => mark.at <= at && (mark.regulation === undefined || mark.regulation === id),
  );
}

function explainEnd({ endsWith, requires }: Duties): string {
  if (endsWith !== 'reclassified') return `ended: ${endsWith ?? ''}`;
  return requires ? 'reclassified as non-major' : 'reclassified as not reportable';
}

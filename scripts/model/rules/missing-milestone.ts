import { wasOverAtImport } from '../register/imported.ts';
import { findEnd } from '../register/lifetime.ts';
import {
  regulatoryMilestones,
  type Incident,
  type Milestone,
  type Register,
} from '../register/register.ts';
import type { Regulation } from '../register/regulations.ts';
import { parseDay, type Instant } from '../time/instant.ts';
import type { RegisterRule } from './rule.ts';

/** Incidents without a milestone that a regulation counts from. */
export const missingMilestone: RegisterRule = {
  name: 'missing-milestone',
  level: 'warning',
  scope: 'register',
  *check({ incidents, settings }, now) {
    if (settings.regulations.length === 0) return;
    for (const incident of incidents.values()) {
      if (wasOverAtImport(incident, settings)) continue;
      for (const [milestone, ids] of listMissing(incident, settings, now)) {
        yield {
          path: `${incident.path}/incident.md`,
          message: `No \`${milestone}\` entry: the deadlines of ${ids.join(', ')} are not known.`,
          help: `Add \`${milestone}\`. If the incident is not reportable, add \`reclassified\` with a reason.`,
        };
      }
    }
  },
};

/** Lists the missing milestones of an incident, each with the regulations that need it. */
function listMissing(
  incident: Incident,
  { regulations }: Register['settings'],
  now: Instant,
): Map<Milestone, string[]> {
  const missing = new Map<Milestone, string[]>();
  for (const regulation of regulations) {
    if (!isConcerned(incident, regulation, now)) continue;
    const isReached = (name: Milestone): boolean => hasReached(incident, regulation, name, now);
    const absent = listMilestones(regulation).filter((name) => !isReached(name));
    const early = absent.filter((name) => atOnce.includes(name));
    const isOver = incident.status === 'resolved' || incident.status === 'closed';
    for (const name of early.length === 0 && isOver ? absent : early) {
      missing.set(name, [...(missing.get(name) ?? []), regulation.id]);
    }
  }
  return missing;
}

/** Milestones that are known while an incident is live. The others are missing only when it is over. */
const atOnce: readonly Milestone[] = ['started', 'detected', 'declared', 'aware', 'classified'];

function isConcerned(incident: Incident, regulation: Regulation, now: Instant): boolean {
  const { kind, status, severity = '', firstAt } = incident;
  const { severities, from = '' } = regulation;
  if (kind !== 'incident' || status === 'cancelled' || status === 'merged') return false;
  if (firstAt === undefined || firstAt > now) return false;
  if (severities && !severities.includes(severity)) return false;
  // Before the regulation applied, nothing was owed.
  const applies = parseDay(from) ?? -Infinity;
  if ((findEnd(incident) ?? Infinity) < applies) return false;
  const marks = listMarks(incident, regulation, now);
  const ended = marks.findLast(({ type }) => type === regulation.ends_with)?.at;
  return ended === undefined || marks.some(({ type, at }) => type === 'classified' && at > ended);
}

/** Lists the milestones that a regulation names, without the filings of other clocks. */
function listMilestones({ requires, clocks }: Regulation): Milestone[] {
  const named = clocks.flatMap(({ after, earliest_of: limits = [], while_open: later }) => [
    after,
    ...limits.map((limit) => limit.after),
    later?.after,
  ]);
  const names = [requires, ...named].filter(
    (name) => name !== undefined && !name.includes('/'),
  ) as Milestone[];
  return [...new Set(names)];
}

function hasReached(
  incident: Incident,
  regulation: Regulation,
  name: Milestone,
  now: Instant,
): boolean {
  const marks = listMarks(incident, regulation, now);
  return isRegulatory(name)
    ? marks.some(({ type }) => type === name)
    : incident.milestones[name] !== undefined;
}

function isRegulatory(name: Milestone): boolean {
  return regulatoryMilestones.some((known) => known === name);
}

function listMarks({ regulatory }: Incident, { id }: Regulation, now: Instant) {
  return regulatory.filter(
    ({ at, regulation }) => at <= now && (regulation === undefined || regulation === id),
  );
}

import type { Instant } from '../../model/time/instant.ts';
import type { Incident, Register } from '../../model/register/register.ts';
import type { Clock } from '../../model/sla/clock.ts';
import { evaluateClocks } from '../../model/sla/evaluate.ts';
import { readTargets } from '../../model/sla/targets.ts';
import { compareUrgency } from '../../model/sla/urgency.ts';
import { planNotices, type Notice } from './notices.ts';

/** How the issue of a clock is to stand: open; as it is; or closed, where there is one. */
export type Wish = 'open' | 'keep' | 'closed';

/** A clock that is, was, or is to be told of. */
export interface Escalation {
  /** incident/clock: the same whenever it is computed. */
  key: string;
  incident: Incident;
  clock: Clock;
  wish: Wish;
  /** Why it is to be closed, in words. */
  reason?: string;
  /** What was due by now, in order. */
  notices: readonly Notice[];
  /** Which time round it is: an incident that is reopened is escalated anew. */
  round: number;
}

/**
 * What of every promise is to be told, the most urgent first: a pure function of the records, the
 * policies and an instant. Clocks that never were at risk are left out unless an issue may have to be
 * closed, which `known` tells.
 *
 * @param known keys that have an issue
 */
export function listEscalations(
  register: Register,
  now: Instant,
  known: ReadonlySet<string>,
): Escalation[] {
  const promises = readTargets(register, now);
  const found: Escalation[] = [];
  for (const incident of register.incidents.values()) {
    for (const clock of evaluateClocks(incident, promises, now)) {
      const key = `${incident.id}/${clock.key}`;
      const wish = decideWish(clock);
      if (wish !== 'open' && !known.has(key)) continue;
      const reason = wish === 'closed' ? explainClosing(incident, clock) : undefined;
      found.push({
        key,
        incident,
        clock,
        wish,
        ...(reason !== undefined && { reason }),
        notices: wish === 'open' ? planNotices(incident, clock, register, now) : [],
        round: countRounds(incident, clock, now),
      });
    }
  }
  return found.sort((a, b) => compareUrgency(a.clock, b.clock));
}

/** Splits off the clocks that the settings want quiet: an issue of their own is to be closed. */
export function splitQuiet(
  escalations: readonly Escalation[],
  { settings }: Register,
  known: ReadonlySet<string>,
): { loud: Escalation[]; quiet: Escalation[] } {
  const isQuiet = ({ clock }: Escalation): boolean =>
    settings.escalation.digest.includes(clock.kind);
  const reason = 'It is told of in the digest.';
  return {
    loud: escalations.flatMap((escalation): Escalation[] => {
      if (!isQuiet(escalation)) return [escalation];
      return known.has(escalation.key)
        ? [{ ...escalation, wish: 'closed', reason, notices: [] }]
        : [];
    }),
    quiet: escalations.filter((escalation) => isQuiet(escalation) && escalation.wish === 'open'),
  };
}

function decideWish({ state, stopped }: Clock): Wish {
  if (state === 'paused') return 'keep';
  return stopped === undefined && (state === 'at-risk' || state === 'breached') ? 'open' : 'closed';
}

function explainClosing({ mergedInto, status }: Incident, clock: Clock): string {
  const { state, stopped, reason } = clock;
  if (mergedInto !== undefined) return `The incident was merged into ${mergedInto}.`;
  if (status === 'cancelled') return 'The incident was cancelled.';
  if (state === 'met') return 'The promise was kept.';
  if (state === 'breached' && stopped !== undefined) return 'The promise was kept late.';
  if (state === 'running') return 'It is no longer at risk.';
  return `Nothing is promised any longer: ${reason ?? 'no target'}.`;
}

function countRounds(incident: Incident, { kind }: Clock, now: Instant): number {
  const past = (at: Instant): boolean => at <= now;
  const updates = kind === 'update' ? incident.updates.filter(({ at }) => past(at)).length : 0;
  return incident.reopened.filter(past).length + updates;
}

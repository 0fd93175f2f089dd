import type { Instant } from '../../model/time/instant.ts';
import type { Incident, Register } from '../../model/register/register.ts';
import type { Clock } from '../../model/sla/clock.ts';
import { evaluateClocks } from '../../model/sla/evaluate.ts';
import { readTargets } from '../../model/sla/targets.ts';
import { compareUrgency } from '../../model/sla/urgency.ts';
import { planNotices, type Notice } from './notices.ts';

/** State that the issue of a clock should have: open, unchanged, or closed if there is one. */
export type WantedState = 'open' | 'keep' | 'closed';

/** An SLA clock that needs an issue, or whose issue may have to be closed. */
export interface Escalation {
  /** `<incident>/<clock>`: the same on every run. */
  key: string;
  incident: Incident;
  clock: Clock;
  wanted: WantedState;
  /** Reason for closing the issue, as a sentence. */
  reason?: string;
  /** Notices that are due by now, in order. */
  notices: readonly Notice[];
  /** Number of times the clock started anew: a reopened incident is escalated from the first level. */
  round: number;
}

/**
 * Lists the escalations of all SLA clocks, the most urgent first: a pure function of the records, the
 * policies and a time. Clocks that were never at risk are left out unless they have an issue, which may
 * have to be closed.
 *
 * @param known keys that have an issue
 */
export function listEscalations(
  register: Register,
  now: Instant,
  known: ReadonlySet<string>,
): Escalation[] {
  const targets = readTargets(register, now);
  const found: Escalation[] = [];
  for (const incident of register.incidents.values()) {
    for (const clock of evaluateClocks(incident, targets, now)) {
      const key = `${incident.id}/${clock.key}`;
      const wanted = decideState(clock);
      if (wanted !== 'open' && !known.has(key)) continue;
      const reason = wanted === 'closed' ? explainClosing(incident, clock) : undefined;
      found.push({
        key,
        incident,
        clock,
        wanted,
        ...(reason !== undefined && { reason }),
        notices: wanted === 'open' ? planNotices(incident, clock, register, now) : [],
        round: countRounds(incident, clock, now),
      });
    }
  }
  return found.sort((a, b) => compareUrgency(a.clock, b.clock));
}

/** Splits off the clocks that the settings want in the digest. If they have their own issues, closes them. */
export function splitQuiet(
  escalations: readonly Escalation[],
  { settings }: Register,
  known: ReadonlySet<string>,
): { loud: Escalation[]; quiet: Escalation[] } {
  const isQuiet = ({ clock }: Escalation): boolean =>
    settings.escalation.digest.includes(clock.kind);
  const reason = 'It is listed in the digest.';
  return {
    loud: escalations.flatMap((escalation): Escalation[] => {
      if (!isQuiet(escalation)) return [escalation];
      return known.has(escalation.key)
        ? [{ ...escalation, wanted: 'closed', reason, notices: [] }]
        : [];
    }),
    quiet: escalations.filter((escalation) => isQuiet(escalation) && escalation.wanted === 'open'),
  };
}

function decideState({ state, stopped }: Clock): WantedState {
  if (state === 'paused') return 'keep';
  return stopped === undefined && (state === 'at-risk' || state === 'breached') ? 'open' : 'closed';
}

function explainClosing({ mergedInto, status }: Incident, clock: Clock): string {
  const { state, stopped, reason } = clock;
  if (mergedInto !== undefined) return `The incident was merged into ${mergedInto}.`;
  if (status === 'cancelled') return 'The incident was cancelled.';
  if (state === 'met') return 'The SLA target was met.';
  if (state === 'breached' && stopped !== undefined) return 'Done, but after the SLA target.';
  if (state === 'running') return 'It is no longer at risk.';
  return `No SLA target applies any longer: ${reason ?? 'none is set'}.`;
}

function countRounds(incident: Incident, { kind }: Clock, now: Instant): number {
  const past = (at: Instant): boolean => at <= now;
  const updates = kind === 'update' ? incident.updates.filter(({ at }) => past(at)).length : 0;
  return incident.reopened.filter(past).length + updates;
}

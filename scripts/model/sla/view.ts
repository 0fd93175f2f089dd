import type { Instant } from '../time/instant.ts';
import type { Incident } from '../register/register.ts';
import type { Halt } from './trace.ts';

/**
 * What was known of an incident's course at an instant: nothing that happened later. A reopening
 * takes a milestone back, so what holds before it differs from what holds after.
 */
export interface View {
  /** Where its clocks count from, and what that is: it was detected, or else what came first. */
  start: Instant;
  basis: 'detected' | 'declared' | 'the first entry';
  acknowledged: Instant | undefined;
  mitigated: Instant | undefined;
  resolved: Instant | undefined;
  /** When it was cancelled or merged. */
  ended: Instant | undefined;
  severities: Incident['severities'];
  pauses: readonly Halt[];
  /** Reopenings so far, with what each took back. */
  lapses: readonly (Incident['lapsed'][number] & { reopened: Instant })[];
  updates: readonly Instant[];
}

/** The incident as it was known at an instant; undefined before its clocks start. */
export function viewIncident(incident: Incident, now: Instant): View | undefined {
  const { milestones, firstAt } = incident;
  const start = milestones.detected ?? milestones.declared ?? firstAt;
  if (start === undefined || start > now) return undefined;
  const until = (at: Instant | undefined): Instant | undefined =>
    at !== undefined && at <= now ? at : undefined;
  const lapses = incident.lapsed.map((lapse, index) => ({
    ...lapse,
    reopened: incident.reopened[index] ?? start,
  }));
  // The reopening that comes next tells what held until then.
  const next = lapses.find(({ reopened }) => reopened > now);
  const state = next ?? { ...milestones, endedAt: incident.endedAt };
  return {
    start,
    basis:
      milestones.detected !== undefined
        ? 'detected'
        : milestones.declared !== undefined
          ? 'declared'
          : 'the first entry',
    acknowledged: until(milestones.acknowledged),
    mitigated: until(state.mitigated),
    resolved: until(state.resolved),
    ended: until(state.endedAt),
    severities: incident.severities.filter(({ at }) => at <= now),
    pauses: incident.pauses
      .filter(({ from }) => from <= now)
      .map(({ from, to }) => ({ from, to: until(to), why: 'paused' })),
    lapses: lapses.filter(({ reopened }) => reopened <= now),
    updates: incident.updates.filter(({ at }) => at <= now).map(({ at }) => at),
  };
}

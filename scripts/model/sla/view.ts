import type { Instant } from '../time/instant.ts';
import type { Incident } from '../register/register.ts';
import type { Halt } from './trace.ts';

/**
 * An incident as it was known at an instant, without later events. A reopening cancels a milestone,
 * so the view before it differs from the view after it.
 */
export interface View {
  /** Start of its clocks, and its name: the detection, or else the first event. */
  start: Instant;
  basis: 'detected' | 'declared' | 'the first entry';
  acknowledged: Instant | undefined;
  mitigated: Instant | undefined;
  resolved: Instant | undefined;
  /** When it was cancelled or merged. */
  ended: Instant | undefined;
  severities: Incident['severities'];
  pauses: readonly Halt[];
  /** Reopenings so far, with the end that each cancelled. */
  lapses: readonly (Incident['lapsed'][number] & { reopened: Instant })[];
  updates: readonly Instant[];
}

/** Builds the view of an incident at an instant; undefined before its clocks start. */
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
  // The next reopening holds what was true until then.
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

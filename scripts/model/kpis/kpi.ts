import type { Instant } from '../time/instant.ts';
import { isLive } from '../register/lifetime.ts';
import type { Incident, Records } from '../register/register.ts';

/** Seconds, a share of one, a count, or a score of 0 to 1. */
export type Unit = 'seconds' | 'share' | 'count' | 'score';

/** A period. An instant is in it from `from` up to, but not including, `to`. */
export interface Span {
  from: Instant;
  to: Instant;
}

/** One row behind a figure: the value for one subject, or why it has none. */
export interface Row {
  /** Id of the incident, service or action. */
  id: string;
  /** Incident that it is grouped by. */
  incident?: Incident;
  /** Service that it is grouped by, if it concerns one. */
  service?: string;
  outcome:
    | {
        value: number;
        weight?: number;
        /** Seconds behind the value that can be added up over rows. */
        amount?: number;
        /** Seconds that the value leaves out: nobody knows the effect in them. */
        unknown?: number;
      }
    /** How often something happened in an exposure, in seconds. */
    | { events: number; exposure: number; unknown?: number }
    | { missing: string; unknown?: number }
    | { excluded: string };
}

/**
 * How rows become one figure:
 *
 * - `median` of durations, whose mean a few long ones would pull;
 * - `share` of the rows whose value is 1 and not 0;
 * - `mean` of a value for each service or each answer, which are no sample of anything;
 * - `rate` of events per week;
 * - `spacing`: exposure per event.
 */
export type Statistic = 'median' | 'share' | 'mean' | 'rate' | 'spacing';

interface Named {
  name: string;
  title: string;
  unit: Unit;
  /** Direction of improvement. */
  better: 'lower' | 'higher';
  statistic: Statistic;
  /** Describes the settings that the figure depends on, to be stated beside it. */
  describeBasis?(settings: Records['settings']): string;
}

/** A KPI of incidents, with one row per incident detected in the period. */
export interface IncidentKpi extends Named {
  subject: 'incident';
  measure(incident: Incident, context: Context): Row['outcome'] | undefined;
}

/** A KPI of something else in the register, which lists its own rows for a period. */
export interface RegisterKpi extends Named {
  subject: 'register';
  rows(register: Records, span: Span, context: Context): Row[];
}

export interface Context {
  register: Records;
  now: Instant;
  /** Problem → the first incident linked to it. */
  firstOfProblem: ReadonlyMap<string, string>;
}

export type Kpi = IncidentKpi | RegisterKpi;

/** Measures from one milestone to another, or explains why that is not possible. */
export function measurePair(
  incident: Incident,
  from: keyof Incident['milestones'],
  to: keyof Incident['milestones'],
): Row['outcome'] {
  const [start, end] = [incident.milestones[from], incident.milestones[to]];
  if (start === undefined) return { missing: `no \`${from}\`` };
  if (end === undefined) {
    return { missing: isLive(incident) ? `not \`${to}\` yet` : `no \`${to}\`` };
  }
  if (end < start) return { missing: `\`${to}\` before \`${from}\`` };
  const { assumed = {}, milestones } = incident;
  // A time that is assumed to be that of the stated start measures from the start.
  const isStart = start === milestones.started && assumed.started === undefined;
  const why = assumed[to] ?? (isStart ? undefined : assumed[from]);
  if (why !== undefined) return { missing: `assumed, ${why}` };
  return { value: (end - start) / 1000 };
}

export function isResolved({ milestones }: Incident): boolean {
  return milestones.resolved !== undefined;
}

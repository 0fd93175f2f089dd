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
        /** Seconds that the value leaves out: nobody knows the effect in them. */
        unknown?: number;
      }
    | { missing: string; unknown?: number }
    | { excluded: string };
}

interface Named {
  name: string;
  title: string;
  unit: Unit;
  /** Direction of improvement. */
  better: 'lower' | 'higher';
  /**
   * For a share: whether each row has a share of its own, which is not a yes or no even if it is 0
   * or 1.
   */
  graded?: boolean;
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
  return { value: (end - start) / 1000 };
}

export function isResolved({ milestones }: Incident): boolean {
  return milestones.resolved !== undefined;
}

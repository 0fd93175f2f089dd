import type { Send } from '../../edges/notify/send.ts';
import type { Register } from '../../model/register/register.ts';
import type { Instant } from '../../model/time/instant.ts';
import type { IssueWriter } from '../write-issue.ts';
import type { IssueLinks } from './links.ts';
import type { EscalationMessage } from './message.ts';
import type { EscalationStep } from './steps.ts';

/** Everything that one run of `sitrep escalate` works with. */
export interface EscalationRun extends IssueWriter {
  register: Register;
  now: Instant;
  links: IssueLinks;
  channels: ReadonlyMap<string, Send<EscalationMessage>>;
  dryRun: boolean;
  /** Maximum number of steps; the next run does the others. */
  budget: number;
}

/** Steps of a run that were done, deferred, or failed. */
export interface EscalationResult {
  /** Done, or planned in a dry run. */
  steps: { do: EscalationStep['do']; key: string; number?: number; what: string }[];
  /** Claimed by another run, or left to the next one. */
  deferred: { key: string; why: string }[];
  troubles: { key: string; why: string }[];
}

/** A run with what it has learned from GitHub, so that it asks only once. */
export interface EscalationWork extends EscalationRun {
  /** Labels that exist. */
  labels: Set<string>;
  /** True for people who can be assigned, by handle. */
  assignable: Map<string, boolean>;
}

/** Issue that a step wrote, or why the step was left to a later run. */
export type StepOutcome = { number: number; waits?: undefined } | { waits: string };

/** Notice counts of a channel that was only told that the issue exists. */
export const announced = new Map([['opened', 0]]);

/** Maximum number of assignees of an issue on GitHub. */
export const maxAssignees = 10;

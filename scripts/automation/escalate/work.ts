import { type Step, listLabels } from './escalation-issues.ts';
import { type Places, writeBody, writeDigest, writeTitle } from './escalation-text.ts';
import { type Instant } from '../../model/time/instant.ts';
import { type Register } from '../../model/register/register.ts';
import { type Send } from '../../edges/notify/send.ts';
import { type EscalationMessage } from './message.ts';
import { type GitHub } from '../../edges/github/client.ts';
import { type Escalation } from './escalations.ts';
import { hashText } from '../../edges/github/marks.ts';

/** Everything that one run of `sitrep escalate` works with. */
export interface EscalationRun {
  github: GitHub;
  register: Register;
  now: Instant;
  /** Login of our own account. */
  login: string;
  places: Places;
  channels: ReadonlyMap<string, Send<EscalationMessage>>;
  dryRun: boolean;
  /** Maximum number of steps; the next run does the others. */
  budget: number;
}

/** Steps of a run that were done, deferred, or failed. */
export interface EscalationResult {
  /** Done, or planned in a dry run. */
  steps: { do: Step['do']; key: string; number?: number; what: string }[];
  /** Waiting for the claim of another run, or left to the next one. */
  deferred: { key: string; why: string }[];
  troubles: { key: string; why: string }[];
}

export interface Work extends EscalationRun {
  labels: Set<string>;
  assignable: Map<string, boolean>;
  tree?: string;
}

export type Done = { number: number; waits?: undefined } | { waits: string };

/** Hashes what an issue shows, except what never changes after it was opened. */
export function digest(escalation: Escalation, { register, places }: EscalationRun): string {
  const parts = [
    writeTitle(escalation),
    writeBody(escalation, register, 0, [], places),
    ...listLabels(escalation),
  ];
  return hashText(parts.join('\n')).slice(0, 16);
}

export function digestQuiet(
  quiet: readonly Escalation[],
  { register, places }: EscalationRun,
): string {
  return hashText(writeDigest(quiet, register, places)).slice(0, 16);
}

/** Notice counts of a channel that was only told that the issue exists. */
export const opening = new Map([['opened', 0]]);

/** Maximum number of assignees on GitHub. */
export const mostAssignees = 10;

import { type Step, listLabels } from './escalation-issues.ts';
import { type Places, writeBody, writeDigest, writeTitle } from './escalation-text.ts';
import { type Instant } from '../../model/time/instant.ts';
import { type Register } from '../../model/register/register.ts';
import { type Send } from '../../edges/notify/send.ts';
import { type EscalationMessage } from './message.ts';
import { type GitHub } from '../../edges/github/client.ts';
import { type Escalation } from './escalations.ts';
import { hashText } from '../../edges/github/marks.ts';

export interface Run {
  github: GitHub;
  register: Register;
  now: Instant;
  /** Our own account. */
  login: string;
  places: Places;
  channels: ReadonlyMap<string, Send<EscalationMessage>>;
  dryRun: boolean;
  /** At most so many steps; what is left is for the next run. */
  budget: number;
}

/** What a run came to. */
export interface Outcome {
  /** Done; or, in a dry run, to be done. */
  steps: { do: Step['do']; key: string; number?: number; what: string }[];
  /** Waiting for a claim of another run, or left to the next one. */
  deferred: { key: string; why: string }[];
  troubles: { key: string; why: string }[];
}

export interface Work extends Run {
  labels: Set<string>;
  assignable: Map<string, boolean>;
  tree?: string;
}

export type Done = { number: number; waits?: undefined } | { waits: string };

/** Of what an issue shows, without what stays as it was when the issue was opened. */
export function digest(escalation: Escalation, { register, places }: Run): string {
  const parts = [
    writeTitle(escalation),
    writeBody(escalation, register, 0, [], places),
    ...listLabels(escalation),
  ];
  return hashText(parts.join('\n')).slice(0, 16);
}

export function digestQuiet(quiet: readonly Escalation[], { register, places }: Run): string {
  return hashText(writeDigest(quiet, register, places)).slice(0, 16);
}

/** What channels know once they know of the issue alone. */
export const opening = new Map([['opened', 0]]);

/** GitHub assigns no more. */
export const mostAssignees = 10;

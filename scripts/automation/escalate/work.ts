import { type Step } from './escalation-issues.ts';
import { type Places } from './escalation-text.ts';
import { type Instant } from '../../model/time/instant.ts';
import { type Register } from '../../model/register/register.ts';
import { type Send } from '../../edges/notify/send.ts';
import { type EscalationMessage } from './message.ts';
import { type GitHub } from '../../edges/github/client.ts';

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

import { type Instant } from '../model/time/instant.ts';

/** 0 done, 1 findings or an SLA target breached, 2 could not run. */
export type ExitStatus = 0 | 1 | 2;

/** Global options and channels that every command gets beside its own arguments and options. */
export interface Context {
  /** Absolute path of the data root. */
  root: string;
  now: Instant;
  json: boolean;
  dryRun: boolean;
  quiet: boolean;
  color: boolean;
  /** Prints where a server listens, which cannot wait for its result: one line, JSON with `--json`. */
  announce(data: object, text: string): void;
  /** Writes a line for people to standard error, unless `--quiet`. Nothing in it is a command for a workflow. */
  tell(text: string): void;
  /** Whether standard error is a terminal, so that a progress bar may be drawn. */
  interactive: boolean;
}

/** Expected failure: `cli.ts` prints the message and the next step, and ends with the status. */
export class Failure extends Error {
  readonly next: string | undefined;
  readonly status: ExitStatus;

  constructor(message: string, next?: string, status: ExitStatus = 2) {
    super(message);
    this.name = 'Failure';
    this.next = next;
    this.status = status;
  }
}

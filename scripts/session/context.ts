import { relative } from 'node:path';
import { type Instant } from '../model/time/instant.ts';

/** 0 success, 1 findings or breached SLA targets, 2 failure. */
export type ExitStatus = 0 | 1 | 2;

/** Global options and output channels that every command gets. */
export interface Context {
  /** Absolute path of the data root. */
  root: string;
  now: Instant;
  /** The instant of `--at`, if it was given: for a command that reads, nothing later has happened. */
  asOf?: Instant;
  /** With `--known-at`: the instant, and the commit that the records are read at. */
  knownAt?: { at: Instant; commit: string };
  json: boolean;
  dryRun: boolean;
  quiet: boolean;
  color: boolean;
  /** Prints one line at once, for example where a server listens; as JSON with `--json`. */
  announce(data: object, text: string): void;
  /** Writes a line for people to standard error, unless `--quiet`, disarmed for the log of a workflow. */
  tell(text: string): void;
  /** True if standard error is a terminal, so that a progress bar may be drawn. */
  interactive: boolean;
}

/** Path of the data root as seen from the current folder: `incidents`. */
export function nameRoot({ root }: Pick<Context, 'root'>): string {
  return relative(process.cwd(), root).replaceAll('\\', '/');
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

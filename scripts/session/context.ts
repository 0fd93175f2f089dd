import { type Instant } from '../model/time/instant.ts';

/** 0 done, 1 findings or a promise broken, 2 could not run. */
export type ExitStatus = 0 | 1 | 2;

/** What every command gets beside its own arguments and options. */
export interface Context {
  /** Data root, absolute. */
  root: string;
  now: Instant;
  json: boolean;
  dryRun: boolean;
  quiet: boolean;
  color: boolean;
  edition: string;
  /** `--out`, absolute; undefined where it was not given. */
  out?: string;
  /** Prints where a server listens, which cannot wait for its result: one line, JSON with `--json`. */
  announce(data: object, text: string): void;
  /** Results: standard output. Ends with a line feed of its own. Nothing of it is a command for a workflow. */
  print(text: string): void;
  /** Commands of our own for a workflow, on standard output. */
  command(text: string): void;
  /** Everything else: standard error; silent with `--quiet`. As harmless as `print`. */
  tell(text: string): void;
  /** Whether standard error is a terminal, so that a progress bar may be drawn. */
  interactive: boolean;
}

export interface Option {
  /** As commander takes it: `--by <dimension>`. */
  flags: string;
  description: string;
  choices?: readonly string[];
  default?: string;
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

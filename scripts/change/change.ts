import type { Register } from '../model/register/register.ts';

/** One file of the data root as a command would leave it. */
export interface FileChange {
  /** Relative to the data root, with `/`. */
  path: string;
  /** undefined: the file is removed. */
  text: string | undefined;
  /** What it held when it was read; left out for a file that must not be there yet. */
  expected?: Uint8Array;
}

/** What a command writes, as data: checked first, then written, then delivered. */
export interface Change {
  /** In the order in which they are written: a crash between two never loses anything. */
  files: readonly FileChange[];
  /** Subject of the commit. */
  message: string;
  /** Id of the record it is about: names the branch. */
  record: string;
  /** Id of the incident it belongs to, for the `Incident:` trailer. */
  incident?: string;
  /** Services it concerns: their teams are asked to review. */
  services?: readonly string[];
  /** What else is changed in its files is meant to go along: a text that is put up for review. */
  whole?: true;
  /** Handle of who did it, where that is somebody else than who runs the command. */
  by?: string;
}

/** What became of it. */
export interface Delivered {
  paths: string[];
  removed?: string[];
  commit?: string;
  pushed?: boolean;
  /** Address of the pull request. */
  pull_request?: string;
  /** Where a person opens the pull request, when there is no token to open it with. */
  open_at?: string;
  /** Why a commit was not pushed: it is kept, and the next push takes it along. */
  queued?: string;
}

export type Delivery = Register['settings']['delivery'];

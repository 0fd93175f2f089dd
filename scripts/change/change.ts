import type { Register } from '../model/register/register.ts';

/** A file of the data root as a change leaves it. */
export interface FileChange {
  /** Relative to the data root, with `/`. */
  path: string;
  /** Text of the file; undefined if it is removed. */
  text: string | undefined;
  /** Bytes of the file when it was read; left out if it must not exist yet. */
  expected?: Uint8Array;
}

/** A change of records, as data: checked first, then written, then delivered. */
export interface Change {
  /** Files in the order in which they are written, so that a crash between two loses nothing. */
  files: readonly FileChange[];
  /** Subject of the commit. */
  message: string;
  /** Id of the record that the change is about. It names the branch. */
  record: string;
  /** Id of the incident that the change belongs to, for the `Incident:` trailer. */
  incident?: string;
  /** Ids of the services concerned. Their teams are asked to review. */
  services?: readonly string[];
  /** True to commit the user's own edits to these files too, for example a text to review. */
  includeEdits?: true;
  /** Handle of the author, if it is not the user who runs the command. */
  by?: string;
}

/** Result of delivering a change. */
export interface Delivered {
  paths: string[];
  removed?: string[];
  commit?: string;
  pushed?: boolean;
  /** Address of the pull request. */
  pull_request?: string;
  /** Page on which a person opens the pull request, if there is no token to do so. */
  open_at?: string;
  /** Reason why a commit was not pushed. It is kept, and the next push includes it. */
  queued?: string;
}

export type Delivery = Register['settings']['delivery'];

import type { IncidentRecord, PostmortemRecord } from '../../../schemas/generated/records.ts';
import type { FoldIssue, Incident, Kind, LogEntry } from './register.ts';

/** A file that was read, parsed and found valid for its kind. */
export interface Document<T = unknown> {
  /** Relative to the data root, with `/`. */
  path: string;
  kind: Kind;
  /** Id from the path: the incident's folder name, or the file name without its ending. */
  id: string;
  /** Git blob hash of its bytes. */
  hash: string;
  /** Front matter, or the whole YAML value. */
  value: T;
  /** Markdown below the front matter; undefined for YAML files. */
  body?: string;
  /** One-based line on which the body begins; 0 for YAML files. */
  bodyLine: number;
}

/** All content of one incident's folder, read and folded: the input of a rule of scope `record`. */
export interface IncidentFiles {
  incident: Incident;
  record: Document<IncidentRecord>;
  /** All entries in order, including superseded ones. */
  log: LogEntry[];
  /** Entries that no longer count, by what supersedes them. */
  superseded: Map<LogEntry, LogEntry>;
  /** Entries that the fold could not apply, and left out of the state. */
  issues: FoldIssue[];
  postmortem?: Document<PostmortemRecord>;
}

import type { IncidentRecord, PostmortemRecord } from '../../../schemas/generated/records.ts';
import type { FoldIssue, Incident, Kind, LogEntry } from './register.ts';

/** One file that was read, parsed and found to have the shape of its kind. */
export interface Document<T = unknown> {
  /** Relative to the data root, with `/`. */
  path: string;
  kind: Kind;
  /** Id the path gives: the incident's directory name, or the file name without its ending. */
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

/** Everything one incident's folder holds, read and folded: what a rule of scope `record` sees. */
export interface IncidentFiles {
  incident: Incident;
  record: Document<IncidentRecord>;
  /** The log in order: every entry, also those that another supersedes. */
  log: LogEntry[];
  /** Entries that no longer count, by what supersedes them. */
  superseded: Map<LogEntry, LogEntry>;
  /** What the fold could not apply, and left out of the state. */
  issues: FoldIssue[];
  postmortem?: Document<PostmortemRecord>;
}

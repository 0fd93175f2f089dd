import { parseInstant, type Instant } from '../time/instant.ts';
import { cutLater, orderLogAsOf } from './as-of.ts';
import type { Document, IncidentFiles } from './document.ts';
import { foldLines } from '../text/fold-lines.ts';
import { findUnstated } from './effects.ts';
import { compareSpans, foldTimeline } from './fold.ts';
import type { IncidentRecord, PostmortemRecord } from '../../../schemas/generated/records.ts';
import { collectReferences } from './references.ts';
import type { Incident, LogEntry, Settings } from './register.ts';

/** Content of an incident's folder before it is folded. */
export interface IncidentParts {
  /** Digest over the blob hashes of all files of the folder. */
  hash: string;
  record: Document<IncidentRecord>;
  /** Entries of timeline.yaml and of all fragments, in any order. */
  entries: readonly LogEntry[];
  /** Number of entries that are live fragments. */
  fragments: number;
  postmortem?: Document<PostmortemRecord>;
  /** SHA-256 of the postmortem's text, as approvals refer to it; '' without a postmortem. */
  digest: string;
}

/**
 * Folds the content of an incident's folder into its row in the register.
 *
 * @param asOf instant after which nothing counts; by default, everything does
 */
export function foldIncident(
  parts: IncidentParts,
  settings: Settings,
  asOf: Instant = Infinity,
): IncidentFiles {
  const { record, postmortem } = parts;
  const { value } = record;
  const log = orderLogAsOf(parts.entries, asOf);
  const newest = log.entries.at(-1);
  const { folded, assignees, issues } = foldTimeline(log, settings);
  const { services, kind = 'incident' } = value;
  const unstated = findUnstated(log, { ...folded, services, kind });
  return {
    record,
    log: log.entries,
    superseded: log.superseded,
    issues,
    ...(postmortem && { postmortem }),
    incident: {
      id: record.id,
      path: record.path.slice(0, record.path.lastIndexOf('/')),
      // Of an earlier state, a page is another than of the whole.
      hash: asOf === Infinity ? parts.hash : `${parts.hash}-${log.entries.length}`,
      // The schema allows line ends, but everything that shows these texts has one line for them.
      title: foldLines(value.title),
      summary: foldLines(value.summary),
      services,
      category: value.category,
      channel: value.channel,
      visibility: value.visibility ?? 'internal',
      kind,
      tags: value.tags ?? [],
      aliases: value.aliases ?? [],
      runbooks: value.runbooks ?? [],
      related: value.related ?? [],
      tasks: (value.tasks ?? []).map((task) => {
        const assignee = Object.hasOwn(assignees, task.id) ? assignees[task.id] : task.assignee;
        return { ...task, ...(assignee !== undefined && { assignee }) };
      }),
      csat: cutLater(value.csat ?? [], asOf),
      ...(value.problem !== undefined && { problem: value.problem }),
      ...(value.customers && { customers: value.customers }),
      ...readSource(value),
      ...folded,
      affected: [...folded.affected, ...unstated].sort(compareSpans),
      ...(newest && { latest: { at: newest.at, path: newest.path, pointer: newest.pointer } }),
      entries: log.entries.length,
      fragments: parts.fragments,
      ...(postmortem && { postmortem: keepPostmortem(postmortem, parts.digest, asOf) }),
      references: collectReferences(record, log.entries, postmortem),
    },
  };
}

function readSource({ source }: IncidentRecord): Pick<Incident, 'source'> {
  const imported = parseInstant(source?.imported ?? '');
  return source && imported !== undefined ? { source: { ...source, imported } } : {};
}

function keepPostmortem(
  { path, value }: Document<PostmortemRecord>,
  digest: string,
  asOf: Instant,
) {
  // The two long fields are read again when a postmortem is shown.
  const { five_whys: whys = [], lessons: { went_poorly: poorly = [] } = {}, ...kept } = value;
  const { lessons: _lessons, ...short } = kept as typeof value;
  const naming = [
    ...whys.map((text, index) => ({ pointer: `/five_whys/${index}`, text })),
    ...poorly.map((text, index) => ({ pointer: `/lessons/went_poorly/${index}`, text })),
  ];
  const standing = value.state;
  const approvals = short.approvals && cutLater(short.approvals, asOf);
  return {
    ...short,
    ...(approvals && { approvals }),
    path,
    digest,
    ...(naming.length > 0 && { naming }),
    standing,
  };
}

import {
  openTip,
  type RemoteProposal,
  type RemoteSession,
  type RemoteTip,
} from '../../deliver/remote.ts';
import { listFolder, readBlob } from '../../edges/github/branch.ts';
import { findPullRequest, listPullFiles } from '../../edges/github/pull.ts';
import { findEscalated, type IssueDetails } from '../../edges/github/thread.ts';
import { listFolder as listLocal, readBytes } from '../../edges/disk/bytes.ts';
import { hashBlob } from '../../model/record/hash.ts';
import { kindOf } from '../../model/record/kind.ts';
import type { IncidentFiles } from '../../model/register/document.ts';
import type { Incident, Register } from '../../model/register/register.ts';
import { checkDocument, checkRecord } from '../../model/rules/check.ts';
import type { FileChange } from '../../change/change.ts';
import { nameBranch } from '../../model/record/branch.ts';
import { previewIncident } from '../../edges/disk/preview.ts';
import { aliasOf } from '../../model/register/alias.ts';

/** Incident of an issue, as it is on the branch to which the next entry goes. */
export interface LocatedIncident {
  register: Register;
  incident: Incident;
  /** Content of its files. */
  whole: IncidentFiles;
  /** Branch that was read: the proposal's if `isProposed`, otherwise the default branch. */
  branch: string;
  isProposed: boolean;
  /** Open pull request of the proposal. */
  pull?: OpenPull;
  /** Files of the incident that the clone does not have, or has with another text. */
  files: FileChange[];
}

/** Open pull request. */
export interface OpenPull {
  number: number;
  url: string;
}

/** Access to an incident issue and its repository. */
export interface IssueSession extends RemoteSession {
  root: string;
  issue: IssueDetails;
  login: string;
}

/** Limit of pull requests for one issue, to end the search for a free branch if something is broken. */
const maxGenerations = 50;

/** Finds the incident of an issue and reads its current state; undefined if the issue has no incident. */
export async function locateIncident(session: IssueSession): Promise<LocatedIncident | undefined> {
  const proposal = await findProposal(session);
  return readIncidentAt(session, await openTip(session.github, proposal, 'if-present'));
}

/** Reads the incident of an issue at a commit; undefined if the issue has no incident. */
export async function readIncidentAt(
  session: IssueSession,
  { head, isProposed, proposal: { pull } }: RemoteTip,
): Promise<LocatedIncident | undefined> {
  const { register } = session;
  const folder =
    (await findFolder(session)) ??
    (pull === undefined ? undefined : await findProposed(session, pull.number));
  if (folder === undefined) return undefined;
  const overlay = await readOverlay(session, folder, head.commit);
  const inspect = { document: checkDocument, record: checkRecord };
  const { files } = previewIncident(session.root, register.settings, folder, overlay, inspect);
  if (!files || isElsewhere(files, session.issue)) return undefined;
  const { incident } = files;
  return {
    register: { ...register, incidents: new Map(register.incidents).set(incident.id, incident) },
    incident,
    whole: files,
    branch: head.branch,
    isProposed,
    ...(pull && { pull }),
    files: [...overlay].map(([path, bytes]) => ({
      path,
      text: bytes && new TextDecoder().decode(bytes),
    })),
  };
}

/** Finds the current branch of an issue, whose pull request is open or does not exist yet. */
export async function findProposal({ github, issue }: IssueSession): Promise<RemoteProposal> {
  for (let generation = 1; generation < maxGenerations; generation++) {
    const branch = nameBranch({ issue: issue.number, generation });
    const pull = await findPullRequest(github, branch);
    if (!pull) return { branch };
    if (pull.state === 'open') return { branch, pull };
  }
  throw new Error(`Issue ${issue.number} has ${maxGenerations} pull requests.`);
}

/** Finds the folder of a recorded incident by its alias or, for an escalation issue, by the issue's mark. */
async function findFolder({
  github,
  register,
  issue,
  login,
}: IssueSession): Promise<string | undefined> {
  const { incidents, aliases } = register;
  const id = aliases.get(aliasOf(issue.number)) ?? (await findEscalated(github, issue, login));
  return id === undefined ? undefined : incidents.get(id)?.path;
}

/**
 * Checks whether the incident belongs to the issue of the same number in another repository, since
 * records can move.
 */
function isElsewhere({ record }: IncidentFiles, { number, url }: IssueDetails): boolean {
  const issues = (record.value.links ?? []).filter((link) =>
    link.url.endsWith(`/issues/${number}`),
  );
  return issues.length > 0 && issues.every((link) => link.url !== url);
}

/** Finds the folder of the incident that a pull request adds. */
async function findProposed(
  { github, prefix }: IssueSession,
  pull: number,
): Promise<string | undefined> {
  const paths = await listPullFiles(github, pull);
  const records = paths.flatMap((path) =>
    path.startsWith(prefix) && path.endsWith('/incident.md') ? [path.slice(prefix.length)] : [],
  );
  const record = records.find((path) => kindOf(path)?.kind === 'incident');
  return record?.slice(0, record.lastIndexOf('/'));
}

/** Reads the record files of a folder at a commit that differ from the clone; undefined for a deleted one. */
async function readOverlay(
  { github, root, prefix }: IssueSession,
  folder: string,
  commit: string,
): Promise<Map<string, Uint8Array | undefined>> {
  const found = [
    ...(await listFolder(github, `${prefix}${folder}`, commit)),
    ...(await listFolder(github, `${prefix}${folder}/timeline`, commit)),
  ];
  const overlay = new Map<string, Uint8Array | undefined>(
    listLocal(root, folder)
      .filter((path) => kindOf(path))
      .map((path) => [path, undefined]),
  );
  for (const { path: full, sha } of found) {
    const path = full.slice(prefix.length);
    if (!full.startsWith(prefix) || !kindOf(path)) continue;
    const local = readBytes(root, path);
    if ('bytes' in local && hashBlob(local.bytes) === sha) overlay.delete(path);
    else overlay.set(path, await readBlob(github, sha));
  }
  return overlay;
}

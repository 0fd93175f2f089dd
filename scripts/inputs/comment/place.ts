import {
  listFolder,
  readBlob,
  readDefault,
  readHead,
  type Head,
} from '../../edges/github/branch.ts';
import type { GitHub } from '../../edges/github/client.ts';
import { findPullRequest, listPullFiles } from '../../edges/github/pull.ts';
import { findEscalated, type RoomIssue } from '../../edges/github/room.ts';
import { listFolder as listLocal, readBytes } from '../../edges/disk/bytes.ts';
import { hashBlob } from '../../model/record/hash.ts';
import { kindOf } from '../../model/record/kind.ts';
import type { IncidentFiles } from '../../model/register/document.ts';
import type { Incident, Register } from '../../model/register/register.ts';
import { checkDocument, checkRecord } from '../../model/rules/check.ts';
import type { FileChange } from '../../change/change.ts';
import { nameBranch } from '../../edges/github/incident-branch.ts';
import { previewIncident } from '../../edges/disk/preview.ts';
import { aliasOf } from '../../model/register/alias.ts';

/** The incident of a room, as it is on the branch to which the next entry goes. */
export interface Place {
  register: Register;
  incident: Incident;
  /** All that its files say. */
  whole: IncidentFiles;
  head: Head;
  /** Whether the head is a branch that is proposed, not the default branch. */
  isProposed: boolean;
  /** The open pull request of that branch. */
  pull?: OpenPull;
  /** The branch to propose on where the default branch takes no commit. */
  spare: string;
  /** The incident's files where the clone has them otherwise. */
  files: FileChange[];
}

/** Where a branch is proposed. */
export interface OpenPull {
  number: number;
  url: string;
}

export interface Room {
  github: GitHub;
  root: string;
  /** Where the data root lies in its repository. */
  prefix: string;
  register: Register;
  issue: RoomIssue;
  login: string;
}

/** More pull requests of one room than this mean that something is broken. */
const mostGenerations = 50;

/** Finds the incident of a room, and reads it as it is now; undefined where the issue is no room. */
export async function findPlace(room: Room): Promise<Place | undefined> {
  const { github, register } = room;
  const { branch, pull } = await findBranch(room);
  const tip = await readHead(github, branch);
  const folder =
    (await findFolder(room)) ??
    (pull === undefined ? undefined : await findProposed(room, pull.number));
  if (folder === undefined) return undefined;
  const head = tip ?? (await readDefault(github));
  const overlay = await readTip(room, folder, head.commit);
  const inspect = { document: checkDocument, record: checkRecord };
  const { files } = previewIncident(room.root, register.settings, folder, overlay, inspect);
  if (!files || isElsewhere(files, room.issue)) return undefined;
  const { incident } = files;
  return {
    register: { ...register, incidents: new Map(register.incidents).set(incident.id, incident) },
    incident,
    whole: files,
    head,
    isProposed: tip !== undefined,
    ...(pull && { pull }),
    spare: branch,
    files: [...overlay].map(([path, bytes]) => ({
      path,
      text: bytes && new TextDecoder().decode(bytes),
    })),
  };
}

/** The branch of the room that is not merged or declined yet, and its pull request where it has one. */
async function findBranch({ github, issue }: Room): Promise<{ branch: string; pull?: OpenPull }> {
  for (let generation = 1; generation < mostGenerations; generation++) {
    const branch = nameBranch(issue.number, generation);
    const pull = await findPullRequest(github, branch);
    if (!pull) return { branch };
    if (pull.state === 'open') return { branch, pull };
  }
  throw new Error(`Issue ${issue.number} has ${mostGenerations} pull requests.`);
}

/** The folder of the incident where it is part of the records: by its alias, or by the mark of our issue. */
async function findFolder({ github, register, issue, login }: Room): Promise<string | undefined> {
  const { incidents, aliases } = register;
  const id = aliases.get(aliasOf(issue.number)) ?? (await findEscalated(github, issue, login));
  return id === undefined ? undefined : incidents.get(id)?.path;
}

/** Whether an incident's room is the issue of the same number in another repository: records move. */
function isElsewhere({ record }: IncidentFiles, { number, url }: RoomIssue): boolean {
  const rooms = (record.value.links ?? []).filter((link) => link.url.endsWith(`/issues/${number}`));
  return rooms.length > 0 && rooms.every((link) => link.url !== url);
}

/** The folder of the incident that a pull request brings. */
async function findProposed({ github, prefix }: Room, pull: number): Promise<string | undefined> {
  const paths = await listPullFiles(github, pull);
  const records = paths.flatMap((path) =>
    path.startsWith(prefix) && path.endsWith('/incident.md') ? [path.slice(prefix.length)] : [],
  );
  const record = records.find((path) => kindOf(path)?.kind === 'incident');
  return record?.slice(0, record.lastIndexOf('/'));
}

/** The record files of a folder at a commit that the clone has not, or has otherwise; undefined: they are gone. */
async function readTip(
  { github, root, prefix }: Room,
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

import { readBlob } from '../../edges/github/branch.ts';
import type { GitHub } from '../../edges/github/client.ts';
import { GitHubError } from '../../edges/github/error.ts';
import {
  listAddedFiles,
  listOwnPulls,
  type AddedFile,
  type OwnPull,
} from '../../edges/github/pull.ts';
import { findEscalated, readIssue } from '../../edges/github/thread.ts';
import type { UnmergedEntries } from './links.ts';
import { hashBlob } from '../../model/record/hash.ts';
import { kindOf } from '../../model/record/kind.ts';
import type { Incident, Register } from '../../model/register/register.ts';
import { checkDocument, checkRecord } from '../../model/rules/check.ts';
import { parseIssueBranch } from '../../model/record/branch.ts';
import { previewIncident } from '../../edges/disk/preview.ts';
import { aliasOf } from '../../model/register/alias.ts';
import { findPrefix } from '../../edges/git/prefix.ts';

/** Records with the entries that wait in our pull requests. */
export interface ProposedRecords {
  register: Register;
  /** Unmerged entries by the id of their incident. */
  proposals: Map<string, UnmergedEntries[]>;
  /** Entries that were left out because they are invalid or cannot be read. */
  troubles: { key: string; why: string }[];
}

/** Maximum number of entries read from one pull request; more are reported. */
const maxEntries = 200;

/**
 * Adds the entries that comment commands proposed because the default branch is protected. They count for
 * escalation: once somebody has acknowledged an incident, escalation stops without waiting for a merge. Only
 * new entries of the incident that the branch is for are taken, and only from our own branches.
 */
export async function addProposed(
  root: string,
  register: Register,
  github: GitHub,
  login: string,
): Promise<ProposedRecords> {
  const proposed: ProposedRecords = {
    register: { ...register, incidents: new Map(register.incidents) },
    proposals: new Map(),
    troubles: [],
  };
  const attempt = async <T>(key: string, action: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await action();
    } catch (error) {
      if (!(error instanceof GitHubError)) throw error;
      const why = `${error.message} Proposed entries were not read.`;
      proposed.troubles.push({ key, why });
      return undefined;
    }
  };
  const prefix = await findPrefix(root);
  const waiting = new Map<Incident, ProposedEntry[]>();
  for (const pull of (await attempt('proposed', () => listOwnPulls(github, login))) ?? []) {
    await attempt(`proposed/${pull.number}`, async () => {
      const incident = await findIncident(github, register, pull, login);
      if (!incident) return;
      const folder = `${prefix}${incident.path}/timeline/`;
      const added = (await listAddedFiles(github, pull.number)).filter(({ path }) => {
        const local = path.slice(prefix.length);
        const isEntry = path.startsWith(folder) && kindOf(local)?.kind === 'fragment';
        return isEntry && !register.files.has(local);
      });
      if (added.length > maxEntries) {
        const why = `Pull request ${pull.number} adds more than ${maxEntries} entries. The others were not read.`;
        proposed.troubles.push({ key: incident.id, why });
      }
      for (const file of added.slice(0, maxEntries)) {
        const path = file.path.slice(prefix.length);
        const entry = { path, bytes: await readAdded(github, file), pull };
        waiting.set(incident, [...(waiting.get(incident) ?? []), entry]);
      }
    });
  }
  for (const [incident, entries] of waiting) foldProposed(root, proposed, incident, entries);
  return proposed;
}

/** An entry in a pull request. */
interface ProposedEntry {
  path: string;
  bytes: Uint8Array;
  pull: OwnPull;
}

/** Finds the incident whose issue a branch belongs to; undefined if the records have none. */
async function findIncident(
  github: GitHub,
  { aliases, incidents }: Register,
  { branch }: OwnPull,
  login: string,
): Promise<Incident | undefined> {
  const number = parseIssueBranch(branch);
  if (number === undefined) return undefined;
  const alias = aliases.get(aliasOf(number));
  if (alias !== undefined) return incidents.get(alias);
  const issue = await readIssue(github, number);
  const id = issue && (await findEscalated(github, issue, login));
  return id === undefined ? undefined : incidents.get(id);
}

/** Reads a file that a pull request adds, from the diff if that is complete. */
async function readAdded(github: GitHub, { sha, patch = '' }: AddedFile): Promise<Uint8Array> {
  const lines = patch.split('\n');
  const isCut = lines.at(-1)?.startsWith('\\') === true;
  const text = lines.flatMap((line) => (line.startsWith('+') ? [line.slice(1)] : [])).join('\n');
  const bytes = Buffer.from(isCut ? text : `${text}\n`);
  return hashBlob(bytes) === sha ? bytes : readBlob(github, sha);
}

/** Folds an incident with its proposed entries. An invalid entry is left out and reported. */
function foldProposed(
  root: string,
  { register, proposals, troubles }: ProposedRecords,
  { id, path: folder }: Incident,
  entries: readonly ProposedEntry[],
): void {
  const inspect = { document: checkDocument, record: checkRecord };
  const preview = (from: readonly ProposedEntry[]): ReturnType<typeof previewIncident> => {
    const overlay = new Map(from.map(({ path, bytes }) => [path, bytes]));
    return previewIncident(root, register.settings, folder, overlay, inspect);
  };
  const wrong = new Map<string, string>();
  for (const { path, level, message } of preview(entries).findings) {
    if (level === 'error' && !wrong.has(path)) wrong.set(path, message);
  }
  for (const { path, pull } of entries) {
    const message = wrong.get(path);
    if (message === undefined) continue;
    const why = `Pull request ${pull.number}, ${path}: ${message} It was left out.`;
    troubles.push({ key: id, why });
  }
  const valid = entries.filter(({ path }) => !wrong.has(path));
  const incident = preview(valid).files?.incident;
  if (!incident || valid.length === 0) return;
  register.incidents.set(id, incident);
  const byPull = Map.groupBy(valid, ({ pull }) => pull);
  proposals.set(
    id,
    [...byPull].map(([{ number, url }, { length }]) => ({ number, url, entries: length })),
  );
}

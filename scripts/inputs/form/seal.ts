import { createHash } from 'node:crypto';
import {
  putCommit,
  readDefault,
  writeCommit,
  type CommitFile,
  type Head,
} from '../../edges/github/branch.ts';
import type { GitHub } from '../../edges/github/client.ts';
import { GitHubError } from '../../edges/github/error.ts';
import { keepPullRequest } from '../../edges/github/pull.ts';
import { readFile } from '../../edges/github/review.ts';
import type { RoomIssue } from '../../edges/github/room.ts';
import type { Register } from '../../model/register/register.ts';
import { Failure } from '../../commands/command.ts';
import type { FormRecord } from './record.ts';
import { listReviewers } from '../../deliver/reviewers.ts';

/** What proposing takes. */
interface Desk {
  github: GitHub;
  register: Register;
  issue: RoomIssue;
}

/** A record's files by their paths in the repository. */
export function placeFiles({ files }: FormRecord, prefix: string): CommitFile[] {
  return files.map(({ path, text }) => ({ path: `${prefix}${path}`, text }));
}

/** The same for the same files: what has not changed is not written again. */
export function digestFiles(files: readonly CommitFile[]): string {
  const hash = createHash('sha256');
  for (const { path, text } of files) hash.update(JSON.stringify([path, text]));
  return hash.digest('hex').slice(0, 16);
}

/** What a commit of ours says of itself in its trailers: only on top of one may a form write again. */
export interface Seal {
  digest: string;
  files: string[];
}

/** A form makes fewer files. */
const mostSealed = 10;

/** Reads the seal of a commit; undefined where somebody else wrote it. */
export function readSeal(message: string): Seal | undefined {
  const digest = /^Sitrep-Form: (?<digest>[0-9a-f]{16})$/m.exec(message)?.groups?.['digest'];
  if (digest === undefined) return undefined;
  const files = [...message.matchAll(/^Sitrep-File: (.+)$/gm)].map(([, path = '']) => path);
  return { digest, files };
}

/** Whether a commit has what its seal says: one that somebody amended keeps the words, and not the files. */
export async function isSealed(
  github: GitHub,
  { commit }: Head,
  { digest, files }: Seal,
): Promise<boolean> {
  if (files.length > mostSealed) return false;
  const found: CommitFile[] = [];
  for (const path of files) {
    found.push({ path, text: (await readFile(github, path, commit))?.text });
  }
  return digestFiles(found) === digest;
}

/** The subject names the id alone: a title of somebody else could tell people, or close issues. */
function writeMessage({ id }: FormRecord, files: readonly CommitFile[]): string {
  const trailers = [
    `Sitrep-Form: ${digestFiles(files)}`,
    ...files.map(({ path }) => `Sitrep-File: ${path}`),
  ];
  return `${titleOf({ id })}\n\n${trailers.join('\n')}\n`;
}

/** Title of the pull request, and subject of the commit. */
export function titleOf({ id }: Pick<FormRecord, 'id'>): string {
  return `File ${id}`;
}

/** Puts the record on the branch of the issue, in place of what an earlier text of the issue put there. */
export async function propose(
  { github }: Pick<Desk, 'github'>,
  {
    branch,
    tip,
    seal,
    record,
    files,
  }: {
    branch: string;
    tip: Head | undefined;
    seal: Seal | undefined;
    record: FormRecord;
    files: CommitFile[];
  },
): Promise<void> {
  const kept = new Set(files.map(({ path }) => path));
  const gone = (seal?.files ?? []).filter((path) => !kept.has(path));
  const onto = tip ?? (await readDefault(github));
  const commit = await writeCommit(
    github,
    onto,
    [...files, ...gone.map((path) => ({ path, text: undefined }))],
    writeMessage(record, files),
  );
  const put = await putCommit(github, branch, commit, tip === undefined);
  if (put === 'done') return;
  throw new Failure(
    put === 'lost'
      ? `The branch ${branch} was changed meanwhile.`
      : `GitHub takes no commit on ${branch}.`,
    put === 'lost' ? 'Run this again.' : 'Look at the rules of the repository.',
  );
}

/** The open pull request; where the token may not open one, the page on which a person does. */
export async function openPull(
  { github, register, issue }: Desk,
  branch: string,
  { id, services }: FormRecord,
): Promise<{ url: string; isOpen: boolean }> {
  const base = (await readDefault(github)).branch;
  try {
    const pull = await keepPullRequest(github, {
      head: branch,
      base,
      title: titleOf({ id }),
      body: `Asked for in #${issue.number}, which stays its room.`,
      labels: ['sitrep'],
      reviewers: listReviewers(register, services, issue.author),
    });
    return { url: pull.url, isOpen: true };
  } catch (error) {
    if (!(error instanceof GitHubError) || error.trouble !== 'forbidden') throw error;
    return { url: linkBranch(issue, branch, base), isOpen: false };
  }
}

/** The page of a branch, or the one on which its pull request is opened. */
export function linkBranch({ url }: RoomIssue, branch: string, base?: string): string {
  const repository = url.replace(/\/issues\/\d+$/, '');
  return base === undefined
    ? `${repository}/tree/${branch}`
    : `${repository}/compare/${base}...${branch}?expand=1`;
}

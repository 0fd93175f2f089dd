import {
  putCommit,
  readDefault,
  writeCommit,
  type CommitFile,
  type Head,
} from '../edges/github/branch.ts';
import { GitHubError } from '../edges/github/error.ts';
import { keepPullRequest } from '../edges/github/pull.ts';
import { formatMessage } from '../edges/git/commit.ts';
import { type Register } from '../model/register/register.ts';
import { type FileChange } from '../change/change.ts';
import { type Place, type OpenPull, type Room } from '../inputs/comment/place.ts';
import { type RoomIssue } from '../edges/github/room.ts';
import { type FormRecord } from '../inputs/form/record.ts';
import { listReviewers } from './reviewers.ts';
import { type Desk, type Seal, writeMessage, titleOf } from '../inputs/form/seal.ts';
import { addApprovals } from '../model/record/edits/add-approvals.ts';
import { type GitHub } from '../edges/github/client.ts';
import { createBranch, readFile, writeFile, type Pull } from '../edges/github/review.ts';
import { type Judgement } from '../inputs/review/approvals.ts';
import { editText } from '../change/edit.ts';
import { approvalBranch, listApprovals } from '../inputs/review/write.ts';
import { Failure } from '../session/context.ts';

export async function put(
  room: Room,
  place: Place,
  { file, what, by }: { file: FileChange; what: string; by: string },
  isRefused: boolean,
): Promise<{ pull?: OpenPull } | 'lost' | 'refused'> {
  const { github, prefix, register } = room;
  const { head, spare, isProposed, incident } = place;
  const commit = await writeCommit(
    github,
    head,
    [{ path: `${prefix}${file.path}`, text: file.text }],
    // No text of anybody: it could tell people, or close issues.
    formatMessage(`${what}: ${incident.id}`, [
      ['Incident', incident.id],
      ...writeAuthor(by, register),
    ]),
  );
  const toSpare = isRefused && !isProposed;
  const branch = toSpare ? spare : head.branch;
  const outcome = await putCommit(github, branch, commit, toSpare);
  if (outcome === 'refused' && (isRefused || isProposed)) {
    throw new Failure(
      `GitHub takes no commit on ${branch}.`,
      'Look at the rules of the repository.',
    );
  }
  if (outcome !== 'done') return outcome;
  return isProposed || toSpare ? { pull: place.pull ?? (await keepPull(room, place)) } : {};
}

/**
 * What lies on a branch of the room is proposed.
 *
 * @throws {Failure} where the token may not: then a person has to
 */
export async function keepPull(
  { github, issue }: Room,
  { incident, spare }: Place,
): Promise<OpenPull> {
  try {
    return await keepPullRequest(github, {
      head: spare,
      base: (await readDefault(github)).branch,
      title: `Timeline of ${incident.id}`,
      body: `What was written in #${issue.number}, which stays the room of the incident.`,
      labels: ['sitrep'],
      reviewers: [incident.roles['commander'] ?? ''].filter((handle) => handle !== ''),
    });
  } catch (error) {
    if (!(error instanceof GitHubError) || error.trouble !== 'forbidden') throw error;
    throw new Failure(
      `It is written on the branch ${spare}, for which this workflow may open no pull request.`,
      'Somebody who may has to open it.',
    );
  }
}

function writeAuthor(by: string, { people }: Register): [string, string][] {
  const person = people.get(by);
  if (!person) return [];
  const name = person.name.replaceAll(/[<>]/g, '');
  return [['Co-authored-by', `${name} <${person.handle}@users.noreply.github.com>`]];
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

/** What became of approvals that were to be written. */
export interface Written {
  path: string;
  by: string[];
  state: 'written' | 'unchanged' | 'proposed' | 'gone';
  /** Where a protected branch takes them from. */
  pull_request?: string;
}

/**
 * Writes the approvals of a merged pull request into the postmortem on the branch it went to: a commit of
 * one file, or a pull request where the branch takes no commits.
 */
export async function writeApprovals(
  github: GitHub,
  path: string,
  { incident, digest, counting }: Judgement,
  { number, url, base }: Pull,
): Promise<Written> {
  const approvals = listApprovals({ counting, digest }, url);
  const by = counting.map((approval) => approval.by);
  const message = `Record the approval of ${incident}\n\nApproved in #${number} by ${by.join(', ')}.\n\nIncident: ${incident}\n`;
  const edit = async (branch: string) => {
    const file = await readFile(github, path, branch);
    if (!file) return undefined;
    const text = editText(path, file.text, (yaml) => addApprovals(yaml, approvals));
    return { ...file, text, message, isSame: text === file.text };
  };
  for (let attempt = 1; ; attempt++) {
    const edited = await edit(base);
    if (!edited) return { path, by, state: 'gone' };
    if (edited.isSame) return { path, by, state: 'unchanged' };
    try {
      await writeFile(github, path, base, edited);
      return { path, by, state: 'written' };
    } catch (error) {
      if (!(error instanceof GitHubError)) throw error;
      // A lost answer, or somebody who was faster: it is read again, and may be there.
      const there = await edit(base);
      if (there?.isSame === true) return { path, by, state: 'written' };
      if (there && there.blob !== edited.blob && attempt < 5) continue;
      if (error.trouble !== 'forbidden' && error.trouble !== 'invalid') throw error;
      return propose();
    }
  }

  /** The branch is protected: a pull request of its own. */
  async function propose(): Promise<Written> {
    const head = `${approvalBranch}${number}`;
    await createBranch(github, head, base);
    const edited = await edit(head);
    if (edited && !edited.isSame) await writeFile(github, path, head, edited);
    const title = `Record the approval of ${incident}`;
    const body = `Written when #${number} was merged. It changes \`approvals\` alone.`;
    const wanted = { head, base, title, body, labels: ['sitrep'], reviewers: [] };
    const { url: opened } = await keepPullRequest(github, wanted);
    return { path, by, state: 'proposed', pull_request: opened };
  }
}

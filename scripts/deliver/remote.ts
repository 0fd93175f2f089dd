import { formatMessage } from '../edges/git/commit.ts';
import {
  putCommit,
  readDefault,
  readDefaultName,
  readHead,
  writeCommit,
  type Head,
} from '../edges/github/branch.ts';
import type { GitHub } from '../edges/github/client.ts';
import { renamePullRequest, type FoundPull, type PullRequest } from '../edges/github/pull.ts';
import type { Change } from '../change/change.ts';
import type { Register } from '../model/register/register.ts';
import { openPullRequest, type OpenedPull } from './pull.ts';
import { formatTrailers } from './trailers.ts';
import { waitForTurn } from '../session/again.ts';
import { Failure } from '../session/context.ts';

/** A repository on GitHub that a run writes to through the API. */
export interface RemoteSession {
  github: GitHub;
  register: Register;
  /** Path of the data root in the repository: '' or ending in `/`. */
  prefix: string;
  /** Address of the repository's page. */
  page: string;
  dryRun: boolean;
}

/** A branch that takes changes as a proposal, with its pull request if it has one. */
export interface RemoteProposal {
  branch: string;
  pull?: FoundPull;
}

/** The commit that a change goes on top of. */
export interface RemoteTip {
  head: Head;
  /** True if the head is on the proposal's branch, not on the default branch. */
  isProposed: boolean;
  proposal: RemoteProposal;
}

/**
 * Rule for when a change goes to the proposal's branch: always; if that branch exists, or the default branch
 * refuses commits; or only if it refuses them.
 */
export type ProposalUse = 'always' | 'if-present' | 'if-refused';

/** A change as files and the parts of its commit message. */
export interface RemoteChange extends Pick<Change, 'files' | 'message' | 'incident' | 'by'> {
  /** Paragraph of the commit message between subject and trailers. */
  body?: string;
  /** Further trailers, from the input that made the change. */
  trailers?: readonly [string, string][];
}

/** The pull request that a proposal's branch should have. */
export interface WantedPull extends Pick<PullRequest, 'title' | 'body' | 'reviewers'> {
  /** True to rename an open pull request with another title. */
  renames?: true;
}

/** Result for a tip, with the change to commit on it. */
export interface TipChange<Result> {
  result: Result;
  /** Left out if there is nothing to write. */
  change?: RemoteChange;
  /** Left out if the proposal needs no pull request. */
  pull?: WantedPull;
}

/** Source of a remote change, which delivery asks again on every tip. */
export interface RemoteTarget<Tip, Result> {
  findProposal(): Promise<RemoteProposal>;
  uses: ProposalUse;
  /** Reads what `make` needs; undefined if there is nothing to change at all. */
  readTip(tip: RemoteTip): Promise<Tip | undefined>;
  /** Makes the change. Pure, since it is called again whenever the remote moves. */
  make(tip: Tip): TipChange<Result>;
}

/** Result of a delivery, and the pull request in which it waits, if it does. */
export interface RemoteDelivered<Result> {
  result: Result;
  pull?: { number: number; url: string };
  /** Page on which a person opens the pull request, since the token may not. */
  open_at?: string;
}

/**
 * Writes a change through GitHub's API, on the tip that is newest at the time.
 *
 * @returns undefined if the tip has nothing to change
 * @throws {Failure} if neither branch takes a commit, or the remote keeps moving
 */
export async function deliverToGitHub<Tip, Result>(
  session: RemoteSession,
  target: RemoteTarget<Tip, Result>,
): Promise<RemoteDelivered<Result> | undefined> {
  let { uses } = target;
  for (let attempt = 1; ; attempt++) {
    const tip = await openTip(session.github, await target.findProposal(), uses);
    const read = await target.readTip(tip);
    if (read === undefined) return undefined;
    const delivered = await deliverOnTip(session, tip, uses, target.make(read));
    if (typeof delivered !== 'string') return delivered;
    if (delivered === 'refused') uses = 'always';
    else await waitForTurn(attempt);
  }
}

/**
 * Writes a change that was made for a tip: a commit on the default branch or on the proposal's branch, with
 * a pull request.
 *
 * @returns lost: the remote moved, so the change has to be made anew; refused: the default branch takes no
 * commits
 * @throws {Failure} if the proposal's branch takes no commits either
 */
export async function deliverOnTip<Result>(
  session: RemoteSession,
  tip: RemoteTip,
  uses: ProposalUse,
  { result, change, pull }: TipChange<Result>,
): Promise<RemoteDelivered<Result> | 'lost' | 'refused'> {
  const { pull: known } = tip.proposal;
  if (session.dryRun) return { result, ...(known && !change && { pull: known }) };
  const isProposed = tip.isProposed || (change !== undefined && uses === 'always');
  const branch = isProposed ? tip.proposal.branch : tip.head.branch;
  const outcome = change ? await commitTo(session, tip.head, branch, change) : 'done';
  if (outcome === 'done') {
    return { result, ...(isProposed && pull && (await keepPull(session, tip.proposal, pull))) };
  }
  if (outcome === 'refused' && isProposed) refuse(branch);
  return outcome;
}

/** Returns the address of the repository that an issue or a pull request belongs to. */
export function findRepositoryPage({ url }: { url: string }): string {
  return url.replace(/\/(?:issues|pull)\/\d+$/, '');
}

/** Finds the commit that the next change goes on top of. */
export async function openTip(
  github: GitHub,
  proposal: RemoteProposal,
  uses: ProposalUse,
): Promise<RemoteTip> {
  const proposed = uses === 'if-refused' ? undefined : await readHead(github, proposal.branch);
  const head = proposed ?? (await readDefault(github));
  return { head, isProposed: proposed !== undefined, proposal };
}

async function commitTo(
  { github, register, prefix }: RemoteSession,
  head: Head,
  branch: string,
  { files, message, body, trailers = [], incident, by }: RemoteChange,
): Promise<'done' | 'lost' | 'refused'> {
  const commit = await writeCommit(
    github,
    head,
    files.map(({ path, text }) => ({ path: `${prefix}${path}`, text })),
    formatMessage(
      message,
      [...trailers, ...formatTrailers({ incident, by }, register.people)],
      body,
    ),
  );
  return putCommit(github, branch, commit, branch !== head.branch);
}

function refuse(branch: string): never {
  throw new Failure(
    `GitHub does not accept commits on ${branch}.`,
    'Check the rules of the repository.',
  );
}

/** Opens the pull request of a proposal unless it is open, with the title that is wanted now. */
async function keepPull(
  { github, page }: RemoteSession,
  { branch, pull: known }: RemoteProposal,
  { title, body, reviewers, renames }: WantedPull,
): Promise<OpenedPull> {
  if (known?.state === 'open') {
    if (renames && known.title !== title) await renamePullRequest(github, known.number, title);
    return { pull: known };
  }
  const base = await readDefaultName(github);
  const wanted = { head: branch, base, title, body, labels: ['sitrep'], reviewers };
  return openPullRequest(github, wanted, page);
}

/**
 * Returns the pull request of a delivery.
 *
 * @throws {Failure} if a person has to open it
 */
export function requirePull<Result>({
  pull,
  open_at,
}: RemoteDelivered<Result>): { number: number; url: string } | undefined {
  if (open_at === undefined) return pull;
  throw new Failure(
    'The change is on a branch, but this workflow is not allowed to open its pull request.',
    `Open it: ${open_at}`,
  );
}

import { chooseGround, listInWayOfPull } from '../edges/git/ground.ts';
import {
  commitProposed,
  readProposedBranch,
  pushProposed,
  type ProposedBranch,
} from '../edges/git/proposal.ts';
import type { PushResult } from '../edges/git/push.ts';
import { explainRefusal } from '../edges/git/refusal.ts';
import type { Repository } from '../edges/git/repository.ts';
import { withScratch } from '../edges/git/scratch.ts';
import type { Change, Delivered } from '../change/change.ts';
import { attempt } from './attempt.ts';
import type { DeliveryRegister } from './register.ts';
import { findLeftOut, readUncommitted, tellLeftOut, type Uncommitted } from './left-out.ts';
import { proposePushed } from './pull.ts';
import { nameBranch } from '../model/record/branch.ts';
import { readMessage } from '../model/text/read-message.ts';
import { Failure, type Context } from '../session/context.ts';

const again = { known: 'then run this again', right: 'then run this again' };

/**
 * Writes, and proposes what was written: as a commit on the branch of the record, with its pull request.
 * That branch is never checked out: the user stays where he is, and sees all that he wrote.
 *
 * @param write called once it is certain that nothing is in the way
 */
export async function propose(
  context: Context,
  register: DeliveryRegister,
  repository: Repository,
  change: Change,
  message: string,
  write: () => Promise<void>,
): Promise<Omit<Delivered, 'paths'>> {
  const branch = nameBranch({ record: change.record });
  const proposal = await attempt(
    `What is proposed on ${branch} cannot be read, and nothing is written`,
    () => readProposedBranch(repository, branch),
    again,
  );
  const before = await readUncommitted(repository, context.root, register, change);
  const commit = await commitFiles(context, repository, change, proposal, message, before, write);
  const done = commit === undefined ? {} : { commit };
  // What is committed is kept, whatever Git says now.
  const pushed = await pushProposed(repository, proposal, commit).catch(
    (error: unknown): PushResult => ({
      state: 'queued',
      reason: explainRefusal(readMessage(error)),
    }),
  );
  if (pushed === undefined) return done;
  if (pushed.state === 'queued') return { ...done, queued: pushed.reason };
  if (pushed.state === 'conflict') {
    const files = pushed.paths.join(', ');
    const own = commit?.slice(0, 12) ?? `refs/${branch}`;
    const queued = `others changed ${files} on ${branch} too: \`git switch --create ${branch} ${own}\`, merge theirs, then push`;
    return { ...done, queued };
  }
  const { base } = proposal;
  return { ...done, pushed: true, ...(await proposePushed(register, change, { branch, base })) };
}

async function commitFiles(
  context: Context,
  repository: Repository,
  change: Change,
  proposal: ProposedBranch,
  message: string,
  before: Uncommitted | undefined,
  write: () => Promise<void>,
): Promise<string | undefined> {
  const files = {
    paths: change.files.map(({ path }) => path),
    edited: change.files.flatMap(({ path, expected }) => (expected ? [path] : [])),
    includeEdits: change.whole === true,
  };
  return withScratch(context.root, async (scratch) => {
    const chosen = await attempt(
      'Nothing can be proposed, and nothing is written',
      () => chooseGround(repository, scratch, proposal, files),
      again,
    );
    if ('inTheWay' in chosen) refuse(repository, proposal, chosen.inTheWay);
    await write();
    const commit = await attempt('The files are written, and not committed', () =>
      commitProposed(repository, scratch, proposal, chosen.ground, files, message),
    );
    if (commit !== undefined && before !== undefined) {
      const known = [commit, proposal.openTip, proposal.baseTip];
      const left = await findLeftOut(repository, scratch, known, before.folder);
      tellLeftOut(context, before, left, 'proposed', 'commit and push it as well');
    }
    if (commit !== undefined) {
      tellPull(
        context,
        repository,
        proposal,
        commit,
        await listInWayOfPull(repository, proposal, files.paths),
      );
    }
    return commit;
  });
}

/** What is proposed twice, and was merged in between, is in the way of a pull until it is merged again. */
function tellPull(
  context: Context,
  { prefix }: Repository,
  { base }: ProposedBranch,
  commit: string,
  paths: readonly string[],
): void {
  if (paths.length === 0) return;
  const files = paths.map((path) => `:/${prefix}${path}`).join(' ');
  const restore = 'git restore --staged --worktree';
  context.tell(
    `${base} changed ${paths.join(', ')} since you pulled, and \`git pull\` refuses until this is merged as well; to pull before: \`${restore} -- ${files}\`, \`git pull\`, \`${restore} --source=${commit.slice(0, 12)} -- ${files}\``,
  );
}

function refuse(
  { prefix }: Repository,
  { branch, base, baseTip, openTip }: ProposedBranch,
  path: string,
): never {
  if (baseTip === undefined) {
    throw new Failure('Nothing can be proposed: nothing is committed yet.', 'Commit, and push.');
  }
  const [place, source] = openTip === undefined ? [base, baseTip] : [branch, openTip];
  throw new Failure(
    `${path} holds changes that are neither on ${branch} nor on ${base}, or lacks some that are there: they would be proposed too, or taken back.`,
    `See \`git diff ${source.slice(0, 12)} -- :/${prefix}${path}\`. To take over what ${place} has, and lose yours: \`git restore --staged --worktree --source=${source.slice(0, 12)} -- :/${prefix}${path}\`. Or use --no-commit.`,
  );
}

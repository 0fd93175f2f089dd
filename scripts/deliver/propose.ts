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
import { findLeftOut, readUncommitted, reportLeftOut, type Uncommitted } from './left-out.ts';
import { proposePushed } from './pull.ts';
import { nameBranch } from '../model/record/branch.ts';
import { readMessage } from '../model/text/read-message.ts';
import { Failure, type Context } from '../session/context.ts';

const again = { known: 'then run this again', fixed: 'then run this again' };

/**
 * Writes a change and proposes it as a commit on the branch of its record, with a pull request. That branch is
 * never checked out, so the user's own branch and files stay as they are.
 *
 * @param write called once the change can be proposed
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
    `Cannot read ${branch}, so nothing was written`,
    () => readProposedBranch(repository, branch),
    again,
  );
  const before = await readUncommitted(repository, context.root, register, change);
  const commit = await commitFiles(context, repository, change, proposal, message, before, write);
  const done = commit === undefined ? {} : { commit };
  // The commit is kept even if the push fails.
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
    includeEdits: change.includeEdits === true,
  };
  return withScratch(context.root, async (scratch) => {
    const chosen = await attempt(
      'Nothing can be proposed, so nothing was written',
      () => chooseGround(repository, scratch, proposal, files),
      again,
    );
    if ('inTheWay' in chosen) refuse(repository, proposal, chosen.inTheWay);
    await write();
    const commit = await attempt('The files were written, but not committed', () =>
      commitProposed(repository, scratch, proposal, chosen.ground, files, message),
    );
    if (commit !== undefined && before !== undefined) {
      const known = [commit, proposal.openTip, proposal.baseTip];
      const left = await findLeftOut(repository, scratch, known, before.folder);
      reportLeftOut(context, before, left, 'proposed', 'commit and push it as well');
    }
    if (commit !== undefined) {
      reportPullConflict(
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

/** Reports files that block `git pull`: they were proposed again after their first proposal was merged. */
function reportPullConflict(
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
  const [name, source] = openTip === undefined ? [base, baseTip] : [branch, openTip];
  throw new Failure(
    `${path} differs from both ${branch} and ${base}, and the difference would be proposed too.`,
    `See \`git diff ${source.slice(0, 12)} -- :/${prefix}${path}\`. To replace your version with that of ${name}: \`git restore --staged --worktree --source=${source.slice(0, 12)} -- :/${prefix}${path}\`. Or use --no-commit.`,
  );
}

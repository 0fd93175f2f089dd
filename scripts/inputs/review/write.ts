import { addApprovals, type Approval } from '../../model/record/edits/add-approvals.ts';
import type { GitHub } from '../../edges/github/client.ts';
import { GitHubError } from '../../edges/github/error.ts';
import { keepPullRequest } from '../../edges/github/pull.ts';
import { createBranch, readFile, writeFile, type Pull } from '../../edges/github/review.ts';
import type { Judgement } from './approvals.ts';
import { formatInstant } from '../../model/time/instant.ts';
import { editText } from '../../change/edit.ts';

/** Branches of the pull requests that write approvals. */
export const approvalBranch = 'sitrep/approval-';

/** What became of approvals that were to be written. */
export interface Written {
  path: string;
  by: string[];
  state: 'written' | 'unchanged' | 'proposed' | 'gone';
  /** Where a protected branch takes them from. */
  pull_request?: string;
}

/** The approvals that count, as a postmortem has them. */
export function listApprovals(
  { counting, digest }: Pick<Judgement, 'counting' | 'digest'>,
  url: string,
): Approval[] {
  return counting.map(({ by, at }) => ({ by, at: formatInstant(at), pull_request: url, digest }));
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

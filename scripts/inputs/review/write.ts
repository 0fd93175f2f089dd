import { type Approval } from '../../model/record/edits/add-approvals.ts';
import type { Judgement } from './approvals.ts';
import { formatInstant } from '../../model/time/instant.ts';
/** Branches of the pull requests that write approvals. */
export const approvalBranch = 'sitrep/approval-';

/** The approvals that count, as a postmortem has them. */
export function listApprovals(
  { counting, digest }: Pick<Judgement, 'counting' | 'digest'>,
  url: string,
): Approval[] {
  return counting.map(({ by, at }) => ({ by, at: formatInstant(at), pull_request: url, digest }));
}

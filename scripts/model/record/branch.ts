/** Purpose of one of our branches. */
export type BranchPurpose =
  /** Changes of one record. */
  | { record: string }
  /**
   * Changes that an issue asks for. Once its pull request is merged or closed, the next generation is used:
   * nothing that was proposed is ever overwritten.
   */
  | { issue: number; generation?: number }
  /** Approvals that were given in a pull request. */
  | { approvalsOf: number };

/** Names the branch on which changes are proposed. */
export function nameBranch(purpose: BranchPurpose): string {
  if ('record' in purpose) return `sitrep/${purpose.record}`;
  if ('approvalsOf' in purpose) return `sitrep/approval-${purpose.approvalsOf}`;
  const { issue, generation = 1 } = purpose;
  return `sitrep/issue-${issue}${generation === 1 ? '' : `-${generation}`}`;
}

/** Parses the issue that a branch belongs to; undefined for any other branch. */
export function parseIssueBranch(branch: string): number | undefined {
  return readNumber(/^sitrep\/issue-([1-9][0-9]{0,9})(?:-[0-9]{1,3})?$/.exec(branch));
}

/** Parses the pull request whose approvals a branch carries; undefined for any other branch. */
export function parseApprovalBranch(branch: string): number | undefined {
  return readNumber(/^sitrep\/approval-([1-9][0-9]{0,8})$/.exec(branch));
}

function readNumber(match: RegExpExecArray | null): number | undefined {
  return match?.[1] === undefined ? undefined : Number(match[1]);
}

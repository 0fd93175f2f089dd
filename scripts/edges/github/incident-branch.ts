/** Issues that bear it are the room of an incident. */
export const roomLabel = 'sitrep:room';

/**
 * The branch on which what an issue asks for is proposed. Once its pull request is merged or closed,
 * the next one takes another branch: nothing that was put there is ever written over.
 */
export function nameBranch(issue: number, generation = 1): string {
  return `sitrep/issue-${issue}${generation === 1 ? '' : `-${generation}`}`;
}

/** Reads which issue a branch belongs to; undefined for a branch that is no room's. */
export function readBranch(branch: string): number | undefined {
  const number = /^sitrep\/issue-([1-9][0-9]{0,9})(?:-[0-9]{1,3})?$/.exec(branch)?.[1];
  return number === undefined ? undefined : Number(number);
}

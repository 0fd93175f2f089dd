import { quoteText } from '../../model/text/quote.ts';

/** Explains what is wrong with a command to its author. */
export function formatMistake(why: string, usage?: string): string {
  // Commands in our own sentences stay code; everything else may quote what somebody wrote.
  const quoted = why
    .split(/(`\/[a-z][a-z-]{0,19}`)/)
    .map((part, index) => (index % 2 === 1 ? part : quoteText(` ${part} `, 600)))
    .join(' ')
    .replaceAll(/ (?=[.?!])/g, '');
  return [
    quoted,
    ...(usage === undefined ? [] : [`Usage: \`${usage}\``]),
    'Edit your comment to try again. `/help` lists the commands.',
  ].join('\n\n');
}

/** Explains who may use commands. */
export const permissionNotice =
  'Commands are accepted from people in the catalog (`catalog/teams/`) and from people with write access to this repository. These people read all other comments here, too.';

/** Explains that the entry of a deleted or edited comment stays, since others may have acted on it. */
export function formatEntryKept(what: 'deleted' | 'edited' | 'withdrawn', entry: string): string {
  const reason = {
    deleted: 'Its comment was deleted.',
    edited: 'Somebody else edited its comment.',
    withdrawn: 'Its comment is no longer a command.',
  }[what];
  return `The entry \`${entry}\` stays in the timeline. ${reason} To correct it, write an entry with \`supersedes: ${entry}\`.`;
}

/** Describes where the postmortem is, and whether it is new. */
export function formatPostmortem({
  path,
  standing,
  isNew,
}: {
  path: string;
  standing: string;
  isNew: boolean;
}): string {
  return isNew
    ? `The postmortem is drafted from the timeline: \`${path}\`. Continue in a pull request.`
    : `The postmortem is \`${path}\`: ${standing}.`;
}

/**
 * Explains that something waits in a pull request.
 *
 * @param isEscalated true if escalation takes it into account before it is merged
 */
export function formatPending(
  what: string,
  { number, url }: { number: number; url: string },
  isEscalated: boolean,
): string {
  const until = `${what} waits in [pull request ${number}](${url}), and counts once somebody has merged it.`;
  return isEscalated ? `${until} Only escalation takes it into account before that.` : until;
}

/** Explains that something waits on a branch that has no pull request. */
export function formatUnproposed(what: string, branch: string): string {
  return `${what} waits on the branch \`${branch}\`, which has no pull request yet. Please open one and merge it.`;
}

import { quoteText } from '../../model/text/quote.ts';

/** What is wrong with a command, for whoever wrote it. */
export function tellWrong(why: string, usage?: string): string {
  // A sentence of ours may hold code, and what it quotes may hold anything.
  const told = why
    .split(/(`\/[a-z]{1,20}`)/)
    .map((part, index) => (index % 2 === 1 ? part : quoteText(` ${part} `, 600)))
    .join(' ')
    .replaceAll(/ (?=[.?!])/g, '');
  return [
    told,
    ...(usage === undefined ? [] : [`It is written \`${usage}\`.`]),
    'Edit your comment, and it is read again; `/help` lists the commands.',
  ].join('\n\n');
}

/** Who may give commands, once for a whole room. */
export const refusal =
  'Commands are taken from people in the catalogue (`catalog/teams/`) and from those who may write to this repository. What everybody else writes here is read by them all the same.';

/** What a comment that has become something else did: its entry stays, since others have acted on it. */
export function tellKept(what: 'deleted' | 'changed' | 'talk', entry: string): string {
  const told = {
    deleted: 'The comment that it came from was deleted.',
    changed: 'Somebody else changed the comment that it came from.',
    talk: 'The comment that it came from is no command any more.',
  }[what];
  return `The entry \`${entry}\` stays in the timeline. ${told} To take it back, write an entry with \`supersedes: ${entry}\`.`;
}

/** Where the postmortem is, and whether it was drafted just now. */
export function tellPostmortem({
  path,
  standing,
  isNew,
}: {
  path: string;
  standing: string;
  isNew: boolean;
}): string {
  return isNew
    ? `The postmortem is drafted from the timeline: \`${path}\`. Go on from there, in a pull request.`
    : `The postmortem is \`${path}\`: ${standing}.`;
}

/**
 * Says that something waits in a pull request.
 *
 * @param isEscalated whether escalation counts it before it is merged
 */
export function tellWaiting(
  what: string,
  { number, url }: { number: number; url: string },
  isEscalated: boolean,
): string {
  const until = `${what} waits in [pull request ${number}](${url}), and counts once somebody has merged it.`;
  return isEscalated ? `${until} Only escalation takes it into account before that.` : until;
}

/** Says that something waits on a branch for which nobody opened a pull request. */
export function tellUnproposed(what: string, branch: string): string {
  return `${what} waits on the branch \`${branch}\`, which has no pull request yet. Somebody has to open one and merge it.`;
}

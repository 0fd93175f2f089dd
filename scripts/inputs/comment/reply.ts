import { quoteText } from '../../model/text/quote.ts';

/** Explains what is wrong with a command to its author. */
export function tellWrong(why: string, usage?: string): string {
  // Our own sentence may contain a command as code; what it quotes may contain anything.
  const told = why
    .split(/(`\/[a-z][a-z-]{0,19}`)/)
    .map((part, index) => (index % 2 === 1 ? part : quoteText(` ${part} `, 600)))
    .join(' ')
    .replaceAll(/ (?=[.?!])/g, '');
  return [
    told,
    ...(usage === undefined ? [] : [`Usage: \`${usage}\``]),
    'Edit your comment to try again. `/help` lists the commands.',
  ].join('\n\n');
}

/** Explains who may use commands, once in each incident issue. */
export const refusal =
  'Commands are accepted from people in the catalog (`catalog/teams/`) and from people with write access to this repository. They read all other comments here, too.';

/** Explains that the entry of a deleted or changed comment stays, since others have acted on it. */
export function tellKept(what: 'deleted' | 'changed' | 'talk', entry: string): string {
  const told = {
    deleted: 'Its comment was deleted.',
    changed: 'Somebody else edited its comment.',
    talk: 'Its comment is no longer a command.',
  }[what];
  return `The entry \`${entry}\` stays in the timeline. ${told} To correct it, write an entry with \`supersedes: ${entry}\`.`;
}

/** Says where the postmortem is and whether it was drafted just now. */
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
    ? `The postmortem is drafted from the timeline: \`${path}\`. Continue in a pull request.`
    : `The postmortem is \`${path}\`: ${standing}.`;
}

/**
 * Says that something waits in a pull request.
 *
 * @param isEscalated whether escalation takes it into account before it is merged
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

import { showHidden } from '../../model/text/visible.ts';
import { markFenced } from '../../model/text/fences.ts';
import { suggest } from '../../model/text/suggest.ts';
import { commands } from './commands.ts';
import type { ChatCommand } from './command.ts';

/** What a comment asks for: a command with what stands behind it, or why it is none that can be read. */
export type Asked = { command: ChatCommand; text: string } | { wrong: string };

/**
 * Reads a comment. It is a command when its very first character is `/` and a word of ours follows;
 * everything else is talk: `/usr/bin is full`, ` /ack`, another bot's `/lgtm`. One comment is one
 * command, so that each becomes one entry.
 */
export function readComment(body: string): Asked | undefined {
  const text = showHidden(body.replaceAll(/\r\n?/g, '\n'));
  const { word, rest = '' } =
    /^\/(?<word>[a-z]{1,20})(?:[ \t\n]+(?<rest>[^]*))?$/i.exec(text.trimEnd())?.groups ?? {};
  if (word === undefined) return undefined;
  const command = findCommand(word);
  if (!command) {
    const near = suggest(
      word,
      commands.map(({ name }) => name),
    );
    return near === undefined
      ? undefined
      : { wrong: `There is no \`/${word}\`. Did you mean \`/${near}\`?` };
  }
  // What a block of code shows is no command.
  const isSecond = markFenced(rest).some(({ line, isFenced }) => {
    const next = isFenced ? undefined : /^\/([a-z]{1,20})(?:\s|$)/i.exec(line)?.[1];
    return next !== undefined && findCommand(next);
  });
  if (isSecond) {
    return {
      wrong: 'One comment is one command: please write the others in comments of their own.',
    };
  }
  return { command, text: rest.trim() };
}

function findCommand(word: string): ChatCommand | undefined {
  return commands.find(({ name }) => name === word.toLowerCase());
}

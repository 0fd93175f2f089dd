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
    /^\/(?<word>[a-z][a-z-]{0,19})(?:[ \t\n]+(?<rest>[^]*))?$/i.exec(text.trimEnd())?.groups ?? {};
  if (word === undefined) return undefined;
  const command = findCommand(word);
  if (!command) {
    const near = suggestCommand(word);
    return near === undefined
      ? undefined
      : { wrong: `There is no \`/${word}\`. Did you mean \`/${near}\`?` };
  }
  // What a block of code shows is no command.
  const isSecond = markFenced(rest).some(({ line, isFenced }) => {
    const next = isFenced ? undefined : /^\/([a-z][a-z-]{0,19})(?:\s|$)/i.exec(line)?.[1];
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
  const wanted = word.toLowerCase();
  return commands.find(({ name, aliases = [] }) => name === wanted || aliases.includes(wanted));
}

/** Suggests the name of a command for a misspelt name or alias. */
function suggestCommand(word: string): string | undefined {
  const names = commands.map(({ name }) => name);
  const alias = (): string | undefined =>
    suggest(
      word,
      commands.flatMap(({ aliases = [] }) => aliases),
    );
  return suggest(word, names) ?? alias();
}

import { showHidden } from '../../model/text/visible.ts';
import { markFenced } from '../../model/text/fences.ts';
import { suggest } from '../../model/text/suggest.ts';
import { commands } from './commands.ts';
import type { ChatCommand } from './command.ts';

/** Command of a comment and the text after it, or the reason why it cannot be parsed. */
export type ParsedComment = { command: ChatCommand; text: string } | { wrong: string };

/**
 * Parses a comment. It is a command if its first character is `/` and the name of a command follows.
 * Everything else is ordinary text, such as `/usr/bin is full`, ` /ack` or another bot's `/lgtm`, and
 * gives undefined. Each comment is one command, so that it becomes one entry.
 */
export function parseComment(body: string): ParsedComment | undefined {
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
  // A block of code contains no commands.
  const isSecond = markFenced(rest).some(({ line, isFenced }) => {
    const next = isFenced ? undefined : /^\/([a-z][a-z-]{0,19})(?:\s|$)/i.exec(line)?.[1];
    return next !== undefined && findCommand(next);
  });
  if (isSecond) {
    return {
      wrong: 'Each comment is one command. Please write the others in separate comments.',
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

import type { Command as Program, CommanderError } from 'commander';
import { Failure } from './context.ts';

/** Explains an error of commander as the failure that every other error is printed as. */
export function explainUsage(
  { code, message }: CommanderError,
  program: Program,
  words: readonly string[],
): Failure {
  const { path, command, rest } = findCommand(program, words);
  const name = ['sitrep', ...path].join(' ');
  const usage = `Run \`${name} --help\` to see how to use it.`;
  const [text = '', hint = ''] = message.replace(/^error: /, '').split('\n');
  if (code === 'commander.unknownCommand' || rest[0] === 'help') {
    const unknown = rest.find((word) => word !== 'help') ?? '';
    return new Failure(
      `There is no command "${[...path, unknown].join(' ')}".`,
      formatHint(hint) ?? usage,
    );
  }
  if (code === 'commander.help') {
    const names = command.commands.map((known) => known.name());
    return new Failure(`\`${name}\` needs a subcommand.`, `Use one of: ${names.join(', ')}.`);
  }
  return new Failure(formatSentence(text), formatHint(hint) ?? usage);
}

/** Finds the command that words lead to, and the words that follow it. */
function findCommand(
  program: Program,
  words: readonly string[],
): { path: string[]; command: Program; rest: string[] } {
  const path: string[] = [];
  let command = program;
  const rest = [...words];
  for (;;) {
    const next = command.commands.find((known) => known.name() === rest[0]);
    if (!next) return { path, command, rest };
    path.push(rest.shift() ?? '');
    command = next;
  }
}

/** Formats a suggestion of commander, `(Did you mean list?)`; undefined if there is none. */
function formatHint(hint: string): string | undefined {
  const [, start, names = ''] = /^\((Did you mean (?:one of )?)(.*)\?\)$/.exec(hint) ?? [];
  if (start === undefined) return undefined;
  const quoted = names.split(', ').map((name) => `\`${name}\``);
  return `${start}${quoted.join(', ')}?`;
}

function formatSentence(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1).replace(/\.$/, '')}.`;
}

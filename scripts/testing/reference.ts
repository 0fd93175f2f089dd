import { format } from 'prettier';
import type { Command } from '../commands/command.ts';
import { findGroup } from '../commands/index.ts';
import type { Option } from '../session/options.ts';

/** Formats every command with its arguments, options and examples as a page of the handbook. */
export async function formatReference(shelf: readonly Command[]): Promise<string> {
  const text = [
    '---\ntitle: Commands\naudience: Reference\norder: 2\n---',
    'Made from the commands themselves; `sitrep <command> --help` says the same.',
    'Each ends with 0 if it succeeded, 1 if there are findings or breached SLA targets, and 2 if it failed. Besides their own options, all take `--root <folder>`, `--json`, `--at <instant>`, `--dry-run`, `--quiet` and `--no-color`. The output of `--json` conforms to a [published schema](../../schemas/output), and its keys are in snake_case. A failure prints `{"error": {"message": …, "help": …}}`.',
    formatContents(shelf),
    ...shelf.map(formatCommand),
  ].join('\n\n');
  return format(text, { parser: 'markdown', printWidth: 100, proseWrap: 'preserve' });
}

/** Formats the contents: the groups of `sitrep --help`, each with links to its commands. */
function formatContents(shelf: readonly Command[]): string {
  const groups = Map.groupBy(shelf, ({ name }) => findGroup(name.split(' ')[0] ?? ''));
  return Array.from(groups, ([group, commands]) => {
    const links = commands.map(({ name }) => `[${name}](#${name.replaceAll(' ', '-')})`);
    return `- **${group}** ${links.join(', ')}`;
  }).join('\n');
}

function formatCommand({
  name,
  summary,
  arguments: given = [],
  options = [],
  examples,
}: Command): string {
  const usage = ['sitrep', name, ...given.map((argument) => argument.name)].join(' ');
  return [
    `## ${name}`,
    `${summary}.`,
    `\`${usage}\``,
    [
      ...given.map((argument) => `- \`${argument.name}\`: ${escape(argument.description)}`),
      ...options.map(formatOption),
    ].join('\n'),
    ['```sh', ...examples.flatMap(({ line, does }) => [`# ${does}`, line]), '```'].join('\n'),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

function formatOption({ flags, description, choices, default: value }: Option): string {
  const notes = [
    ...(choices ? [choices.map((choice) => `\`${choice}\``).join(', ')] : []),
    ...(value === undefined ? [] : [`\`${value}\` by default`]),
  ];
  const details = notes.length === 0 ? '' : ` (${notes.join('; ')})`;
  return `- \`${flags}\`: ${escape(description)}${details}`;
}

/** Escapes characters that are markup in Markdown. */
function escape(text: string): string {
  return text.replaceAll(/[<>*_]/g, '\\$&');
}

import { buildEntry, type Given } from '../../model/register/build-entry.ts';
import {
  entryCommands,
  listWords,
  type CommentForm,
  type EntryCommand,
  type EntryField,
  type FieldName,
} from '../../model/register/lifecycle.ts';
import type { ChatCommand, Situation } from './command.ts';
import { readWord, takeMarked, takeWord } from './words.ts';

/** Every command that a comment can be, in the order of an incident's life. */
export const commands: readonly ChatCommand[] = [
  ...entryCommands.flatMap(toChatCommand),
  {
    name: 'postmortem',
    usage: '/postmortem',
    does: 'Draft the postmortem, or say where it is',
  },
  { name: 'status', usage: '/status', does: 'Show the current state', isOpen: true },
  { name: 'help', usage: '/help', does: 'List these commands', isOpen: true },
];

function toChatCommand(command: EntryCommand): ChatCommand[] {
  const { name, summary, comment } = command;
  if ('unavailable' in comment) return [];
  return [
    {
      name,
      aliases: listWords(command).slice(1),
      usage: formatUsage(command, comment),
      does: summary,
      read: (text, situation) => readEntry(command, comment, text, situation),
    },
  ];
}

function formatUsage(command: EntryCommand, { words = [], marked, text }: CommentForm): string {
  const field = (name: FieldName): EntryField => requireField(command, name);
  return [
    `/${command.name}`,
    ...words.map((name) => `<${describeWord(field(name))}>`),
    ...(marked ? [`[${describeWord(field(marked))}:]`] : []),
    ...(text
      ? [
          isRequired(command, text)
            ? `<${field(text).description}>`
            : `[${field(text).description}]`,
        ]
      : []),
  ].join(' ');
}

function describeWord({ name, kind, choices, description }: EntryField): string {
  if (choices) return `${choices.slice(0, -1).join(', ')} or ${choices.at(-1) ?? ''}`;
  if (kind === 'person') return '@person or me';
  return kind === 'party' || kind === 'pairs' ? description : name;
}

function readEntry(
  command: EntryCommand,
  { words = [], marked, text }: CommentForm,
  written: string,
  situation: Situation,
): ReturnType<NonNullable<ChatCommand['read']>> {
  const { register, incident, before } = situation;
  const given: Given = {};
  let rest = written;
  for (const name of words) {
    const next = takeWord(rest);
    const value = readWord(requireField(command, name), next.word, given, situation);
    if (typeof value === 'object' && 'wrong' in value) return value;
    given[name] = value.value;
    rest = next.rest;
  }
  if (marked) {
    const field = requireField(command, marked);
    const next = takeMarked(rest, field.choices ?? []);
    // A derived value is not derived again when the comment is edited later.
    const value = next.word ?? (field.isDerived === true ? before?.[marked] : undefined);
    if (typeof value === 'string') given[marked] = value;
    rest = next.rest;
  }
  if (!text) {
    if (rest !== '') return { wrong: `Nothing can follow here: ${rest}` };
  } else if (rest !== '') given[text] = rest;
  else if (isRequired(command, text)) {
    return { wrong: `Missing: ${requireField(command, text).description}.` };
  }
  return { said: buildEntry(command, given, register, incident) };
}

function isRequired({ required = [] }: EntryCommand, name: FieldName): boolean {
  return required.includes(name);
}

function requireField({ name, fields }: EntryCommand, wanted: FieldName): EntryField {
  const field = fields.find((candidate) => candidate.name === wanted);
  if (!field) throw new Error(`${name} has no field ${wanted}: this is a bug.`);
  return field;
}

/** Lists all commands as a Markdown table. */
export function listCommands(): string {
  return [
    '| Write | To |',
    '| --- | --- |',
    ...commands.map(({ usage, does }) => `| \`${usage}\` | ${does} |`),
    '',
    'Each comment is one command, and its first character is the slash.',
  ].join('\n');
}

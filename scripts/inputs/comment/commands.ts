import { buildEntry, listValues, type Given } from '../../model/register/build-entry.ts';
import {
  affects,
  entryCommands,
  listWords,
  type CommentForm,
  type EntryCommand,
  type EntryField,
  type FieldName,
} from '../../model/register/lifecycle.ts';
import type { ChatCommand, CommandSituation } from './command.ts';
import { readWord, takeEffects, takeMarked, takeWord } from './words.ts';

/** Every command that a comment can be, in the order of an incident's life. */
export const commands: readonly ChatCommand[] = [
  ...entryCommands.flatMap(toChatCommands),
  {
    name: 'postmortem',
    usage: '/postmortem',
    summary: 'Draft the postmortem, or show where it is',
  },
  { name: 'status', usage: '/status', summary: 'Show the current state', isOpen: true },
  { name: 'help', usage: '/help', summary: 'List these commands', isOpen: true },
];

function toChatCommands(command: EntryCommand): ChatCommand[] {
  const { comment } = command;
  if ('unavailable' in comment) return [];
  return comment.map((form) => ({
    name: form.name ?? command.name,
    aliases: form.name === undefined ? listWords(command).slice(1) : [],
    usage: formatUsage(command, form),
    summary: form.summary ?? command.summary,
    read: (text, situation) => readEntry(command, form, text, situation),
  }));
}

function formatUsage(command: EntryCommand, form: CommentForm): string {
  const { name = command.name, words = [], marked, text } = form;
  const field = (name: FieldName): EntryField => requireField(command, name);
  return [
    `/${name}`,
    ...words.map((name) => `<${describeWord(field(name))}>`),
    ...(marked ? [`[${describeWord(field(marked))}:]`] : []),
    ...(text
      ? [
          isRequired(command, form, text)
            ? `<${field(text).description}>`
            : `[${field(text).description}]`,
        ]
      : []),
  ].join(' ');
}

function describeWord({ name, kind, choices, description }: EntryField): string {
  if (kind === 'choice' && choices)
    return `${choices.slice(0, -1).join(', ')} or ${choices.at(-1) ?? ''}`;
  if (kind === 'person') return '@person or me';
  if (kind === 'effects') return 'service=state, … or none';
  return kind === 'party' || kind === 'pairs' ? description : name;
}

function readEntry(
  command: EntryCommand,
  form: CommentForm,
  written: string,
  situation: CommandSituation,
): ReturnType<NonNullable<ChatCommand['read']>> {
  const { words = [], marked, text } = form;
  const { register, incident, before } = situation;
  const given: Given = {};
  let rest = written;
  for (const name of words) {
    const field = requireField(command, name);
    const next = field.kind === 'effects' ? takeEffects(rest) : takeWord(rest);
    const value = readWord(field, next.word, given, situation);
    if (typeof value === 'object' && 'wrong' in value) return value;
    given[name] = value.value;
    rest = next.rest;
  }
  if (marked) {
    const next = takeMarked(rest, listValues(requireField(command, marked), register) ?? []);
    if (next.word !== undefined) given[marked] = next.word;
    rest = next.rest;
  }
  if (!text) {
    if (rest !== '') return { wrong: `Unexpected text: ${rest}` };
  } else if (rest !== '') given[text] = rest;
  else if (isRequired(command, form, text)) {
    return { wrong: `Missing: ${requireField(command, text).description}.` };
  }
  const fromIncident = command.fields.filter(({ derivedFrom }) => derivedFrom === 'incident');
  for (const { name } of fromIncident) {
    // When a comment is edited, the incident may be in another state than when it was written.
    const value = before?.[name];
    if (given[name] === undefined && typeof value === 'string') given[name] = value;
  }
  const statement = buildEntry(command, given, register, incident);
  const missing = fromIncident.flatMap(({ name }) => (statement[name] === undefined ? [name] : []));
  if (missing.length === 0) return { statement };
  return {
    wrong: `The incident has no ${missing.join(' and ')} yet. Set them with \`/${command.name}\` first.`,
  };
}

function isRequired(command: EntryCommand, form: CommentForm, name: FieldName): boolean {
  return (form.required ?? command.required ?? []).includes(name);
}

function requireField({ name, fields }: EntryCommand, wanted: FieldName): EntryField {
  const field = [...fields, affects].find((candidate) => candidate.name === wanted);
  if (!field) throw new Error(`${name} has no field ${wanted}: this is a bug.`);
  return field;
}

/** Lists all commands as a Markdown table. */
export function listCommands(): string {
  return [
    '| Write | To |',
    '| --- | --- |',
    ...commands.map(({ usage, summary }) => `| \`${usage}\` | ${summary} |`),
    '',
    'Each comment is one command, and its first character is the slash.',
  ].join('\n');
}

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { packageRoot } from '../../edges/disk/package.ts';
import { buildInputEntry } from './build-entry.ts';
import {
  affects,
  entryCommands,
  findEntryCommand,
  listWords,
  openingShapes,
  otherTypes,
  requireEntryShape,
  type CommentForm,
  type EntryShape,
} from './lifecycle.ts';

interface EntrySchema {
  properties: Record<string, { enum?: string[]; additionalProperties?: { enum: string[] } }>;
  allOf: {
    if: { properties: { type: { const?: string; enum?: string[] } } };
    then: { required: string[] };
  }[];
}

const { $defs } = JSON.parse(
  readFileSync(join(packageRoot, 'schemas/timeline.schema.json'), 'utf8'),
) as { $defs: { entry: EntrySchema } };
const { properties, allOf } = $defs.entry;

function listFields({ words = [], marked, text }: CommentForm): string[] {
  return [...words, ...(marked ? [marked] : []), ...(text ? [text] : [])];
}

test('every entry type of the schema has a command, or the reason why not', () => {
  const types = [...entryCommands.map(({ type }) => type), ...Object.keys(otherTypes)];
  expect(types.sort()).toEqual([...(properties['type']?.enum ?? [])].sort());
});

test('no two commands share a word, and each word finds its command', () => {
  for (const command of entryCommands) {
    for (const word of listWords(command)) expect(findEntryCommand(word)).toBe(command);
  }
  expect(findEntryCommand('acknowledge')?.name).toBe('ack');
  expect(findEntryCommand('constructor')).toBeUndefined();
});

test.each<EntryShape>([...openingShapes, ...entryCommands])('$type fits its schema', (shape) => {
  const { type, fields, required = [] } = shape;
  expect(requireEntryShape(type)).toBe(shape);
  const byName = new Map(fields.map((field) => [field.name as string, field]));
  const needed = allOf
    .filter(({ if: { properties } }) =>
      [properties.type.const, ...(properties.type.enum ?? [])].includes(type),
    )
    .flatMap(({ then }) => then.required);
  // A field that the schema requires is required here too, unless it is filled in.
  const asked = needed.filter((name) => {
    const field = byName.get(name);
    return field?.default === undefined && field?.derivedFrom === undefined;
  });
  expect([...required].sort()).toEqual(asked.sort());
  for (const { name, choices } of fields) {
    expect(Object.keys(properties)).toContain(name);
    if (choices) expect(properties[name]?.enum).toEqual([...choices]);
  }
});

test.each(entryCommands)('$name fits its comment', (command) => {
  const { fields, required = [], summary, example, comment } = command;
  const byName = new Map(fields.map((field) => [field.name as string, field]));
  expect(summary).toMatch(/^[A-Z][^.]*$/);
  expect(summary.length).toBeLessThanOrEqual(60);
  expect(example).toMatch(new RegExp(`^sitrep ${command.name}\\b`));
  if ('unavailable' in comment) return;
  for (const form of comment) {
    const { marked, text } = form;
    expect(listFields(form)).toEqual(expect.arrayContaining([...(form.required ?? required)]));
    if (marked) expect(['choice', 'regulation']).toContain(byName.get(marked)?.kind);
    if (text) expect(byName.get(text)?.kind).toBe('text');
  }
  const written = new Set(comment.flatMap(listFields));
  written.delete(affects.name);
  expect([...written].sort()).toEqual([...byName.keys()].sort());
});

test('comments can state the effect on services, as every command of the terminal can', () => {
  const forms = entryCommands.flatMap(({ comment }) => ('unavailable' in comment ? [] : comment));
  expect(forms.flatMap(listFields)).toContain(affects.name);
  expect(affects.choices).toEqual(properties['affects']?.additionalProperties?.enum);
});

test('no two forms of comments share a word', () => {
  const words = entryCommands.flatMap((command) => [
    ...listWords(command),
    ...('unavailable' in command.comment
      ? []
      : command.comment.flatMap(({ name }) => (name === undefined ? [] : [name]))),
  ]);
  expect(words).toEqual([...new Set(words)]);
});

test('an entry of an input has the fields of the table, in the order of the table', () => {
  const at = '2026-01-14T08:00:00Z';
  const triaged = buildInputEntry('triaged', { at, by: 'ada' }, { urgency: 'low', impact: 'high' });
  expect(JSON.stringify(triaged)).toBe(
    `{"at":"${at}","type":"triaged","by":"ada","impact":"high","urgency":"low"}`,
  );
  expect(buildInputEntry('started', { at })).toEqual({ at, type: 'started' });
  expect(buildInputEntry('resolved', { at })).toEqual({
    at,
    type: 'resolved',
    resolution: 'fixed',
  });
  expect(() => buildInputEntry('started', { at }, { note: 'x' })).toThrow('started: wrong or');
  expect(() => buildInputEntry('triaged', { at }, { impact: 'high' })).toThrow('missing urgency');
  expect(() => buildInputEntry('resolved', { at }, { resolution: 'odd' })).toThrow('resolution');
  expect(() => buildInputEntry('closed', { at })).toThrow('No input writes entries of type closed');
});

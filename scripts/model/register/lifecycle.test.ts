import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { packageRoot } from '../../edges/disk/package.ts';
import { entryCommands, findEntryCommand, listWords, otherTypes } from './lifecycle.ts';

interface EntrySchema {
  properties: Record<string, { enum?: string[] }>;
  allOf: {
    if: { properties: { type: { const?: string; enum?: string[] } } };
    then: { required: string[] };
  }[];
}

const { $defs } = JSON.parse(
  readFileSync(join(packageRoot, 'schemas/timeline.schema.json'), 'utf8'),
) as { $defs: { entry: EntrySchema } };
const { properties, allOf } = $defs.entry;

test('every entry type of the schema has one command, or a reason why it has none', () => {
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

test.each(entryCommands)('$name fits its schema and its comment', (command) => {
  const { type, fields, required = [], summary, example, comment } = command;
  const byName = new Map(fields.map((field) => [field.name as string, field]));
  const needed = allOf
    .filter(({ if: { properties } }) =>
      [properties.type.const, ...(properties.type.enum ?? [])].includes(type),
    )
    .flatMap(({ then }) => then.required);
  // A field that the schema requires is required here too, unless it is filled in.
  const asked = needed.filter((name) => {
    const field = byName.get(name);
    return field?.default === undefined && field?.isDerived !== true;
  });
  expect([...required].sort()).toEqual(asked.sort());
  for (const { name, choices } of fields) {
    expect(Object.keys(properties)).toContain(name);
    if (choices) expect(properties[name]?.enum).toEqual([...choices]);
  }
  expect(summary).toMatch(/^[A-Z][^.]*$/);
  expect(summary.length).toBeLessThanOrEqual(60);
  expect(example).toMatch(new RegExp(`^sitrep ${command.name}\\b`));
  if ('unavailable' in comment) return;
  const { words = [], marked, text } = comment;
  const offered = [...words, ...(marked ? [marked] : []), ...(text ? [text] : [])];
  expect(offered).toEqual(expect.arrayContaining([...required]));
  for (const name of offered) expect(byName.has(name)).toBe(true);
  if (marked) expect(byName.get(marked)?.kind).toBe('choice');
  if (text) expect(byName.get(text)?.kind).toBe('text');
});

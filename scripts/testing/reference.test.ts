import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { packageRoot } from '../edges/disk/package.ts';
import { loadCommands } from '../commands/index.ts';
import { formatReference } from './reference.ts';

const commands = await loadCommands();

test('the handbook has the current commands; `npm run reference` updates it', async () => {
  const page = readFileSync(join(packageRoot, 'site/handbook/commands.md'), 'utf8');
  expect(page).toBe(await formatReference(commands));
});

test('the contents link to the heading of every command, by the groups of help', async () => {
  const page = await formatReference(commands);
  const anchors = Array.from(page.matchAll(/\]\(#([a-z-]+)\)/g), ([, anchor]) => anchor);
  const headings = Array.from(page.matchAll(/^## (.+)$/gm), ([, name = '']) => name);
  expect(anchors.sort()).toEqual(headings.map((name) => name.replaceAll(' ', '-')).sort());
  expect(page).toMatch(/^- \*\*Respond:\*\* \[overview\]\(#overview\), /m);
});

test('every command says what it does and shows how', () => {
  for (const { name, summary, examples, options = [] } of commands) {
    expect(summary, name).toMatch(/^[A-Z][^]*[^.]$/);
    expect(examples.length, name).toBeGreaterThan(0);
    for (const { line, does } of examples) {
      expect(line, name).toContain('sitrep');
      expect(does, name).not.toBe('');
    }
    for (const { flags, description } of options)
      expect(description, `${name} ${flags}`).not.toBe('');
  }
});

test('a first word finds all commands that begin with it', async () => {
  const names = commands.map(({ name }) => name);
  const first = (name: string): string => name.split(' ')[0] ?? '';
  for (const word of new Set(names.map(first))) {
    const found = (await loadCommands(word)).map(({ name }) => name);
    expect(found, word).toEqual(
      expect.arrayContaining(names.filter((name) => first(name) === word)),
    );
  }
  expect((await loadCommands('no-such')).map(({ name }) => name)).toEqual(names);
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { packageRoot } from '../edges/disk/package.ts';
import { sitrep, testdir } from '../testing/folder.ts';
import { findGroup, loadCommands } from './index.ts';
import { findSynonym, knownSynonyms } from './synonyms.ts';

const commands = await loadCommands();
const names = commands.map(({ name }) => name);

test.each(commands)('the summary of $name is a short sentence', ({ summary }) => {
  expect(summary.length).toBeLessThanOrEqual(60);
  expect(summary).toMatch(/^[A-Z].*[^.]$/);
});

test('help groups commands by what people do, and lists those of workflows last', async () => {
  const { status, stdout } = await sitrep(testdir(), '--help');
  expect(status).toBe(0);
  const headings = stdout.split('\n').filter((line) => /^[A-Z].*:$/.test(line));
  expect(headings).toEqual([
    'Options:',
    'Respond:',
    'Review:',
    'Plan:',
    'Measure:',
    'Publish:',
    'Set up:',
    'Automation:',
    'Called by workflows and shells:',
  ]);
  expect(stdout.indexOf('chatops [options]')).toBeGreaterThan(stdout.indexOf('Called by'));
});

test('every command belongs to a group', () => {
  expect(names.filter((name) => findGroup(name.split(' ')[0] ?? '') === '')).toEqual([]);
});

test('no synonym hides a command, and each leads to one', () => {
  expect(knownSynonyms.filter((word) => names.some((name) => name.split(' ')[0] === word))).toEqual(
    [],
  );
  const targets = knownSynonyms.map((word) => findSynonym(word)?.replace(/^sitrep | --.*$/g, ''));
  expect(targets.filter((name) => !names.includes(name ?? ''))).toEqual([]);
});

test('each type of entry leads to its command, and not to one that is spelled like it', () => {
  const path = join(packageRoot, 'schemas/timeline.schema.json');
  const schema = JSON.parse(readFileSync(path, 'utf8')) as {
    $defs: { entry: { properties: { type: { enum: string[] } } } };
  };
  const words = new Set(names.map((name) => name.split(' ')[0]));
  const types = schema.$defs.entry.properties.type.enum;
  expect(types).toContain('started');
  expect(types.filter((type) => !words.has(type) && findSynonym(type) === undefined)).toEqual([]);
});

test.each([
  ['declare', 'sitrep new'],
  ['create', 'sitrep new'],
  ['acknowledge', 'sitrep ack'],
  ['status', 'sitrep overview'],
  ['started', 'sitrep new --since <when>'],
  ['assigned', 'sitrep assign'],
])('sitrep %s suggests %s', async (word, meant) => {
  const { status, stdout, stderr } = await sitrep(testdir(), word);
  expect(stderr).toBe(`sitrep: There is no command "${word}".\n  Did you mean \`${meant}\`?\n`);
  expect(stdout).toBe('');
  expect(status).toBe(2);
});

test.each([
  ['list', '--out', 'x'],
  ['list', '--edition', 'public'],
])('sitrep %s rejects %s', async (...args) => {
  const { status, stderr } = await sitrep(testdir(), ...args);
  expect(stderr).toContain(`Unknown option '${args[1]}'`);
  expect(status).toBe(2);
});

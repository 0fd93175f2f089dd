import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { packageRoot } from '../edges/disk/package.ts';
import { sitrep, testdir } from '../testing/folder.ts';

test('the first steps in the handbook work', async () => {
  const page = readFileSync(join(packageRoot, 'site/handbook/first-steps.md'), 'utf8');
  const blocks = [...page.matchAll(/```\w+\n([^]*?)```/g)].map(([, text = '']) => text);
  const [, settings = '', service = '', team = '', record = '', timeline = '', commands = ''] =
    blocks;
  const named = [...page.matchAll(/`(incidents\/[^`]+)`/g)].map(([, path = '']) => path);
  const texts = [settings, service, team];
  const [incident = ''] = named.filter((path) => path.endsWith('/'));
  const folder = testdir({
    ...Object.fromEntries(texts.map((text, index) => [named[index] ?? '', text])),
    [`${incident}incident.md`]: record,
    [`${incident}timeline.yaml`]: timeline,
  });
  const lines = commands.trim().split('\n');
  expect(lines).toHaveLength(4);
  for (const line of lines) {
    const [, ...words] = line.replace(/ +#.*/, '').split(' ');
    const { status, stderr } = await sitrep(folder, ...words);
    expect([line, status, stderr]).toEqual([line, 0, expect.not.stringContaining('error')]);
  }
});

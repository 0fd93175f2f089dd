import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, test, vi } from 'vitest';
import { now, records } from '../../site/e2e/records.ts';
import { renderMarkdown } from '../../site/markdown/render.ts';
import { packageRoot } from '../edges/disk/package.ts';
import type { Context } from '../session/context.ts';
import { testdir, writeTree } from '../testing/folder.ts';
import { siteBuild } from './site-build.ts';

vi.mock(import('../../site/markdown/render.ts'), async (load) => {
  const real = await load();
  return { ...real, renderMarkdown: vi.fn(real.renderMarkdown) };
});
const render = vi.mocked(renderMarkdown);
const renderPlainly = render.getMockImplementation() ?? renderMarkdown;

test('a page that throws ends the command with 1, and is named in text and JSON', async () => {
  const folder = testdir();
  const root = join(folder, 'incidents');
  const incident = '2026/2026-01-14-slow/incident.md';
  writeTree(root, { ...records, [incident]: `${String(records[incident])}\nPlanted.\n` });
  render.mockImplementation((text, options) => {
    if (text.includes('Planted.')) throw new Error('planted');
    return renderPlainly(text, options);
  });
  const context: Context = {
    root,
    now,
    json: true,
    dryRun: false,
    quiet: true,
    color: false,
    interactive: false,
    announce: () => undefined,
    tell: () => undefined,
  };
  const { status, data, notes } = await siteBuild.run(context, [], { out: join(folder, 'site') });
  expect(status).toBe(1);
  const page = '/incidents/2026-01-14-slow/';
  expect(data).toMatchObject({ failed: [{ page, reason: 'planted' }] });
  expect(notes?.join('\n')).toContain(page);
  const schema = readFileSync(join(packageRoot, 'schemas/output/site-build.schema.json'), 'utf8');
  expect(new Ajv2020().compile(JSON.parse(schema) as object)(data)).toBe(true);
});

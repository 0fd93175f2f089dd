import {
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { findMemory } from '../scripts/edges/disk/memory.ts';
import { commitAll, git, testdir, writeTree } from '../scripts/testing/folder.ts';
import { buildSite, type Built } from './build.ts';
import { now, records } from './e2e/records.ts';
import { renderMarkdown } from './markdown/render.ts';
import { explainForeign } from './output.ts';
import { type Cache, type Kept } from '../scripts/edges/disk/folder.ts';

vi.mock(import('./markdown/render.ts'), async (load) => {
  const real = await load();
  return { ...real, renderMarkdown: vi.fn(real.renderMarkdown) };
});
const render = vi.mocked(renderMarkdown);
const renderPlainly = render.getMockImplementation() ?? renderMarkdown;

const incident = '2026/2026-01-14-slow';

function readTree(folder: string): Record<string, string> {
  const files = readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));
  return Object.fromEntries(
    files.sort().map((file) => [file.slice(folder.length), readFileSync(file, 'base64')]),
  );
}

function expectEqual(found: Record<string, string>, wanted: Record<string, string>): void {
  expect(Object.keys(found)).toEqual(Object.keys(wanted));
  for (const [path, content] of Object.entries(wanted)) {
    if (found[path] === content) continue;
    const lines = (text = ''): string[] => Buffer.from(text, 'base64').toString().split(/(?=<)/);
    expect(lines(found[path]), path).toEqual(lines(content));
  }
}

/** A data root in a repository, its site built once, and a way to hold the next build to a clean one. */
async function setUp() {
  const folder = testdir();
  const root = join(folder, 'incidents');
  writeTree(root, records);
  git(folder, ['init', '--quiet']);
  commitAll(folder);
  const out = join(folder, 'site');
  let count = 0;
  const build = (target: string, at = now): Promise<Built> =>
    buildSite({ root, out: target, now: at, edition: 'internal' });
  const rebuild = async (at?: number): Promise<Built> => {
    const built = await build(out, at);
    const clean = join(folder, `clean-${++count}`);
    await build(clean, at);
    expectEqual(readTree(out), readTree(clean));
    return built;
  };
  const first = await build(out);
  return { folder, root, out, first, rebuild };
}

const page = (out: string, path: string): string =>
  readFileSync(join(out, path, 'index.html'), 'utf8');

describe('a site built again', () => {
  it('shows one of two folders with the same id', async () => {
    const { root, rebuild } = await setUp();
    const id = '2026-01-14-slow';
    cpSync(join(root, '2026', id), join(root, '2025', id), { recursive: true });
    await rebuild();
    const file = join(root, '2025', id, 'incident.md');
    writeFileSync(file, `${readFileSync(file, 'utf8')}\nOf the other folder.\n`);
    await rebuild();
  });

  it('has the same bytes as one that is built from nothing', async () => {
    const { folder, root, out, first, rebuild } = await setUp();
    expect(first).toMatchObject({
      kept: 0,
      leftOut: [{ path: '2026/2026-01-12-broken/incident.md' }],
    });

    // Nothing changed.
    const same = await rebuild();
    expect(same.kept).toBeGreaterThan(3);
    expect(page(out, 'incidents/2026-01-14-slow')).toContain('2026-01-10-down/index.html');

    // A text is edited.
    const text = readFileSync(join(root, incident, 'incident.md'), 'utf8');
    writeFileSync(join(root, incident, 'incident.md'), `${text}\nAnd one line more.\n`);
    const edited = await rebuild();
    expect(edited.kept).toBeGreaterThan(0);
    expect(edited.kept).toBeLessThan(same.kept);
    expect(page(out, 'incidents/2026-01-14-slow')).toContain('And one line more.');

    // It is committed: nothing on disk changes, and what is recorded does.
    commitAll(folder, '2026-01-16T12:00:00Z');
    await rebuild();

    // An incident is added, and one that others link to is renamed, and then deleted.
    writeTree(root, {
      '2026/2026-01-18-new/incident.md': String(records['2026/2026-01-10-down/incident.md']),
      '2026/2026-01-18-new/timeline.yaml': String(records['2026/2026-01-10-down/timeline.yaml']),
    });
    await rebuild();
    renameSync(join(root, '2026/2026-01-10-down'), join(root, '2026/2026-01-11-down'));
    await rebuild();
    expect(existsSync(join(out, 'incidents/2026-01-10-down'))).toBe(false);
    expect(page(out, 'incidents/2026-01-14-slow')).not.toContain('2026-01-10-down/index.html');
    rmSync(join(root, '2026/2026-01-11-down'), { recursive: true });
    await rebuild();

    // An attachment, a postmortem, a service's name, the settings.
    rmSync(join(root, incident, 'graph.png'));
    await rebuild();
    expect(page(out, 'incidents/2026-01-14-slow')).not.toContain('graph.png');
    rmSync(join(root, incident, 'postmortem.md'));
    await rebuild();
    const service = join(root, 'catalog/services/checkout.yaml');
    writeFileSync(service, readFileSync(service, 'utf8').replace('Checkout', 'Ticket desk'));
    await rebuild();
    expect(page(out, 'incidents/2026-01-14-slow')).toContain('Ticket desk');
    rmSync(join(root, '2026/2026-01-12-broken'), { recursive: true });
    expect((await rebuild()).leftOut).toEqual([]);

    // Later, with a live incident.
    await rebuild(now + 3_600_000);
    expect(page(out, 'incidents/2026-01-20-live')).not.toBe('');
  });

  it('trusts no file in its folder that it did not write', async () => {
    const { folder, out, rebuild } = await setUp();
    const kept = join(out, 'incidents/2026-01-14-slow/index.html');
    const html = readFileSync(kept, 'utf8');
    // Changed without changing its size or its time.
    writeFileSync(kept, html.replace('Checkout', 'Chuckout'));
    utimesSync(kept, 1_700_000_000, 1_700_000_000);
    writeFileSync(join(out, 'foreign.html'), 'x');
    mkdirSync(join(out, 'incidents/2020-01-01-foreign'));
    writeFileSync(join(out, 'incidents/2020-01-01-foreign/index.html'), 'x');
    writeFileSync(join(folder, 'outside.txt'), 'outside');
    symlinkSync(join(folder, 'outside.txt'), join(out, 'link.html'));
    rmSync(join(out, 'index.html'));
    symlinkSync(join(folder, 'outside.txt'), join(out, 'index.html'));
    await rebuild();
    expect(readFileSync(join(folder, 'outside.txt'), 'utf8')).toBe('outside');

    // All of it was restored from elsewhere, as a workflow does, with one page meddled with.
    const { kept: count } = await rebuild();
    cpSync(out, join(folder, 'restored'), { recursive: true });
    writeFileSync(
      join(folder, 'restored/incidents/2026-01-14-slow/index.html'),
      html.toUpperCase(),
    );
    rmSync(out, { recursive: true });
    renameSync(join(folder, 'restored'), out);
    expect((await rebuild()).kept).toBe(count - 1);
    expect((await rebuild()).kept).toBe(count);

    // Its notes are gone, cut short, or meddled with.
    const memory = findMemory(join(folder, 'incidents'));
    const notes = readdirSync(memory);
    for (const note of notes) {
      writeFileSync(join(memory, note), '{"stamp":');
    }
    expect((await rebuild()).kept).toBe(0);
  });
});

describe('a page that throws', () => {
  const slow = '/incidents/2026-01-14-slow/';
  const shown = (out: string): string[] =>
    Object.entries(readTree(out))
      .filter(([path]) => path.endsWith('.html'))
      .map(([, content]) => Buffer.from(content, 'base64').toString());

  /** Builds with a record of which reading one field throws, as a bug in one page would. */
  async function buildBroken(field: string) {
    const { root, folder } = await setUp();
    const out = join(folder, 'broken');
    const kept = new Map<string, Kept>();
    const cache: Cache = {
      open: () => undefined,
      get: (key) => kept.get(key),
      set(key, value) {
        kept.set(key, value);
        if (value.incident?.id !== '2026-01-14-slow') return;
        const fail = (): never => {
          throw new Error(`planted in ${root}/x`);
        };
        Object.assign(value.incident, { [field]: new Proxy([], { get: fail, ownKeys: fail }) });
      },
    };
    const built = await buildSite({ root, out, now, edition: 'internal', load: { cache } });
    return { out, built };
  }

  it('is left out, and all others say so', async () => {
    const { out, built } = await buildBroken('tasks');
    expect(built.failed).toEqual([{ page: slow, reason: 'planted in x' }]);
    expect(page(out, 'incidents/2026-01-14-slow')).toContain('planted in x');
    expect(page(out, 'left-out')).toContain(slow);
    for (const html of shown(out)) expect(html).toContain('left-out/');
    expect(page(out, 'incidents/2026-01-10-down')).toContain('1 page could not be built');
    expect(page(out, 'incidents')).toContain('2026-01-14-slow/index.html');
  });

  it('is shown again when it no longer throws', async () => {
    const { out, root, rebuild } = await setUp();
    render.mockImplementation((text, options) => {
      if (text.includes('Planted.')) throw new Error('planted');
      return renderPlainly(text, options);
    });
    onTestFinished(() => void render.mockImplementation(renderPlainly));
    const file = join(root, incident, 'incident.md');
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, `${text}\nPlanted.\n`);
    const { failed } = await rebuild();
    expect(failed).toEqual([{ page: slow, reason: 'planted' }]);
    expect(page(out, 'incidents/2026-01-14-slow')).toContain('planted');
    expect(await rebuild()).toMatchObject({ failed, kept: 0 });
    render.mockImplementation(renderPlainly);
    expect((await rebuild()).failed).toEqual([]);
    expect(page(out, 'incidents/2026-01-14-slow')).toContain('Planted.');
    expect(page(out, 'incidents/2026-01-10-down')).not.toContain('could not be built');
  });
});

describe('a build', () => {
  it('leaves out broken records, names them, and contains no scripts', async () => {
    const { out } = await setUp();
    expect(page(out, 'left-out')).toContain('2026/2026-01-12-broken/incident.md');
    for (const [path, content] of Object.entries(readTree(out))) {
      const text = Buffer.from(content, 'base64').toString();
      if (path.endsWith('.html'))
        expect(text, path).not.toMatch(/<script|<style|\sstyle=|\son\w+=/i);
      expect(path).not.toMatch(/\.m?js$/);
    }
    expect(existsSync(join(out, 'incidents/2026-01-14-slow/files/graph.png'))).toBe(true);
  });

  it('refuses a folder that holds other files', () => {
    const folder = testdir({ 'thesis.txt': 'x', 'empty/.keep': '' });
    expect(explainForeign(folder)).toBe('It holds files that no build of a site wrote.');
    expect(explainForeign(join(folder, 'thesis.txt'))).toBe('It is not a folder.');
    expect(explainForeign(join(folder, 'none'))).toBeUndefined();
  });

  it('never treats the name of an attachment as a link', async () => {
    const folder = testdir();
    const other = '2026/2026-01-10-down';
    const hostile = ['%2e%2e%2f2026-01-10-down%2fdisk.txt', '%00.txt', 'r#1.txt'];
    writeTree(join(folder, 'incidents'), {
      ...records,
      [`${other}/disk.txt`]: 'of the other incident',
      ...Object.fromEntries(hostile.map((name) => [`${incident}/${name}`, 'hostile'])),
    });
    // Beside the folder of the other year, the one of the same id that is read.
    writeTree(join(folder, 'incidents/2025/2026-01-10-down'), { 'disk.txt': 'hostile' });
    const out = join(folder, 'site');
    const built = await buildSite({
      root: join(folder, 'incidents'),
      out,
      now,
      edition: 'internal',
    });
    const published = Object.entries(readTree(join(out, 'incidents'))).map(
      ([file, content]) => [file, Buffer.from(content, 'base64').toString()] as const,
    );
    expect(published.find(([file]) => file === '/2026-01-10-down/files/disk.txt')?.[1]).toBe(
      'of the other incident',
    );
    expect(published.filter(([, content]) => content === 'hostile')).toEqual([]);
    expect(built.leftOut.map(({ path }) => path)).toEqual(
      expect.arrayContaining(hostile.map((name) => `${incident}/${name}`)),
    );
  });

  it('leaves out a file that only restricted entries link to', async () => {
    const folder = testdir();
    const path = '2026/2026-01-12-leak';
    writeTree(join(folder, 'incidents'), {
      ...records,
      [`${path}/incident.md`]:
        '---\ntitle: Leak\nsummary: Leak\nservices: []\ncategory: software\nchannel: monitoring\n---\n\nSee [the curve](both.txt).\n',
      [`${path}/timeline.yaml`]: [
        '- {at: 2026-01-12T08:00:00Z, type: detected, note: "[open](open.txt)"}',
        '- {at: 2026-01-12T08:01:00Z, type: note, audience: restricted, note: "[one](secret.txt) and [two](both.txt)", links: [{title: Three, url: linked.txt}]}',
        '',
      ].join('\n'),
      ...Object.fromEntries(
        ['open', 'both', 'secret', 'linked', 'unnamed'].map((name) => [
          `${path}/${name}.txt`,
          name,
        ]),
      ),
    });
    const out = join(folder, 'site');
    await buildSite({ root: join(folder, 'incidents'), out, now, edition: 'internal' });
    const published = readdirSync(join(out, 'incidents/2026-01-12-leak/files'));
    expect(published.sort()).toEqual(['both.txt', 'open.txt', 'unnamed.txt']);
  });

  it('decodes each part of a link once', async () => {
    const folder = testdir();
    const links = [
      'two%20words.txt',
      '%2e%2e/2026-01-10-down/disk.txt',
      '%2e%2e%2f2026-01-10-down%2fdisk.txt',
      '%2e%2e/%2e%2e/%2e%2e/etc/disk.txt',
      'two%2520words.txt',
      'curve.txt%00',
      'curve.txt%23.png',
      'curve.txt%3Fx',
      '100%.txt',
      '%ff.txt',
    ];
    const listed = links.map((url, index) => `{title: link ${index}, url: "${url}"}`).join(', ');
    const timeline = `- {at: 2026-01-14T08:00:00Z, type: started, links: [${listed}]}\n`;
    writeTree(join(folder, 'incidents'), {
      ...records,
      [`${incident}/timeline.yaml`]: timeline,
      [`${incident}/two words.txt`]: 'x',
      [`${incident}/curve.txt`]: 'x',
      '2026/2026-01-10-down/disk.txt': 'x',
    });
    const out = join(folder, 'site');
    await buildSite({ root: join(folder, 'incidents'), out, now, edition: 'internal' });
    const shown = [
      ...page(out, 'incidents/2026-01-14-slow').matchAll(
        /<p>\s*(?:<a href="([^"]*)"[^>]*>)?\s*link \d/g,
      ),
    ];
    expect(shown.map(([, href]) => href)).toEqual([
      '../../incidents/2026-01-14-slow/files/two%20words.txt',
      '../../incidents/2026-01-10-down/files/disk.txt',
      ...links.slice(2).map(() => undefined),
    ]);
  });

  it('writes no links to missing targets', async () => {
    const folder = testdir();
    const links = ['/etc/passwd', 'none.txt', 'curve.txt', 'https://example.com/x?y=1'];
    const listed = links.map((url, index) => `{title: link ${index}, url: "${url}"}`).join(', ');
    const timeline = `- {at: 2026-01-14T08:00:00Z, type: started, links: [${listed}]}\n`;
    writeTree(join(folder, 'incidents'), {
      ...records,
      [`${incident}/timeline.yaml`]: timeline,
      [`${incident}/curve.txt`]: 'x',
    });
    const out = join(folder, 'site');
    await buildSite({ root: join(folder, 'incidents'), out, now, edition: 'internal' });
    const shown = [
      ...page(out, 'incidents/2026-01-14-slow').matchAll(
        /<p>\s*(?:<a href="([^"]*)"[^>]*>)?\s*(link \d)/g,
      ),
    ];
    expect(shown.map(([, href, words]) => [words, href])).toEqual([
      ['link 0', undefined],
      ['link 1', undefined],
      ['link 2', '../../incidents/2026-01-14-slow/files/curve.txt'],
      ['link 3', 'https://example.com/x?y=1'],
    ]);
  });

  it('works without Git and without records', async () => {
    const folder = testdir({ 'incidents/readme.md': '' });
    const out = join(folder, 'site');
    await buildSite({ root: join(folder, 'incidents'), out, now, edition: 'internal' });
    expect(existsSync(join(out, 'index.html'))).toBe(true);
  });
});

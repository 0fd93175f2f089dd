import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../scripts/edges/disk/package.ts';
import { audiences, readHandbook } from './handbook.ts';
import { renderMarkdown } from './markdown/render.ts';

const shelves = [
  'site/handbook',
  '.github/decisions',
  'scripts/model/rules',
  'scripts/model/kpis',
  'scripts/inputs/import',
];
const texts = [
  'README.md',
  '.github/CONTRIBUTING.md',
  '.github/SECURITY.md',
  ...shelves.flatMap((folder) =>
    readdirSync(join(packageRoot, folder))
      .filter((name) => name.endsWith('.md'))
      .map((name) => `${folder}/${name}`),
  ),
];

const read = (path: string): string => readFileSync(join(packageRoot, path), 'utf8');

/** Markdown without its code, in which a link is only an example. */
function dropCode(text: string): string {
  return text.replaceAll(/^```[^]*?^```/gm, '').replaceAll(/`[^`\n]*`/g, '');
}

function listLinks(path: string): string[] {
  return Array.from(dropCode(read(path)).matchAll(/\]\(([^)\s]+)\)/g), ([, href = '']) => href);
}

/** Ids of a page's headings, as the site renders them. */
function listAnchors(path: string): Set<string> {
  const addresses = { link: () => undefined, image: () => undefined };
  const html = renderMarkdown(read(path), { headingLevel: 1, anchors: true, addresses });
  return new Set(Array.from(html.matchAll(/<h\d id="([^"]+)">/g), ([, id = '']) => id));
}

function isBroken(from: string, href: string): boolean {
  if (/^(?:https?|mailto):/.test(href)) return false;
  const [file = '', fragment] = href.split('#', 2);
  const path = file === '' ? from : join(dirname(from), file);
  if (!existsSync(join(packageRoot, path))) return true;
  if (fragment === undefined) return false;
  return statSync(join(packageRoot, path)).isDirectory() || !listAnchors(path).has(fragment);
}

describe('the handbook', () => {
  const guides = readHandbook().filter(({ id }) =>
    existsSync(join(packageRoot, `site/handbook/${id}.md`)),
  );

  it('lists every guide under an audience, in the order of the audiences', () => {
    expect(guides).toHaveLength(texts.filter((path) => path.startsWith('site/handbook/')).length);
    expect([...new Set(guides.map(({ group }) => group))]).toEqual(audiences);
  });

  it('gives every guide a title and a unique order within its audience', () => {
    const places = guides.map(({ id, group }) => {
      const [, order] = /^order: (\d+)$/m.exec(read(`site/handbook/${id}.md`)) ?? [];
      return `${group} ${order ?? 'no order'}`;
    });
    expect(places.filter((place, index) => places.indexOf(place) !== index)).toEqual([]);
    expect(places.filter((place) => place.endsWith('no order'))).toEqual([]);
    expect(guides.filter(({ id, title }) => title === id)).toEqual([]);
  });

  it('has no dead links between pages or to the rest of the repository', () => {
    const broken = texts.flatMap((path) =>
      listLinks(path)
        .filter((href) => isBroken(path, href))
        .map((href) => `${path}: ${href}`),
    );
    expect(broken).toEqual([]);
  });

  it('finds links to missing files and to missing headings', () => {
    const page = 'site/handbook/first-steps.md';
    expect(isBroken(page, 'gone.md')).toBe(true);
    expect(isBroken(page, 'commands.md#no-such-command')).toBe(true);
    expect(isBroken(page, 'commands.md#validate')).toBe(false);
  });
});

describe('the page on troubleshooting', () => {
  const messages = Array.from(
    read('site/handbook/troubleshooting.md').matchAll(/^### `(.+)`$/gm),
    ([, message = '']) => message,
  );
  const code = readdirSync(join(packageRoot, 'scripts'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts'))
    .map((path) => read(`scripts/${path}`).replaceAll('\\`', '`'));

  it('names at least twenty messages', () => {
    expect(messages.length).toBeGreaterThanOrEqual(20);
    expect(new Set(messages).size).toBe(messages.length);
  });

  it.each(messages)('quotes a message of the program: %s', (message) => {
    const parts = message
      .split('…')
      .map((part) => part.trim())
      .filter((part) => /\w/.test(part));
    const sources = code.filter((source) => parts.every((part) => source.includes(part)));
    expect(sources).not.toEqual([]);
  });
});

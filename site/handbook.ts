import { compareText } from '../scripts/model/text/compare-text.ts';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../scripts/edges/disk/package.ts';
import type { HandbookPage } from '../scripts/outputs/pages/source.ts';

/** Groups of the guides in `site/handbook`, in the order in which the handbook lists them. */
export const audiences: readonly string[] = [
  'Start here',
  'Responders',
  'Reviewers',
  'Help desk',
  'Managers',
  'Set up and operate',
  'Reference',
];

/** Folders of further pages, the group that each forms, and the prefix of the ids of its pages. */
const shelves: { folder: string; group: string; prefix: string }[] = [
  { folder: 'scripts/model/rules', group: 'Rules', prefix: 'rule-' },
  { folder: 'scripts/model/kpis', group: 'KPIs', prefix: 'kpi-' },
  { folder: 'scripts/inputs/import', group: 'Imports', prefix: 'import-' },
];
const guides = 'site/handbook';
const prefixes = ['', ...shelves.map(({ prefix }) => prefix)];

/** Path that stands for the handbook, whose texts are not in a data root. */
export const handbookPath = 'handbook.md';

/** Reads the handbook: its guides by audience, then the page beside each rule, KPI and importer. */
export function readHandbook(): HandbookPage[] {
  return [...readGuides(), ...shelves.flatMap(readShelf)].map(({ id, title, group, text }) => ({
    id,
    title,
    group,
    text,
  }));
}

function readGuides(): Page[] {
  const pages = readPages(guides);
  for (const { id, group } of pages) {
    if (audiences.includes(group)) continue;
    throw new Error(
      `${guides}/${id}.md: its front matter needs an audience: ${audiences.join(', ')}.`,
    );
  }
  return pages.sort((a, b) => audiences.indexOf(a.group) - audiences.indexOf(b.group));
}

function readShelf({ folder, group, prefix }: (typeof shelves)[number]): Page[] {
  return readPages(folder).map((page) => ({ ...page, id: prefix + page.id, group }));
}

/** Finds the page that a link between Markdown files of the package leads to, from the site's root. */
export function resolveHandbookLink(
  href: string,
  pages: readonly HandbookPage[],
): string | undefined {
  const match = /^(?:[^:#?]*\/)?([^/:#?]+)\.md(#.*)?$/.exec(href);
  if (!match) return undefined;
  const [, name = '', fragment = ''] = match;
  const page = pages.find(({ id }) => prefixes.some((prefix) => id === prefix + name));
  return page && `/handbook/${page.id}/${fragment}`;
}

function listMarkdown(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => name.endsWith('.md') && name !== 'README.md');
  } catch {
    return [];
  }
}

interface Page extends HandbookPage {
  order: number;
}

function readPages(folder: string): Page[] {
  return listMarkdown(join(packageRoot, folder))
    .map((name) => readPage(readFileSync(join(packageRoot, folder, name), 'utf8'), name))
    .sort((a, b) => a.order - b.order || compareText(a.id, b.id));
}

/** Parses a page, whose title is in its front matter or is its first heading. Needs no YAML parser. */
function readPage(text: string, name: string): Page {
  const [, front = '', rest = text] = /^---\n([\s\S]*?)\n---\n([\s\S]*)$/.exec(text) ?? [];
  const find = (key: string): string | undefined =>
    new RegExp(`^${key}: (.+)$`, 'm').exec(front)?.[1];
  const heading = /^\s*# (.+)\n/.exec(rest);
  const id = name.slice(0, -3);
  return {
    id,
    title: find('title') ?? heading?.[1] ?? id,
    group: find('audience') ?? '',
    order: Number(find('order') ?? 1000),
    text: heading ? rest.slice(heading[0].length) : rest,
  };
}

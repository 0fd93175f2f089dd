import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../scripts/edges/disk/package.ts';
import type { HandbookPage } from './src/site.ts';

/** Where pages of the handbook lie, and what distinguishes the ids of those that come from a shelf. */
const shelves: { folder: string; group: HandbookPage['group']; prefix: string }[] = [
  { folder: 'site/handbook', group: 'Guide', prefix: '' },
  { folder: 'scripts/model/rules', group: 'Rules', prefix: 'rule-' },
  { folder: 'scripts/model/kpis', group: 'KPIs', prefix: 'kpi-' },
  { folder: 'scripts/inputs/import', group: 'Imports', prefix: 'import-' },
];

/** What pages name as the path of a text of the handbook, which lies in no data root. */
export const handbookPath = 'handbook.md';

/** Reads the handbook: its guides, and the page that lies beside each rule, KPI and importer. */
export function readHandbook(): HandbookPage[] {
  return shelves.flatMap(({ folder, group, prefix }) =>
    listMarkdown(join(packageRoot, folder))
      .map((name) => {
        const text = readFileSync(join(packageRoot, folder, name), 'utf8');
        return { ...readPage(text, name.slice(0, -3)), id: prefix + name.slice(0, -3), group };
      })
      .sort((a, b) => a.order - b.order || (a.id < b.id ? -1 : 1))
      .map(({ id, title, text }) => ({ id, title, group, text })),
  );
}

/** The page that a link between Markdown files of the package leads to, from the site's root. */
export function resolveHandbookLink(
  href: string,
  pages: readonly HandbookPage[],
): string | undefined {
  const match = /^(?:[^:#?]*\/)?([^/:#?]+)\.md(#.*)?$/.exec(href);
  if (!match) return undefined;
  const [, name = '', fragment = ''] = match;
  const page = pages.find(({ id }) => shelves.some(({ prefix }) => id === prefix + name));
  return page && `/handbook/${page.id}/${fragment}`;
}

function listMarkdown(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => name.endsWith('.md') && name !== 'README.md');
  } catch {
    return [];
  }
}

/** Title and order stand in the front matter, or the title is the first heading. Ours: no YAML is needed. */
function readPage(text: string, name: string): { title: string; order: number; text: string } {
  const [, front = '', rest = text] = /^---\n([\s\S]*?)\n---\n([\s\S]*)$/.exec(text) ?? [];
  const heading = /^\s*# (.+)\n/.exec(rest);
  const title = /^title: (.+)$/m.exec(front)?.[1] ?? heading?.[1] ?? name;
  const order = Number(/^order: (\d+)$/m.exec(front)?.[1] ?? 1000);
  return { title, order, text: heading ? rest.slice(heading[0].length) : rest };
}

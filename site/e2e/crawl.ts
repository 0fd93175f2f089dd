/** Reads a built site as files, and finds dead links, for tests. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { parse, type DefaultTreeAdapterTypes as Tree } from 'parse5';

export interface CrawledPage {
  /** Path in the site's folder. */
  file: string;
  html: string;
  ids: Set<string>;
  /** Addresses of links, style sheets, images and so on, as written. */
  addresses: string[];
}

export function readPages(folder: string): CrawledPage[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.html'))
    .map(({ parentPath, name }) => relative(folder, join(parentPath, name)))
    .sort()
    .map((file) => readPage(folder, file));
}

function readPage(folder: string, file: string): CrawledPage {
  const html = readFileSync(join(folder, file), 'utf8');
  const page: CrawledPage = { file, html, ids: new Set(), addresses: [] };
  const visit = (node: Tree.Node): void => {
    if ('attrs' in node) {
      for (const { name, value } of node.attrs) {
        if (name === 'id') page.ids.add(value);
        if (name === 'href' || name === 'src') page.addresses.push(value);
      }
    }
    if ('childNodes' in node) node.childNodes.forEach(visit);
  };
  visit(parse(html));
  return page;
}

/** Lists links within the site whose file or fragment is missing, each as `file: address`. */
export function findBrokenLinks(folder: string, pages: readonly CrawledPage[]): string[] {
  const ids = new Map(pages.map((page) => [page.file, page.ids]));
  return pages.flatMap(({ file, addresses }) =>
    addresses
      .filter((address) => !leadsSomewhere(folder, ids, file, address))
      .map((address) => `${file}: ${address}`),
  );
}

function leadsSomewhere(
  folder: string,
  ids: ReadonlyMap<string, Set<string>>,
  file: string,
  address: string,
): boolean {
  if (/^(?:https?|mailto|data):/.test(address)) return true;
  const [path = '', fragment] = address.split('#', 2);
  // Only the page that is shown at any depth has links from the root.
  const isRooted = file === '404.html';
  const from = isRooted ? '.' : dirname(file);
  const target = path === '' ? file : join(from, decodeURIComponent(path));
  if (target.startsWith('..') || (path !== '' && path.startsWith('/') !== isRooted)) return false;
  if (!isFile(join(folder, target)) && !isFile(join(folder, target, 'index.html'))) return false;
  return fragment === undefined || ids.get(target)?.has(decodeURIComponent(fragment)) === true;
}

function isFile(path: string): boolean {
  return existsSync(path) && statSync(path).isFile();
}

/** Lists pages that cannot be reached from the home page. */
export function findUnreached(pages: readonly CrawledPage[]): string[] {
  const known = new Map(pages.map((page) => [page.file, page]));
  const reached = new Set(['index.html']);
  for (const file of reached) {
    for (const address of known.get(file)?.addresses ?? []) {
      if (/^[a-z]+:/.test(address)) continue;
      const target = join(dirname(file), decodeURIComponent(address.split('#')[0] ?? ''));
      if (known.has(target)) reached.add(target);
    }
  }
  return pages.map(({ file }) => file).filter((file) => !reached.has(file));
}

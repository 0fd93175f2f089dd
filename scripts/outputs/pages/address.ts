import { joinLink } from '../../model/register/links.ts';

/** Folders of the site by kind of record. Every page is a folder, so that addresses need no ending. */
const folders = {
  incident: 'incidents',
  postmortem: 'postmortems',
  runbook: 'runbooks',
  service: 'services',
  team: 'teams',
  problem: 'problems',
  maintenance: 'maintenance',
  report: 'reports',
  kpi: 'kpi',
  handbook: 'handbook',
} as const;

export type PageKind = keyof typeof folders;

/** Finds the path of a page from the site's root: `/incidents/2026-01-14-slow/`. */
export function findPage(kind: PageKind, id: string): string {
  return `/${folders[kind]}/${id}/`;
}

/**
 * Builds the address of one path of the site as seen from another: relative, and with `index.html`
 * written out, so that it works under any base path, and from a folder without a server.
 */
export function relate(from: string, to: string): string {
  const [path = '', fragment] = to.split('#');
  const up = '../'.repeat(from.split('/').length - 2);
  const target = `${path.slice(1)}${path.endsWith('/') ? 'index.html' : ''}`;
  return `${up === '' ? './' : up}${target}${fragment === undefined ? '' : `#${fragment}`}`;
}

const records: [RegExp, PageKind][] = [
  [/^\d{4}\/([^/]+)\/(?:incident\.md|timeline\.yaml|timeline\/[^/]+|)$/, 'incident'],
  [/^\d{4}\/([^/]+)\/postmortem\.md$/, 'postmortem'],
  [/^runbooks\/([^/]+)\.md$/, 'runbook'],
  [/^problems\/([^/]+)\.md$/, 'problem'],
  [/^maintenance\/([^/]+)\.md$/, 'maintenance'],
  [/^reports\/([^/]+)\.md$/, 'report'],
  [/^catalog\/services\/([^/]+)\.yaml$/, 'service'],
  [/^catalog\/teams\/([^/]+)\.yaml$/, 'team'],
];

/**
 * Resolves a relative link in a record's text to a path of the site: the page of another record, or an
 * incident's attachment; undefined for anything else.
 *
 * @param from path of the record's file in the data root
 */
export function resolveRecordLink(from: string, href: string): string | undefined {
  const [link = '', fragment] = href.split('#');
  if (/^[a-z][a-z0-9+.-]*:/i.test(link) || link.startsWith('/') || link === '') return undefined;
  const path = joinLink(from.split('/').slice(0, -1), link);
  if (path === undefined || path.startsWith('..')) return undefined;
  for (const [pattern, kind] of records) {
    const id = pattern.exec(path)?.[1];
    if (id !== undefined)
      return findPage(kind, id) + (fragment === undefined ? '' : `#${fragment}`);
  }
  return findAttachment(path);
}

/**
 * Builds the path of an attachment's copy in the site; undefined for a file outside incidents' folders.
 *
 * @param path of the file in the data root, as it is on the disk: nothing in it is decoded
 */
export function findAttachment(path: string): string | undefined {
  const [, id, file] = /^\d{4}\/([^/]+)\/(.+)$/.exec(path) ?? [];
  return id === undefined || file === undefined ? undefined : `/incidents/${id}/files/${file}`;
}

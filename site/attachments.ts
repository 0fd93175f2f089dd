import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import type { Loaded } from '../scripts/record/load.ts';
import { resolveRecordLink } from '../scripts/pages/address.ts';
import type { Output } from './output.ts';

export interface Attachment {
  /** In the data root. */
  path: string;
  /** In the site, from its root. */
  page: string;
}

/** What a browser shows and cannot run: an SVG may hold scripts, and stays in the data root. */
const shown = /\.(?:png|jpe?g|gif|webp|avif|pdf|txt|log|csv)$/i;
const largest = 10 * 1024 * 1024;

/** The files that lie with incidents and belong in the site. */
export function listAttachments({
  register,
  files,
}: Pick<Loaded, 'register' | 'files'>): Attachment[] {
  return files.flatMap((path) => {
    const [, id = ''] = path.split('/');
    const page = resolveRecordLink('', path);
    const isShown = shown.test(path) && register.incidents.has(id);
    return isShown && page?.includes('/files/') ? [{ path, page }] : [];
  });
}

/** Copies them into the site, where they are files still, and not too large. */
export function copyAttachments(
  root: string,
  output: Pick<Output, 'copy'>,
  attachments: readonly Attachment[],
): void {
  for (const { path, page } of attachments) {
    const stats = lstatSync(join(root, path), { throwIfNoEntry: false });
    if (stats?.isFile() && stats.size <= largest) output.copy(join(root, path), page.slice(1));
  }
}

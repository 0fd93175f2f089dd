import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import { readBytes } from '../scripts/edges/disk/bytes.ts';
import { isAttachment } from '../scripts/model/record/kind.ts';
import type { Loaded } from '../scripts/edges/disk/load.ts';
import { findAttachment } from '../scripts/outputs/pages/address.ts';
import type { Output } from './output.ts';
import { sanitizeSvg } from './svg.ts';

export interface Attachment {
  /** In the data root. */
  path: string;
  /** In the site, from its root. */
  page: string;
  /** What is shown of a drawing, which could run something as it was; others are shown as they are. */
  drawing?: string;
}

/** What a browser shows and cannot run. */
const shown = /\.(?:png|jpe?g|gif|webp|avif|pdf|txt|log|csv)$/i;
const largest = 10 * 1024 * 1024;

/** The files that lie with incidents and belong in the site. */
export function listAttachments(
  root: string,
  { register, files }: Pick<Loaded, 'register' | 'files'>,
): Attachment[] {
  return files.filter(isAttachment).flatMap((path): Attachment[] => {
    const [year = '', id = ''] = path.split('/');
    const page = findAttachment(path);
    // Of two folders with one id, only the one that was read is shown.
    if (page === undefined || register.incidents.get(id)?.path !== `${year}/${id}`) return [];
    if (shown.test(path)) return [{ path, page }];
    const drawing = /\.svg$/i.test(path) ? readDrawing(root, path) : undefined;
    return drawing === undefined ? [] : [{ path, page, drawing }];
  });
}

function readDrawing(root: string, path: string): string | undefined {
  const read = readBytes(root, path);
  return 'bytes' in read ? sanitizeSvg(new TextDecoder().decode(read.bytes)) : undefined;
}

/** Puts them into the site, where they are files still, and not too large. */
export function copyAttachments(
  root: string,
  output: Pick<Output, 'copy' | 'write'>,
  attachments: readonly Attachment[],
): void {
  for (const { path, page, drawing } of attachments) {
    const file = page.slice(1);
    if (drawing !== undefined) output.write(file, drawing);
    else {
      const stats = lstatSync(join(root, path), { throwIfNoEntry: false });
      if (stats?.isFile() && stats.size <= largest) output.copy(join(root, path), file);
    }
  }
}

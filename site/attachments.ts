import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import { readBytes } from '../scripts/edges/disk/bytes.ts';
import { readWholeIncident, type Loaded } from '../scripts/edges/disk/load.ts';
import { isAttachment } from '../scripts/model/record/kind.ts';
import { collectLinks } from '../scripts/model/register/links.ts';
import type { Incident, Records, Settings } from '../scripts/model/register/register.ts';
import { isRestricted } from '../scripts/model/register/restricted.ts';
import { findAttachment } from '../scripts/outputs/pages/address.ts';
import type { Output } from './output.ts';
import { sanitizeSvg } from './svg.ts';

/** A file in an incident's folder that belongs in the site. */
export interface Attachment {
  /** Path in the data root. */
  path: string;
  /** Path in the site, from its root. */
  page: string;
  /** Sanitized text of an SVG drawing, which could run scripts otherwise. Other files are copied unchanged. */
  drawing?: string;
}

/** Types of files that a browser shows but cannot run. */
const shown = /\.(?:png|jpe?g|gif|webp|avif|pdf|txt|log|csv)$/i;

/** Maximum size of an attachment in bytes. */
const maxSize = 10 * 1024 * 1024;

/** Lists the files in the folders of an edition's incidents that belong in the site. */
export function listAttachments(
  root: string,
  { incidents }: Pick<Records, 'incidents'>,
  { register: { settings }, files }: Pick<Loaded, 'register' | 'files'>,
): Attachment[] {
  const restricted = new Map<string, ReadonlySet<string>>();
  return files.filter(isAttachment).flatMap((path): Attachment[] => {
    const [year = '', id = ''] = path.split('/');
    const page = findAttachment(path);
    const incident = incidents.get(id);
    // If two folders have one id, only the one that was read is shown.
    if (page === undefined || incident?.path !== `${year}/${id}`) return [];
    const hidden = restricted.get(id) ?? listRestricted(root, settings, incident);
    restricted.set(id, hidden);
    if (hidden.has(path)) return [];
    if (shown.test(path)) return [{ path, page }];
    const drawing = /\.svg$/i.test(path) ? readDrawing(root, path) : undefined;
    return drawing === undefined ? [] : [{ path, page, drawing }];
  });
}

/** Lists the files of an incident that restricted entries link to, and no other text does. */
function listRestricted(root: string, settings: Settings, incident: Incident): Set<string> {
  const { log = [], record, postmortem } = readWholeIncident(root, settings, incident) ?? {};
  const list = (path: string, texts: readonly (string | undefined)[]): string[] =>
    texts.flatMap((body) =>
      collectLinks({ path, bodyLine: 1, ...(body !== undefined && { body }) }).map(({ id }) => id),
    );
  const listOfEntries = (isWanted: boolean): string[] =>
    log
      .filter(({ entry }) => isRestricted(entry) === isWanted)
      .flatMap(({ path, entry: { note, links = [] } }) =>
        list(path, [note, ...links.map(({ url }) => `[](${url})`)]),
      );
  const open = [
    ...listOfEntries(false),
    ...list(record?.path ?? '', [record?.body]),
    ...list(postmortem?.path ?? '', [postmortem?.body]),
  ];
  return new Set(listOfEntries(true)).difference(new Set(open));
}

function readDrawing(root: string, path: string): string | undefined {
  const read = readBytes(root, path);
  return 'bytes' in read ? sanitizeSvg(new TextDecoder().decode(read.bytes)) : undefined;
}

/** Copies attachments into the site, except those that are gone by now or too large. */
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
      if (stats?.isFile() && stats.size <= maxSize) output.copy(join(root, path), file);
    }
  }
}

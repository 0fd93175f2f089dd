import type { Document } from './document.ts';
import { markFenced } from '../text/fences.ts';
import type { Reference } from './register.ts';

/** Lists every link of a record's body to a file, with its place. Code is ignored. */
export function collectLinks({
  path,
  body,
  bodyLine,
}: Pick<Document, 'path' | 'body' | 'bodyLine'>): Reference[] {
  if (body === undefined || !body.includes('](')) return [];
  const folders = path.split('/').slice(0, -1);
  const references: Reference[] = [];
  for (const [index, { line, isFenced }] of markFenced(body).entries()) {
    if (isFenced) continue;
    // Code is replaced by as many spaces, so that columns stay the same.
    const prose = line.replaceAll(/`[^`]*`/g, (code) => ' '.repeat(code.length));
    for (const { index: from, 0: opened, 1: words = '' } of prose.matchAll(/\]\(<?([^\s()<>]+)/g)) {
      const id = resolveLink(folders, words);
      if (id === undefined) continue;
      const column = from + opened.length - words.length + 1;
      references.push({ kind: 'file', id, path, line: bodyLine + index, column, words });
    }
  }
  return references;
}

/**
 * Returns the file or folder that a link names: relative to the data root, or beginning with `/` or
 * `../` if it leads out of it; undefined for an address elsewhere, and for a place on the same
 * page.
 */
function resolveLink(folders: readonly string[], target: string): string | undefined {
  const [link = ''] = target.split(/[?#]/);
  if (link === '' || /^[a-z][a-z0-9+.-]*:/i.test(link)) return undefined;
  if (link.startsWith('/')) return link;
  return joinLink(folders, link)?.replace(/\/$/, '') ?? link;
}

/**
 * Joins folders of the data root and a relative link, whose parts are decoded once, each by itself: an
 * encoded slash separates nothing. A path that leads out of the data root begins with `..`. Undefined if
 * a decoded part holds what no file's name may, so that no later reader decodes or splits it again.
 */
export function joinLink(folders: readonly string[], link: string): string | undefined {
  const joined = [...folders];
  for (const encoded of link.split('/')) {
    const part = decodePart(encoded);
    if (part === undefined || /[/\\]/.test(part) || findBadCharacter(part)) return undefined;
    if (part === '..' && joined.length > 0 && joined.at(-1) !== '..') joined.pop();
    else if (part !== '.' && part !== '') joined.push(part);
  }
  return joined.join('/') + (link.endsWith('/') ? '/' : '');
}

function decodePart(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

/**
 * Finds a character that names of files and folders may not hold, in words: in an address it would mean
 * something else, or it cannot be seen.
 */
export function findBadCharacter(name: string): string | undefined {
  const [found] = /[%#?\p{Cc}]/u.exec(name) ?? [];
  if (found === undefined) return undefined;
  return /\p{Cc}/u.test(found) ? 'a control character' : `\`${found}\``;
}

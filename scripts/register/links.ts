import type { Document } from './document.ts';
import type { Reference } from './register.ts';

/** Every relative link of a record's body to a file of the data root, with its line; code is passed over. */
export function collectLinks({
  path,
  body,
  bodyLine,
}: Pick<Document, 'path' | 'body' | 'bodyLine'>): Reference[] {
  if (body === undefined || !body.includes('](')) return [];
  const folders = path.split('/').slice(0, -1);
  const references: Reference[] = [];
  let fence: string | undefined;
  for (const [index, line] of body.split('\n').entries()) {
    const mark = /^\s{0,3}(```+|~~~+)/.exec(line)?.[1];
    if (mark !== undefined && fence === undefined) fence = mark;
    else if (mark !== undefined && fence !== undefined && mark.startsWith(fence)) fence = undefined;
    if (mark !== undefined || fence !== undefined) continue;
    for (const [, target = ''] of line.replaceAll(/`[^`]*`/g, '').matchAll(/\]\(<?([^\s()<>]+)/g)) {
      const id = resolveLink(folders, target);
      if (id !== undefined) references.push({ kind: 'file', id, path, line: bodyLine + index });
    }
  }
  return references;
}

/** The file or folder that a relative link names; undefined for other links, and for what leads out of the data root. */
function resolveLink(folders: readonly string[], target: string): string | undefined {
  const [link = ''] = target.split(/[?#]/);
  if (link === '' || link.startsWith('/') || /^[a-z][a-z0-9+.-]*:/i.test(link)) return undefined;
  const joined = [...folders];
  for (const part of decode(link).split('/')) {
    if (part === '..') {
      if (joined.pop() === undefined) return undefined;
    } else if (part !== '.' && part !== '') joined.push(part);
  }
  return joined.join('/');
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { normaliseInstants } from '../model/record/edits/normalise-instants.ts';
import { sortTimeline } from '../model/record/edits/sort-timeline.ts';
import { readBytes } from '../edges/disk/bytes.ts';
import { guardText, guardYaml } from '../model/record/guard.ts';
import { kindOf } from '../model/record/kind.ts';
import { splitFrontMatter } from '../model/record/split.ts';

/** A file that was, or would be, mended. */
export interface Fix {
  path: string;
  before: string;
  after: string;
}

export function planFix(root: string, path: string): Fix | undefined {
  const named = kindOf(path);
  const read = named && readBytes(root, path);
  if (!read || !('bytes' in read)) return undefined;
  const guarded = guardText(read.bytes, named.kind, path);
  if ('finding' in guarded) return undefined;
  // A byte order mark stays where it is.
  const before = readFileSync(join(root, path), 'utf8');
  const text = before.replace(/^\ufeff/, '');
  const split = path.endsWith('.md') ? splitFrontMatter(text) : { yaml: text };
  if (!('yaml' in split) || guardYaml(split.yaml, path)) return undefined;
  const normal = normaliseInstants(split.yaml);
  const mended = named.kind === 'timeline' ? sortTimeline(normal) : normal;
  if (mended === split.yaml) return undefined;
  // Front matter begins behind the line that opens it.
  const start = before.indexOf(split.yaml, path.endsWith('.md') ? before.indexOf('\n') + 1 : 0);
  const after = before.slice(0, start) + mended + before.slice(start + split.yaml.length);
  return { path, before, after };
}

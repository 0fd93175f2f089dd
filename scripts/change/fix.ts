import { normaliseInstants } from '../model/record/edits/normalise-instants.ts';
import { sortTimeline } from '../model/record/edits/sort-timeline.ts';
import { readBytes } from '../edges/disk/bytes.ts';
import { findFiles } from '../edges/disk/find.ts';
import { guardText, guardYaml } from '../model/record/guard.ts';
import { kindOf } from '../model/record/kind.ts';
import { splitFrontMatter } from '../model/record/split.ts';
import type { Change } from './change.ts';

/** A file whose format can be fixed, as it is and as it would be. */
export interface Fix {
  path: string;
  before: string;
  after: string;
}

/** Plans every fix that needs no decision: the format of instants, and the order of timelines. */
export async function planFixes(root: string, concerns: (path: string) => boolean): Promise<Fix[]> {
  const { files } = await findFiles(root);
  return files.filter(concerns).flatMap((path) => planFix(root, path) ?? []);
}

/** Makes one change of all fixes. */
export function prepareFixes(fixes: readonly Fix[]): Change {
  const count = fixes.length === 1 ? '1 file' : `${fixes.length} files`;
  return {
    files: fixes.map(({ path, before, after }) => ({
      path,
      text: after,
      expected: Buffer.from(before),
    })),
    message: `Fix the format of ${count}`,
    record: 'validate-fix',
  };
}

function planFix(root: string, path: string): Fix | undefined {
  const named = kindOf(path);
  const read = named && readBytes(root, path);
  if (!read || !('bytes' in read)) return undefined;
  const guarded = guardText(read.bytes, named.kind, path);
  if ('finding' in guarded) return undefined;
  // Keeps a byte order mark.
  const before = new TextDecoder('utf-8', { ignoreBOM: true }).decode(read.bytes);
  const text = before.replace(/^\ufeff/, '');
  const split = path.endsWith('.md') ? splitFrontMatter(text) : { yaml: text };
  if (!('yaml' in split) || guardYaml(split.yaml, path)) return undefined;
  const normal = normaliseInstants(split.yaml);
  const fixed = named.kind === 'timeline' ? sortTimeline(normal) : normal;
  if (fixed === split.yaml) return undefined;
  // Front matter begins after the line that opens it.
  const start = before.indexOf(split.yaml, path.endsWith('.md') ? before.indexOf('\n') + 1 : 0);
  const after = before.slice(0, start) + fixed + before.slice(start + split.yaml.length);
  return { path, before, after };
}

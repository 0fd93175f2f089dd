import { createTwoFilesPatch, FILE_HEADERS_ONLY } from 'diff';
import { findFiles } from '../edges/disk/find.ts';
import { type Fix, planFix } from '../change/fix.ts';
import { writeFiles } from './files.ts';

/** Mends what is mechanical in the records that are concerned: the form of instants, and the order of timelines. */
export async function fixFiles(
  root: string,
  concerns: (path: string) => boolean,
  dryRun: boolean,
): Promise<Fix[]> {
  const { files } = await findFiles(root);
  const fixes = files.filter(concerns).flatMap((path) => planFix(root, path) ?? []);
  for (const { path, before, after } of fixes) {
    if (!dryRun) await writeFiles(root, [{ path, text: after, expected: Buffer.from(before) }]);
  }
  return fixes;
}

/** A fix as a unified diff. */
export function formatFix({ path, before, after }: Fix): string {
  return createTwoFilesPatch(path, path, before, after, '', '', {
    context: 2,
    headerOptions: FILE_HEADERS_ONLY,
  }).trimEnd();
}

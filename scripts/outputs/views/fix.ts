import { createTwoFilesPatch, FILE_HEADERS_ONLY } from 'diff';
import type { Fix } from '../../change/fix.ts';

/** Formats a fix as a unified diff. */
export function formatFix({ path, before, after }: Fix): string {
  return createTwoFilesPatch(path, path, before, after, '', '', {
    context: 2,
    headerOptions: FILE_HEADERS_ONLY,
  }).trimEnd();
}

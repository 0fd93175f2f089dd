import { createTwoFilesPatch, FILE_HEADERS_ONLY } from 'diff';

/** Formats how CODEOWNERS differs from what it should be. */
export function formatPatch(path: string, before: string, after: string): string {
  const options = { context: 1, headerOptions: FILE_HEADERS_ONLY };
  return createTwoFilesPatch(path, path, before, after, '', '', options).trimEnd();
}

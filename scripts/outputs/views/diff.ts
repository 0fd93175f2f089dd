import { createTwoFilesPatch, FILE_HEADERS_ONLY } from 'diff';

/** Formats how the text of a file differs from an earlier one, as a unified diff. */
export function formatDiff(
  path: string,
  before: string,
  after: string,
  labels: { before: string; after: string } = { before: '', after: '' },
): string {
  return createTwoFilesPatch(path, path, before, after, labels.before, labels.after, {
    context: 2,
    headerOptions: FILE_HEADERS_ONLY,
  }).trimEnd();
}

import { createTwoFilesPatch, FILE_HEADERS_ONLY } from 'diff';

export function formatDiff(path: string, before: string, after: string): string {
  return createTwoFilesPatch(path, path, before, after, 'approved', 'now', {
    context: 2,
    headerOptions: FILE_HEADERS_ONLY,
  }).trimEnd();
}

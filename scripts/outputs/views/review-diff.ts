import { createTwoFilesPatch, FILE_HEADERS_ONLY } from 'diff';

/** Formats the difference between the approved and the current text of a postmortem. */
export function formatDiff(path: string, approved: string, current: string): string {
  return createTwoFilesPatch(path, path, approved, current, 'approved', 'now', {
    context: 2,
    headerOptions: FILE_HEADERS_ONLY,
  }).trimEnd();
}

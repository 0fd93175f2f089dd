import { showHidden } from '../../../model/text/visible.ts';
import type { Report } from './event.ts';
import { split } from '../../../model/text/words.ts';

/** Longest note that a record may hold. */
const longest = 20_000;

/** A text as notes of a length that a record may hold, with every hidden character shown. */
export function splitNote(body: string, pointer: string, report: Report): string[] {
  if (body.trim() === '') {
    report('info', 'import-text', `${pointer}/body`, 'The update has no text: the record says so.');
    return ['The page gave no text with this.'];
  }
  const shown = showHidden(body);
  if (shown !== body) {
    report(
      'info',
      'import-text',
      `${pointer}/body`,
      'It holds characters that cannot be seen; they are written as `\\u{…}`.',
    );
  }
  return split(shown, longest);
}

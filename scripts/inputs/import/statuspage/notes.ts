import { showHidden } from '../../../model/text/visible.ts';
import type { ReportProblem } from './event.ts';
import { split } from '../../../model/text/words.ts';

/** Maximum length of a note in a record. */
const longest = 20_000;

/** Splits a text into notes of the allowed length, with every hidden character shown. */
export function splitNote(body: string, pointer: string, report: ReportProblem): string[] {
  if (body.trim() === '') {
    report('info', 'import-text', `${pointer}/body`, 'The update has no text. The record says so.');
    return ['The page had no text for this update.'];
  }
  const shown = showHidden(body);
  if (shown !== body) {
    report(
      'info',
      'import-text',
      `${pointer}/body`,
      'The text contains invisible characters. They are written as `\\u{…}`.',
    );
  }
  return split(shown, longest);
}

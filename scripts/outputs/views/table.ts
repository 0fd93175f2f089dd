import { foldLines } from '../../model/text/fold-lines.ts';

/** A column: its heading, and whether its cells are figures (set flush right). */
export interface Column {
  heading: string;
  figures?: boolean;
}

/** Sets rows as a plain table with aligned columns, a line each; the last column is not padded. */
export function formatTable(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
): string {
  const lines = rows.map((row) => row.map(foldLines));
  // Rows are not spread into one call: there may be more than the call stack holds.
  const widths = columns.map(({ heading }, index) =>
    lines.reduce((width, row) => Math.max(width, measure(row[index] ?? '')), heading.length),
  );
  const setLine = (cells: readonly string[]): string =>
    columns
      .map(({ figures }, index) => {
        const cell = cells[index] ?? '';
        const space = ' '.repeat(Math.max(0, (widths[index] ?? 0) - measure(cell)));
        return figures ? space + cell : cell + space;
      })
      .join('  ')
      .trimEnd();
  return [setLine(columns.map(({ heading }) => heading)), ...lines.map(setLine)].join('\n');
}

const segmenter = new Intl.Segmenter();

/** How many characters a text takes on the terminal: colour codes take none. */
function measure(text: string): number {
  const plain = text.replaceAll(/\u001b\[[0-9;]*m/g, '');
  // ASCII needs no segmenter, and is what most cells are.
  return /^[\x00-\x7f]*$/.test(plain) ? plain.length : [...segmenter.segment(plain)].length;
}

import { foldLines } from '../../model/text/fold-lines.ts';

/** A column of a table: its heading, and whether its cells are figures, which are aligned right. */
export interface TableColumn {
  heading: string;
  figures?: boolean;
}

/** Formats rows as a plain table with aligned columns, one row per line. The last column is not padded. */
export function formatTable(
  columns: readonly TableColumn[],
  rows: readonly (readonly string[])[],
): string {
  const lines = rows.map((row) => row.map(foldLines));
  // Spreading the rows into one call could overflow the call stack.
  const widths = columns.map(({ heading }, index) =>
    lines.reduce((width, row) => Math.max(width, measure(row[index] ?? '')), heading.length),
  );
  const formatLine = (cells: readonly string[]): string =>
    columns
      .map(({ figures }, index) => {
        const cell = cells[index] ?? '';
        const space = ' '.repeat(Math.max(0, (widths[index] ?? 0) - measure(cell)));
        return figures ? space + cell : cell + space;
      })
      .join('  ')
      .trimEnd();
  return [formatLine(columns.map(({ heading }) => heading)), ...lines.map(formatLine)].join('\n');
}

const segmenter = new Intl.Segmenter();

/** Measures the width of a text on the terminal, in characters. Colour codes take none. */
function measure(text: string): number {
  const plain = text.replaceAll(/\u001b\[[0-9;]*m/g, '');
  // ASCII needs no segmenter, and most cells are ASCII.
  return /^[\x00-\x7f]*$/.test(plain) ? plain.length : [...segmenter.segment(plain)].length;
}

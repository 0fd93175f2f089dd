/** A column: its heading, and whether its cells are figures (set flush right). */
export interface Column {
  heading: string;
  figures?: boolean;
}

/** Sets rows as a plain table with aligned columns; the last column is not padded. */
export function formatTable(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
): string {
  const widths = columns.map(({ heading }, index) =>
    Math.max(heading.length, ...rows.map((row) => measure(row[index] ?? ''))),
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
  return [setLine(columns.map(({ heading }) => heading)), ...rows.map(setLine)].join('\n');
}

function measure(text: string): number {
  // Colour codes take no room.
  // eslint-disable-next-line no-control-regex -- the escape character is what is looked for
  return [...text.replaceAll(/\u001b\[[0-9;]*m/g, '')].length;
}

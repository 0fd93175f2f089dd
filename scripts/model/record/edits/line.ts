/**
 * Returns where the line that contains an offset ends: after its line feed, or at the end of the
 * text.
 */
export function endOfLine(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end + 1;
}

/** Returns the number of characters before an offset on its line. */
export function columnOf(text: string, offset: number): number {
  return offset - (text.lastIndexOf('\n', offset - 1) + 1);
}

/**
 * Returns where a block of YAML ends: after its last line, and after comments below it that are
 * indented deeper than its first column.
 *
 * @param valueEnd end of the block's last value
 * @param column of the block's keys or dashes
 */
export function endOfBlock(yaml: string, valueEnd: number, column: number): number {
  let end = yaml[valueEnd - 1] === '\n' ? valueEnd : endOfLine(yaml, valueEnd);
  for (;;) {
    const next = endOfLine(yaml, end);
    const indent = /^ *(?=#)/.exec(yaml.slice(end, next))?.[0].length;
    if (indent === undefined || indent <= column) return end;
    end = next;
  }
}

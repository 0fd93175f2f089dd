/** Joins a text to one line: line ends, and white space around them, become one space. */
export function foldLines(text: string): string {
  return /[\n\r\v\f\u0085\u2028\u2029]/.test(text)
    ? text.replaceAll(/[\s\u0085]+/g, ' ').trim()
    : text;
}

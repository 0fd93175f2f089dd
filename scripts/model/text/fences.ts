/**
 * Lists the lines of a Markdown text, each with whether it belongs to a fenced code block, as in
 * CommonMark.
 */
export function markFenced(text: string): { line: string; isFenced: boolean }[] {
  let fence: string | undefined;
  return text.split('\n').map((line) => {
    if (fence === undefined) {
      // Backticks with another backtick after them are code within the line.
      fence = /^ {0,3}(`{3,}(?!.*`)|~{3,})/.exec(line)?.[1];
      return { line, isFenced: fence !== undefined };
    }
    const end = /^ {0,3}(`{3,}|~{3,})\s*$/.exec(line)?.[1];
    if (end?.startsWith(fence) === true) fence = undefined;
    return { line, isFenced: true };
  });
}

/** The lines of a Markdown text, each with whether it belongs to a fenced block of code. */
export function markFenced(text: string): { line: string; isFenced: boolean }[] {
  let fence: string | undefined;
  return text.split('\n').map((line) => {
    const mark = /^\s{0,3}(```+|~~~+)/.exec(line)?.[1];
    const isFenced = mark !== undefined || fence !== undefined;
    if (mark !== undefined && fence === undefined) fence = mark;
    else if (fence !== undefined && mark?.startsWith(fence) === true) fence = undefined;
    return { line, isFenced };
  });
}

/** Deeper lists and quotations than anybody writes: some parsers need minutes for them. */
const deepest = 20;

/** Wider tables than anybody reads: every row is filled up to the width of the heading. */
const widest = 100;

/** More than anybody writes: each `&…;` makes satteri copy the paragraph, 32,000 of them to over 500 MB. */
const mostReferences = 1_000;

/** A marker of a list or a quotation at the beginning of a line, as many as are too many. */
const deepLine = new RegExp(String.raw`^(?:[ \t]*(?:[-+*>]|\d{1,9}[.)])){${deepest + 1}}.*$`, 'gm');
const ruleLine = /^[ \t]*(?:(?:-[ \t]*)+|(?:\*[ \t]*)+)$/;

/** Marks that may begin or end something, each of which a parser holds against all before it. */
const isMark = /[[(*_~<!]/;
const longestRun = 200;
const longRun = new RegExp(`${isMark.source}{${longestRun}}`);

/** Whether a text is of a kind that costs a parser far more than it says. */
export function isCostly(text: string): boolean {
  return (
    text.match(deepLine)?.some((line) => !ruleLine.test(line)) === true ||
    hasLongRun(text) ||
    (countOf(text, '|') > widest && text.split('\n').some((line) => countOf(line, '|') > widest)) ||
    (countOf(text, '&') > mostReferences &&
      (text.match(/&[#A-Za-z0-9]{1,40};/g)?.length ?? 0) > mostReferences)
  );
}

/** Whether so many marks stand side by side; such a run covers one of every so many places. */
function hasLongRun(text: string): boolean {
  for (let at = longestRun - 1; at < text.length; at += longestRun) {
    if (isMark.test(text.charAt(at))) return longRun.test(text);
  }
  return false;
}

function countOf(text: string, character: string): number {
  let count = 0;
  for (let at = text.indexOf(character); at >= 0; at = text.indexOf(character, at + 1)) count++;
  return count;
}

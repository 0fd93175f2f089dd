/** Maximum depth of lists and quotations. Nobody writes deeper ones, and some parsers need minutes for them. */
const maxDepth = 20;

/** Maximum number of columns of a table: every row is padded to the width of the heading. */
const maxColumns = 100;

/** Maximum number of character references: satteri copies the paragraph for each, and 32,000 take over 500 MB. */
const maxReferences = 1_000;

/** A line that begins with too many markers of lists or quotations. */
const deepLine = new RegExp(
  String.raw`^(?:[ \t]*(?:[-+*>]|\d{1,9}[.)])){${maxDepth + 1}}.*$`,
  'gm',
);
const ruleLine = /^[ \t]*(?:(?:-[ \t]*)+|(?:\*[ \t]*)+)$/;

/** Marks that may open or close something; a parser compares each with all before it. */
const isMark = /[[(*_~<!]/;
const maxRun = 200;
const longRun = new RegExp(`${isMark.source}{${maxRun}}`);

/** Reports whether a text would cost a parser far more time or memory than its length suggests. */
export function isCostly(text: string): boolean {
  return (
    text.match(deepLine)?.some((line) => !ruleLine.test(line)) === true ||
    hasLongRun(text) ||
    (countOf(text, '|') > maxColumns &&
      text.split('\n').some((line) => countOf(line, '|') > maxColumns)) ||
    (countOf(text, '&') > maxReferences &&
      (text.match(/&[#A-Za-z0-9]{1,40};/g)?.length ?? 0) > maxReferences)
  );
}

/** Reports whether a text has a run of too many marks; such a run includes one of every `maxRun` characters. */
function hasLongRun(text: string): boolean {
  for (let at = maxRun - 1; at < text.length; at += maxRun) {
    if (isMark.test(text.charAt(at))) return longRun.test(text);
  }
  return false;
}

function countOf(text: string, character: string): number {
  let count = 0;
  for (let at = text.indexOf(character); at >= 0; at = text.indexOf(character, at + 1)) count++;
  return count;
}

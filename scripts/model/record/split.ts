import matter from 'gray-matter';

/** Front matter and body of a Markdown file, and the one-based lines on which they begin. */
export interface Split {
  yaml: string;
  yamlLine: number;
  body: string;
  bodyLine: number;
}

/** Reason and place why a text has no front matter that can be split off. */
export interface SplitProblem {
  line: number;
  message: string;
  help: string;
}

const openingLine = /^---[ \t]*\r?\n/;
const closingLine = /\n---[ \t]*\r?(?:\n|$)/;

/**
 * gray-matter looks for comments with a pattern that takes quadratic time on runs of blank lines.
 */
const manyBlankLines = /^(?:[^\S\n]*\n){100}/m;

function refuseToRun(): never {
  throw new Error('Front matter is never executed.');
}

/**
 * gray-matter would run `---js` front matter, parse YAML 1.1, and cache a file that failed as an
 * empty one. Options disable its cache, and these engines leave it nothing to run or parse.
 */
const options = {
  language: 'yaml',
  engines: {
    yaml: { parse: (): object => ({}), stringify: refuseToRun },
    json: { parse: refuseToRun, stringify: refuseToRun },
    javascript: { parse: refuseToRun, stringify: refuseToRun },
  },
};

/** Splits a Markdown file into front matter and body. Only this function uses gray-matter. */
export function splitFrontMatter(text: string): Split | { problem: SplitProblem } {
  const opening = openingLine.exec(text);
  if (!opening) {
    return refuse(
      1,
      'The file does not begin with front matter.',
      'Begin the file with a line `---`, the fields, and another line `---`.',
    );
  }
  const start = opening[0].length;
  const closing = closingLine.exec(text.slice(start - 1));
  if (!closing) {
    return refuse(
      1,
      'The front matter is not closed.',
      'Put a line `---` between the fields and the text.',
    );
  }
  const end = start - 1 + closing.index;
  // A copy: V8 lets a slice, and every value parsed from it, keep the whole file's text alive.
  const yaml = Buffer.from(text.slice(start, Math.max(start, end + 1))).toString();
  const blank = manyBlankLines.exec(yaml);
  if (blank) {
    const line = 2 + countLines(yaml.slice(0, blank.index));
    return refuse(line, 'There are a hundred consecutive blank lines here.', 'Remove them.');
  }
  // gray-matter copies its input several times, so it gets the front matter without the body.
  matter({ content: `---\n${yaml}---\n` }, options);
  const body = text.slice(start - 1 + closing.index + closing[0].length);
  const yamlLine = 2;
  const bodyLine = yamlLine + countLines(yaml) + 1;
  return { yaml, yamlLine, body, bodyLine };
}

function refuse(line: number, message: string, help: string): { problem: SplitProblem } {
  return { problem: { line, message, help } };
}

function countLines(text: string): number {
  let count = 0;
  for (let index = text.indexOf('\n'); index >= 0; index = text.indexOf('\n', index + 1)) count++;
  return count;
}

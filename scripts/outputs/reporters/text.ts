import type { LocatedFinding } from '../../model/register/finding.ts';
import { countLevels, namePath, showControls, type Reporter } from './reporter.ts';

/** Writes a report for people: place, line with a marker below, what is wrong, what to do. */
export const text: Reporter = {
  name: 'text',
  report(findings, { prefix, color, files }) {
    const paint = color ? paintAnsi : (_code: string, words: string): string => words;
    const { error, warning } = countLevels(findings);
    const summary =
      findings.length === 0
        ? `${files} files, no findings.`
        : `${files} files: ${say(error, 'error')}, ${say(warning, 'warning')}.`;
    const blocks = findings.map((finding) => formatFinding(finding, prefix, paint));
    return [...blocks, summary].join('\n\n');
  },
};

function say(count: number, word: string): string {
  return `${count === 0 ? 'no' : count} ${word}${count === 1 ? '' : 's'}`;
}

type Paint = (code: string, words: string) => string;

function paintAnsi(code: string, words: string): string {
  return `\u001b[${code}m${words}\u001b[0m`;
}

function formatFinding(finding: LocatedFinding, prefix: string, paint: Paint): string {
  const { level, rule, message, help, line, column, related = [] } = finding;
  const hue = level === 'error' ? '31' : level === 'warning' ? '33' : '36';
  const place = `${namePath(prefix, finding.path)}:${line}:${column}`;
  return [
    `${paint('1', showControls(place))}  ${paint(hue, level)}  ${paint('2', showControls(rule))}`,
    ...formatExcerpt(finding, (words) => paint(hue, words)),
    `  ${showControls(message)}`,
    ...(help === undefined ? [] : [`  ${paint('36', '→')} ${showControls(help)}`]),
    ...related.map((other) => {
      const where = [namePath(prefix, other.path), other.line, other.column];
      const shown = where.filter((part) => part !== undefined).join(':');
      return `  ${paint('2', showControls(`${shown}: ${other.message}`))}`;
    }),
  ].join('\n');
}

function formatExcerpt(finding: LocatedFinding, paint: (words: string) => string): string[] {
  const { excerpt, line, column, endColumn } = finding;
  if (excerpt === undefined || excerpt.trim() === '') return [];
  const number = String(line);
  const show = (part: string): string => showControls(part.replaceAll('\t', ' '));
  const shown = `  ${number} │ ${show(excerpt)}`;
  // The end of a long line is cut off, so places in it cannot be marked.
  if (column > excerpt.length + 1) return [shown];
  const before = measureWidth(show(excerpt.slice(0, column - 1)));
  const marked = Math.max(1, measureWidth(show(excerpt.slice(column - 1, endColumn - 1))));
  return [
    shown,
    `  ${' '.repeat(number.length)} │ ${' '.repeat(before)}${paint('^'.repeat(marked))}`,
  ];
}

const wide =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u;

/** Returns how many columns a text takes in a terminal. */
function measureWidth(text: string): number {
  let width = 0;
  for (const character of text) {
    width += /\p{M}/u.test(character) ? 0 : wide.test(character) ? 2 : 1;
  }
  return width;
}

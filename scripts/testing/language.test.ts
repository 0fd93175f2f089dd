import { globSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

/**
 * Folders whose English has been revised. Add a folder once it passes; remove none. A line that needs
 * a banned phrase, for example because it matches that phrase, ends with `// language: <reason>`.
 */
const revised = [
  'schemas',
  'scripts/automation',
  'scripts/bench',
  'scripts/change',
  'scripts/commands',
  'scripts/deliver',
  'scripts/edges/disk',
  'scripts/edges/notify',
  'scripts/inputs/alert',
  'scripts/inputs/comment',
  'scripts/inputs/commit',
  'scripts/inputs/form',
  'scripts/inputs/import',
  'scripts/inputs/review',
  'scripts/inputs/terminal',
  'scripts/model',
  'scripts/outputs/exporters',
  'scripts/outputs/pages',
  'scripts/outputs/reporters',
  'scripts/outputs/views',
  'site',
];

const opening =
  /\/\*\*\s*(?:\*\s*)?(?:By which|Of|Those|What|Where|Whether|Who|Whoever|Whose)\b[^\n]*/g;

const banned =
  /\b(?:(?<!there )(?:is|are) none|cannot stand|stands? (?:behind|here|there|twice|where)|puts? down to|goes along|becomes? of it|was faster|is no (?:instant|day)|take it out|clock hung|promises?)\b/i;

function listFiles(patterns: readonly string[]): string[] {
  const files = globSync([...patterns]).map((file) => file.replaceAll('\\', '/'));
  return files.filter((file) => !/\.sample\/|\/suite\//.test(file)).sort();
}

/** Lists the texts of a file that users read, by line. */
function listTexts(file: string): [line: number, text: string][] {
  let isCode = false;
  return readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((line, index): [number, string][] => {
      if (file.endsWith('.md')) {
        if (line.startsWith('```')) isCode = !isCode;
        return isCode ? [] : [[index + 1, line.replaceAll(/`[^`]*`/g, '')]];
      }
      if (line.includes('// language: ') || /^\s*(?:\/?\*|\/\/|import )/.test(line)) return [];
      if (file.endsWith('.astro')) return [[index + 1, line]];
      const texts = line.match(/(['"`])(?:\\.|(?!\1).)*\1/g) ?? [];
      return texts.filter((text) => text.includes(' ')).map((text) => [index + 1, text]);
    });
}

it.each(revised)('%s opens doc comments with a verb or a noun phrase', (folder) => {
  const found = listFiles([`${folder}/**/*.{ts,astro}`]).flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(opening)].map(([text]) => `${file}: ${text}`),
  );
  expect(found).toEqual([]);
});

it.each(revised)('%s has no banned phrase in a text that users read', (folder) => {
  const files = listFiles([`${folder}/**/*.{ts,astro,md,json}`]);
  expect(files).not.toEqual([]);
  const found = files
    // The reference of commands is made from their help.
    .filter((file) => !file.endsWith('.test.ts') && !file.endsWith('handbook/commands.md'))
    .flatMap((file) =>
      listTexts(file)
        .filter(([, text]) => banned.test(text))
        .map(([line, text]) => `${file}:${line}: ${text}`),
    );
  expect(found).toEqual([]);
});

it('keeps summaries of commands within 60 characters', () => {
  const summaries = listFiles(['scripts/commands/**/*.ts']).flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(/\bsummary:\s*(['"])((?:\\.|(?!\1).)*)\1/g)].map(
      ([, , text = '']) => text,
    ),
  );
  expect(summaries.length).toBeGreaterThan(20);
  expect(summaries.filter(({ length }) => length > 60)).toEqual([]);
});

import { globSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

/**
 * Folders whose English has been revised. Add a folder once it passes; remove none. A line that needs
 * a banned phrase, for example because it matches that phrase, ends with `// language: <reason>`.
 */
const revised = [
  'schemas',
  'scripts/bench',
  'scripts/edges/disk',
  'scripts/edges/notify',
  'scripts/inputs/alert/senders',
  'scripts/inputs/import/statuspage',
  'scripts/model',
  'scripts/outputs/exporters',
  'scripts/outputs/reporters',
];

const opening =
  /\/\*\*\s*(?:\*\s*)?(?:By which|Of|Those|What|Where|Whether|Who|Whoever|Whose)\b[^\n]*/g;

const banned =
  /\b(?:(?<!there )(?:is|are) none|cannot stand|stands? (?:behind|here|there|twice|where)|puts? down to|goes along|becomes? of it|was faster|is no (?:instant|day)|take it out|clock hung|promises?)\b/i;

/** Summaries of commands that are longer than a line of help allows. Shorten them; add none. */
const longSummaries: string[] = [
  'Build and serve the site, and build it again when a record changes',
  'Call for help (--to); without it, bring the issues of promises at risk or broken up to date',
  'Check every record: shape, references, chronology, and what is missing or overdue',
  'Check the texts alone: blame, what did not happen, vague actions, jargon in public',
  'Close a resolved incident, and fold its entries into timeline.yaml',
  'Do the main job: check the records, say what is open, measure, build the site and serve it',
  'Do what a comment in the room of an incident asks for: each command is one entry',
  'Draft the postmortem of an incident from its timeline, or put it up for review',
  'File an incident: asks what it needs, and shows what fixed earlier ones',
  'Keep one issue for each person or team: what is due, overdue, or begins tomorrow',
  'Make a record of an issue that was opened with a form, and propose it',
  'Make incidents and entries of an alert that another tool sends',
  'Make records of what a Statuspage tells, or bring them up to date',
  'Measure: every KPI with its spread, and what is missing from it',
  'Print the words that may stand next, each with what it means: for completion',
  'Print what makes the Tab key complete commands, options and ids',
  'Record what commits of another repository say they changed or fixed',
  'Report what being on call was to each person: hours, nights, weekends, interruptions',
  'Say what a postmortem’s approval still lacks; write approvals once it is merged',
  'Say which versions and settings are in force, and what is degraded and why',
  'Search every record for words: incidents, postmortems, runbooks, problems',
  'Show the definition of a KPI, the rows behind its figure, and the commit they came from',
  'Tell how each clock of an incident came to where it stands, step by step',
  'Tell on a pull request, in one comment, what it changes in the records',
  'Tell when promises were last checked, and whether that is too long ago',
  'What is open, the next deadline, who is on call, what is overdue; `sitrep` alone',
  'Write CODEOWNERS from the catalogue and the review settings, beside lines of your own',
];

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
        return isCode ? [] : [[index + 1, line]];
      }
      if (line.includes('// language: ') || /^\s*(?:\/?\*|\/\/|import )/.test(line)) return [];
      const texts = line.match(/(['"`])(?:\\.|(?!\1).)*\1/g) ?? [];
      return texts.filter((text) => text.includes(' ')).map((text) => [index + 1, text]);
    });
}

it.each(revised)('%s opens doc comments with a verb or a noun phrase', (folder) => {
  const found = listFiles([`${folder}/**/*.ts`]).flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(opening)].map(([text]) => `${file}: ${text}`),
  );
  expect(found).toEqual([]);
});

it.each(revised)('%s has no banned phrase in a text that users read', (folder) => {
  const files = listFiles([`${folder}/**/*.ts`, `${folder}/**/*.md`, `${folder}/**/*.json`]);
  expect(files).not.toEqual([]);
  const found = files
    .filter((file) => !file.endsWith('.test.ts'))
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
  const long = summaries.filter(({ length }) => length > 60).sort();
  expect(long).toEqual(longSummaries);
});

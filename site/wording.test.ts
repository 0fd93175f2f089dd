import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { packageRoot } from '../scripts/edges/disk/package.ts';

/** Words that plain technical English does without, and what to write instead. */
const banned: [words: RegExp, instead: string][] = [
  [/(?<!\bthere )\bis none\b/i, 'is not'],
  [/(?<!\bthere )\bis no (?!longer\b)\w+/i, 'is not a …'],
  [/\bstands?(?! (?:up|for)\b)\b/i, 'is'],
  [/\blies?\b/i, 'is'],
  [/\bputs? down to\b/i, 'links to'],
  [/\bgo(?:es)? along\b/i, 'is included'],
  [/\bwho(?:m|se)?ever\b/i, 'the person who, anybody who'],
  [/\bcom(?:es?|ing) by\b/i, 'get'],
  [/\b(?:became|becomes) of\b/i, 'the result of'],
  [/\bso many\b/i, 'at most N'],
  [/\b(?:others|somebody else) (?:was|were) (?:always )?faster\b/i, 'the remote has changed'],
  [/\btells (?:of|how|when|that)\b/i, 'says, explains'],
  [/\bmend(?:s|ed|ing)?\b/i, 'fix'],
  [/\banew\b/i, 'again'],
  [/\ball the same\b/i, 'still'],
  [/\bwords? of the trade\b/i, 'jargon'],
  [/\bmisspelt\b/i, 'misspelled'],
  [/\b(?:put|take|give|set)s? (?:\w+ ){1,3}right\b/i, 'correct'],
  [/\bby way of\b/i, 'through'],
  [/\bbreaks? off\b|\bbroken off\b/i, 'cancel'],
  [/\bfor itself\b|\bof its own accord\b/i, 'separately'],
  [/\bends with (?:status )?[0-9]\b/i, 'exits with status'],
  [/\bpromises?\b|\bpromised\b/i, 'SLA target, SLA clock'],
  [/\brooms?\b/i, 'incident issue; folder'],
];

const folders = [
  'site/handbook',
  '.github/decisions',
  'scripts/model/rules',
  'scripts/model/kpis',
  'scripts/inputs/import',
];
const texts = ['README.md', '.github/CONTRIBUTING.md', '.github/SECURITY.md'].concat(
  folders.flatMap((folder) =>
    readdirSync(join(packageRoot, folder))
      // The reference of commands is made from their help.
      .filter((name) => name.endsWith('.md') && name !== 'commands.md')
      .map((name) => `${folder}/${name}`),
  ),
);

/** Lines of prose: code is blank, and so is a line that states an exception, `<!-- wording: why -->`. */
function listProse(text: string): string[] {
  const blank = (code: string): string => code.replaceAll(/[^\n]/g, ' ');
  return text
    .replaceAll(/^```[^]*?^```/gm, blank)
    .replaceAll(/`[^`\n]*`/g, blank)
    .split('\n')
    .map((line) => (/[<]!-- wording: .+ --[>]/.test(line) ? '' : line));
}

function findBanned(text: string): string[] {
  return listProse(text).flatMap((line, index) =>
    banned.flatMap(([words, instead]) => {
      const [found] = words.exec(line) ?? [];
      return found === undefined ? [] : [`${index + 1}: “${found}”: write “${instead}”`];
    }),
  );
}

test.each(texts)('%s is in plain English', (path) => {
  expect(findBanned(readFileSync(join(packageRoot, path), 'utf8'))).toEqual([]);
});

test('banned words are found in prose, but not in code or in lines with an exception', () => {
  expect(findBanned('All is well.\nThis is none.')).toEqual(['2: “is none”: write “is not”']);
  expect(findBanned('`is none`\n\n```\nis none\n```\n')).toEqual([]);
  expect(findBanned('This is none. <!-- wording: a quotation -->')).toEqual([]);
  expect(findBanned('There is no longer a reason to stand up.')).toEqual([]);
});

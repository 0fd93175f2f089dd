import { describe, expect, it } from 'vitest';
import { locateFindings } from '../record/locate.ts';
import { readDocument } from '../../edges/disk/read.ts';
import type { LocatedFinding } from '../register/finding.ts';
import type { Register } from '../register/register.ts';
import { fillSettings } from '../register/settings.ts';
import { checkDocument, settleFindings } from '../rules/check.ts';
import { dutch } from './dutch.ts';
import { english } from './english.ts';
import { german } from './german.ts';

const people: Register['people'] = new Map(
  [
    ['jvries', 'Jet de Vries'],
    ['pnowak', 'Piotr Nowak'],
    ['ada', 'Ada'],
  ].map(([handle = '', name = '']) => [handle, { handle, name, team: 'web' }]),
);
const path = '2026/2026-01-14-slow/postmortem.md';

/** Finds what the prose rules report in a postmortem, with the places. */
function lint(fields: string, body = ''): LocatedFinding[] {
  const text = `---\nauthors: [ada]\nstate: draft\nactions: []\n${fields}\n---\n${body}`;
  const { document, findings } = readDocument(path, 'postmortem', 'x', Buffer.from(text));
  expect(findings).toEqual([]);
  if (!document) throw new Error(text);
  const settings = fillSettings();
  const found = settleFindings(
    checkDocument(document, settings),
    { settings, people, leftOut: [] },
    0,
  );
  return locateFindings(found, () => text);
}

const places = (found: readonly LocatedFinding[]): string[] =>
  found.map(
    ({ rule, line, column, endColumn, excerpt = '' }) =>
      `${line}:${column} ${rule} ${excerpt.slice(column - 1, endColumn - 1)}`,
  );

describe('the place of a finding', () => {
  it('is the words in a line, in a text of many lines, and in one that is folded', () => {
    const found = lint(
      [
        'root_causes: [It works., "It was Human  error, so to say."]',
        'detection: |',
        '  An alert.',
        '',
        '  We should have seen it.',
        'trigger: >-',
        '  A careless',
        '  deploy, and an operator',
        '  error.',
      ].join('\n'),
    );
    expect(places(found).sort()).toEqual([
      '11:5 blame careless',
      '12:18 blame operator',
      '5:34 blame Human  error',
      '9:6 counterfactual should have',
    ]);
  });

  it('is the line and column of a body, also past the end of a line', () => {
    const body = '\n# What happened\n\nIt was\r\n*sloppy*, and somebody\nforgot it. If only!\n';
    expect(places(lint('root_causes: []', body))).toEqual([
      '11:2 blame sloppy',
      '12:1 blame forgot',
      '12:12 counterfactual If only',
    ]);
  });
});

it('finds each name of a field that stands behind others', () => {
  const text = 'The bus failed to start, and Jet de Vries failed to see it.';
  expect(places(lint(`root_causes: []\ndetection: ${text}`))).toEqual([
    '6:48 blame Vries failed to',
  ]);
});

it('takes for a person neither what a person has nor one of another paragraph', () => {
  const body =
    'On call: Jet de Vries\n\nFailed to start were two workers.\nThe pager of Jet de Vries failed to ring.\n';
  expect(places(lint('root_causes: []', body))).toEqual([]);
});

it('leaves alone what is code, a quotation, an address or a comment', () => {
  const body = [
    'The ticket said “human error”, "operator error" and `human_error()`.',
    'See [the report](https://a.example/human-error) at https://a.example/careless .',
    '> He should have known better.',
    '```',
    'careless',
    '```',
    '<!-- careless -->',
    'Das Protokoll nennt es „menschliches Versagen“.',
    'Human',
    '',
    'error is not one sentence.',
  ].join('\n');
  expect(lint('root_causes: []', body)).toEqual([]);
});

it.each([
  ['The engineer failed to notice it.', 'blame'],
  ['It was a human-error.', 'blame'],
  ['She was to blame.', 'blame'],
  ['Jet de Vries failed to test it.', 'blame'],
  ['By then **Jet de\nVries** was to blame.', 'blame'],
  ['The workers failed to start, and @ada failed to see it.', 'blame'],
  ['pnowak forgot to rotate the key.', 'blame'],
  ['Piotr Nowak hat den Schalter vergessen.', 'blame'],
  ['It’s her fault.', 'blame'],
  ["She didn't pay attention.", 'blame'],
  ['Der Entwickler hat den Schalter im Eifer vergessen.', 'blame'],
  ['Fahrlässiges Verhalten.', 'blame'],
  ['Iemand vergat de limiet.', 'blame'],
  ['Het was menselijk falen.', 'blame'],
  ['It could easily have been seen.', 'counterfactual'],
  ["They shouldn't have restarted it.", 'counterfactual'],
  ["We should've looked.", 'counterfactual'],
  ['It could’ve been seen.', 'counterfactual'],
  ["It ought to've been seen.", 'counterfactual'],
  ['They shouldn’t’ve restarted it.', 'counterfactual'],
  ["That would've been avoided.", 'counterfactual'],
  ['Wir hätten es am Montag sehen können.', 'counterfactual'],
  ['Dat had eerder getest moeten worden.', 'counterfactual'],
  ['Had we only known.', 'counterfactual'],
])('finds %j', (text, rule) => {
  expect([...new Set(lint('root_causes: []', text).map((found) => found.rule))]).toEqual([rule]);
});

it.each([
  'The workers failed to start.',
  'Message Bus failed to start, and Vries failed to.',
  'Ada failed to compile, and a cache was to blame. Nobody was to blame.',
  'What Jet de Vries saw: the workers failed to start.',
  'A replica overlooked by the balancer answered with old data.',
  'Everybody could see it, and the alert should fire within a minute.',
  'They have it and should.',
  'Wir haben den Dom gesehen und die Schulden bezahlt.',
  'De trein had vertraging. Ze moeten wachten.',
  'The cache might have been cold.',
])('finds nothing in %j', (text) => {
  expect(lint('root_causes: []', text)).toEqual([]);
});

it('has no phrase that wants a blank before an apostrophe', () => {
  const all = JSON.stringify([english, german, dutch]);
  expect(all).toContain('’ve');
  expect(all).not.toMatch(/\s[’']/);
});

it('takes a hostile text in linear time', () => {
  const started = performance.now();
  for (const piece of ['hat ', '<!-- ', '“', '](', 'human \t', 'hätte a a a a ', '"'])
    lint('root_causes: []', piece.repeat(40_000 / piece.length));
  expect(performance.now() - started).toBeLessThan(30_000);
});

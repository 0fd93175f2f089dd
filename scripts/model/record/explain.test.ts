import { describe, expect, it } from 'vitest';
import type { Kind } from '../register/register.ts';
import { locateFindings } from './locate.ts';
import { readDocument } from '../../edges/disk/read.ts';

/** Findings in a file, each with its place: line:column-endColumn. */
function find(path: string, kind: Kind, text: string) {
  const { findings } = readDocument(path, kind, 'x', Buffer.from(text));
  return locateFindings(findings, () => text).map(
    ({ rule, line, column, endColumn, message, help }) => ({
      place: `${line}:${column}-${endColumn}`,
      rule,
      message,
      help,
    }),
  );
}

const front = (lines: string): string =>
  `---\ntitle: Slow\nsummary: It was slow\nservices: [a]\ncategory: software\nchannel: monitoring\n${lines}---\nText\n`;

describe('a service', () => {
  const service = (text: string) => find('catalog/services/x.yaml', 'service', text);

  it('points at a misspelt key, and suggests the right one', () => {
    expect(service('name: X\ntier: 1\nteam: web\ndepend_on: [a]\n')).toEqual([
      {
        place: '4:1-10',
        rule: 'schema',
        message: '`depend_on` is not valid here.',
        help: 'Did you mean `depends_on`?',
      },
    ]);
  });

  it('does not ask for the key that a misspelt one was meant to be', () => {
    expect(service('name: X\ntire: 1\nteem: web\n')).toMatchObject([
      { place: '2:1-5', message: '`tire` is not valid here.', help: 'Did you mean `tier`?' },
      { place: '3:1-5', message: '`teem` is not valid here.', help: 'Did you mean `team`?' },
    ]);
  });

  it('reports a line indented with a tab', () => {
    expect(service('name: X\ntier: 1\nslo:\n\tavailability: 99.9\n')).toMatchObject([
      {
        place: expect.stringMatching(/^4:1-/) as string,
        rule: 'syntax',
        help: 'Replace the tab with spaces.',
      },
    ]);
  });

  it('names a missing key, with its description', () => {
    const [missing, ...rest] = service('name: X\ntier: 1\n');
    expect(rest).toEqual([]);
    expect(missing).toMatchObject({ rule: 'schema', message: '`team` is missing.' });
    expect(missing?.help).toContain('Id of the team that owns it.');
  });

  it('points at a value of the wrong type, in block and flow style', () => {
    expect(service('name: X\ntier: 1\nteam: web\ndepends_on: search\n')).toMatchObject([
      { place: '4:13-19', message: '`search` is not a list.' },
    ]);
    expect(service('{name: X, tier: 1, team: web, depends_on: [a, 7]}\n')).toMatchObject([
      { place: '1:47-48', message: '`7` is not text.' },
    ]);
  });

  it.each([
    ['404', '404'],
    ['true', 'true'],
  ])('asks for quotes around %s where text is expected', (value, shown) => {
    expect(service(`name: ${value}\ntier: 1\nteam: web\n`)).toMatchObject([
      { message: `\`${shown}\` is not text.`, help: 'Put it in quotes.' },
    ]);
  });

  it('explains how to turn text into a number or a list', () => {
    const text = 'name: X\ntier: "1"\nteam: web\ndepends_on: search, mail\n';
    expect(service(text).map(({ message, help }) => `${message} ${help ?? ''}`)).toEqual([
      '`1` is in quotes, but must be a number. Remove the quotes.',
      '`search, mail` is not a list. Put it in brackets: [search, mail].',
    ]);
    expect(
      find('2026/x/incident.md', 'incident', front('customers: { affected: "51", of: 6 }\n')),
    ).toMatchObject([{ message: '`51` is not a whole number.', help: 'Remove the quotes.' }]);
  });

  it('suggests a value near to what is allowed', () => {
    const found = service('name: X\ntier: 1\nteam: web\nvisibility: pubic\n');
    expect(found).toMatchObject([
      {
        place: '4:13-18',
        message: '`pubic` is not one of `internal`, `public`.',
        help: 'Did you mean `public`?',
      },
    ]);
  });

  it('finds keys with the characters that pointers escape', () => {
    const found = service('name: X\ntier: 1\nteam: web\n"a/b~c": 1\n');
    expect(found).toMatchObject([{ place: '4:1-8', message: '`a/b~c` is not valid here.' }]);
  });
});

describe('a timeline', () => {
  it('says what `affects` may be, where it is neither', () => {
    const timeline = (affects: string) =>
      find(
        '2026/x/timeline.yaml',
        'timeline',
        `- at: 2026-01-14T08:00:00Z\n  type: started\n  affects: ${affects}\n`,
      );
    expect(timeline('none')).toEqual([]);
    expect(timeline('degraded')).toEqual([
      {
        place: '3:12-20',
        rule: 'schema',
        message: '`degraded` is not valid here.',
        help: 'Write `none`, or a state for each service: `{checkout: degraded}`.',
      },
    ]);
  });
});

describe('an incident', () => {
  const incident = (lines: string) => find('2026/x/incident.md', 'incident', front(lines));

  it('counts the lines above the front matter’s YAML', () => {
    expect(incident('channel2: x\n')).toMatchObject([{ place: '7:1-9' }]);
  });

  it.each([
    ['severity: SEV1', 'It comes from the matrix'],
    ['status: open', 'It is derived from the lifecycle entries'],
    ['started: 2026-01-14T08:00:00Z', 'Write a `started` entry'],
    ['roles: {commander: ada}', 'Write `assigned` entries'],
  ])('explains where %s comes from', (line, help) => {
    const [found, ...rest] = incident(`${line}\n`);
    expect(rest).toEqual([]);
    expect(found?.rule).toBe('restated-derived-field');
    expect(found?.place).toMatch(/^7:1-/);
    expect(found?.help).toContain(help);
  });

  it('refuses an address that a page must not link to', () => {
    const found = incident('links: [{title: x, url: "javascript:alert(1)"}]\n');
    expect(found).toMatchObject([{ place: '7:25-46', rule: 'schema' }]);
  });
});

describe('a timeline', () => {
  const timeline = (text: string) => find('2026/x/timeline.yaml', 'timeline', text);

  it('asks for an offset where there is none', () => {
    expect(timeline('- at: 2026-01-14T08:00:00\n  type: started\n')).toMatchObject([
      { place: '1:7-26', rule: 'bare-local-time' },
    ]);
  });

  it.each([
    // Summer and winter, an hour that comes twice, one that is left out, and a day that there is not.
    ['Europe/Berlin', '2026-07-14T08:00:00', ': `2026-07-14T08:00:00+02:00` in Europe/Berlin'],
    ['Europe/Berlin', '2026-01-14 08:00', ': `2026-01-14T08:00+01:00` in Europe/Berlin'],
    [
      'America/St_Johns',
      '2026-01-14T08:00:00',
      ': `2026-01-14T08:00:00-03:30` in America/St_Johns',
    ],
    ['Asia/Kathmandu', '2026-01-14T08:00:00', ': `2026-01-14T08:00:00+05:45` in Asia/Kathmandu'],
    [
      'Europe/Berlin',
      '2026-10-25T02:30:00',
      ': `2026-10-25T02:30:00+02:00` or `2026-10-25T02:30:00+01:00` in Europe/Berlin',
    ],
    ['Europe/Berlin', '2026-03-29T02:30:00', ''],
    ['Europe/Berlin', '2026-02-30T08:00:00', ''],
    ['UTC', '2026-01-14T08:00:00', ''],
    [undefined, '2026-01-14T08:00:00', ''],
  ])('proposes what an instant is in %s: %s%s', (zone, at, proposal) => {
    const text = Buffer.from(`- at: ${at}\n  type: started\n`);
    const { findings } = readDocument('2026/x/timeline.yaml', 'timeline', 'x', text, { zone });
    expect(findings.map(({ help }) => help)).toEqual([
      `Add the offset of the place where the time was read${proposal}, or \`Z\` for UTC.`,
    ]);
  });

  it.each(['2026-02-30T08:00:00Z', '2026-02-30 08:00:00Z', '2026-01-14T23:59:60Z', 'tomorrow'])(
    'refuses %s as an instant',
    (at) => {
      expect(timeline(`- at: ${at}\n  type: started\n`)).toMatchObject([
        {
          place: `1:7-${7 + at.length}`,
          rule: 'schema',
          message: `\`${at}\` is not a time with an offset.`,
        },
      ]);
    },
  );

  it.each([
    ['2026-02-30T08:00:00+01:00', 'February 2026 has the days 01 to 28.'],
    ['2028-02-30T08:00:00+01:00', 'February 2028 has the days 01 to 29.'],
    ['2026-11-00T08:00:00Z', 'November 2026 has the days 01 to 30.'],
    ['2026-13-01T08:00:00Z', 'A month is a number from 01 to 12.'],
    [
      '2026-01-14T24:00:00+01:00',
      'An hour is a number from 00 to 23; midnight is 00:00 of the day it begins.',
    ],
    ['2026-01-14T23:59:60Z', 'Minutes and seconds are numbers from 00 to 59.'],
    ['2026-01-14', 'Use this format: 2026-01-14T08:12:00+01:00.'],
    ['14.01.2026 10:02', 'Use this format: 2026-01-14T08:12:00+01:00.'],
  ])('explains what is impossible in %s', (at, help) => {
    expect(timeline(`- at: ${at}\n  type: started\n`)).toMatchObject([{ help }]);
  });

  it.each([
    ['2026-01-14 08:00:00Z', '2026-01-14T08:00:00Z'],
    ['2026-01-14T08:00:00+01', '2026-01-14T08:00:00+01:00'],
    ['2026-01-14t08:00+0100', '2026-01-14T08:00:00+01:00'],
  ])('proposes the exact format of %s', (at, normal) => {
    expect(timeline(`- at: ${at}\n  type: started\n`)).toMatchObject([
      {
        rule: 'schema',
        message: `\`${at}\` is a time in another format than records use.`,
        help: `Write \`${normal}\`, or run \`sitrep validate --fix\`.`,
      },
    ]);
  });

  it('explains which entries a field belongs to', () => {
    const text = '- at: 2026-01-14T08:00:00Z\n  type: note\n  note: x\n  impact: high\n';
    expect(timeline(text)).toMatchObject([
      { place: '4:3-9', message: '`impact` is only valid in `triaged` entries.' },
    ]);
  });

  it.each(['', '  note: It is slow.\n'])(
    'asks of an entry without a type for nothing but its type: %j',
    (rest) => {
      const messages = timeline(`- at: 2026-01-14T08:00:00Z\n${rest}`).map(
        ({ message }) => message,
      );
      expect(messages.filter((message) => message.endsWith('missing.'))).toEqual([
        '`type` is missing.',
      ]);
      expect(messages.length).toBeLessThanOrEqual(2);
    },
  );

  it.each([
    ['triaged', ['impact', 'urgency']],
    ['resolved', ['resolution']],
    ['merged', ['into']],
    ['update', ['audience', 'status', 'note']],
  ])('names what a %s entry needs', (type, needed) => {
    const found = timeline(`- at: 2026-01-14T08:00:00Z\n  type: ${type}\n`);
    expect(found.map(({ message }) => message)).toEqual(
      needed.map((key) => `A \`${type}\` entry needs \`${key}\`.`),
    );
  });

  it('reports a misspelt key of an entry only once', () => {
    expect(timeline('- at: 2026-01-14T08:00:00Z\n  Type: started\n')).toMatchObject([
      { place: '2:3-7', message: '`Type` is not valid here.', help: 'Did you mean `type`?' },
    ]);
    const text = '- at: 2026-01-14T08:00:00Z\n  type: resolved\n  resoluton: fixed\n';
    expect(timeline(text)).toMatchObject([
      {
        place: '3:3-12',
        message: '`resoluton` is not valid here.',
        help: 'Did you mean `resolution`?',
      },
    ]);
  });

  it('asks an assignment for a role or a task, once', () => {
    const found = timeline('- {at: 2026-01-14T08:00:00Z, type: assigned, to: ada}\n');
    expect(found.map(({ message }) => message)).toEqual([
      'An `assigned` entry needs a `role` or a `task`.',
    ]);
  });

  it('reports a list in place of an entry once', () => {
    expect(timeline('at: 2026-01-14T08:00:00Z\n')).toMatchObject([
      { message: 'A map is not a list.' },
    ]);
  });
});

it('requires either a window or a recurrence rule', () => {
  const text = '---\ntitle: Work\nservices: []\nimpact: none\n---\n';
  expect(find('maintenance/x.md', 'maintenance', text)).toMatchObject([
    {
      message:
        'A maintenance window needs either `window`, or `rrule` with `duration` and `timezone`.',
    },
  ]);
});

it.each(['\\u001b[31m', '\\x07', '\\u202e', '\\u200b', '\\0'])(
  'refuses the hidden character that %s brings in',
  (escape) => {
    const text = `name: "a${escape}b"\ntier: 1\nteam: web\n`;
    expect(find('catalog/services/x.yaml', 'service', text)).toMatchObject([
      { place: `1:7-${9 + escape.length + 2}`, rule: 'encoding' },
    ]);
  },
);

it('takes the line feeds, tabs and letters that escapes may write', () => {
  const text = 'name: "caf\\u00e9 \\"x\\""\ntier: 1\nteam: web\ndescription: "a\\tb\\nc"\n';
  expect(find('catalog/services/x.yaml', 'service', text)).toEqual([]);
});

it('looks into the first two hundred broken files for exact places, and keeps the rest', () => {
  const text = 'name: X\ntier: 9\nteam: web\n';
  let read = 0;
  const findings = Array.from({ length: 1000 }, (_, index) => ({
    rule: 'schema',
    level: 'error' as const,
    path: `catalog/services/s${index}.yaml`,
    pointer: '/tier',
    message: 'x',
  }));
  const located = locateFindings(findings, () => {
    read++;
    return text;
  });
  expect(located).toHaveLength(1000);
  expect(read).toBe(200);
  expect(located[199]).toMatchObject({ line: 2, column: 7, endColumn: 8, excerpt: 'tier: 9' });
  expect(located[200]).toMatchObject({ line: 1, column: 1 });
});

it('brings the findings of a file into the order of their places, however they were found', () => {
  const text = '---\nb: 1\na: [7, 8]\n---\nText\n';
  const at = (place: object) => ({
    rule: 'x',
    level: 'error' as const,
    path: 'runbooks/a.md',
    message: 'x',
    ...place,
  });
  const findings = [
    at({ line: 5, column: 3 }),
    at({ pointer: '/a/1' }),
    at({ pointer: '/a/0' }),
    at({ path: 'runbooks/b.md', pointer: '/b' }),
    at({ pointer: '/b' }),
    at({ line: 5, column: 1, secret: true }),
  ];
  expect(
    locateFindings(findings, () => text).map(({ path, line, column }) => [path, line, column]),
  ).toEqual([
    ['runbooks/a.md', 2, 4],
    ['runbooks/a.md', 3, 5],
    ['runbooks/a.md', 3, 8],
    ['runbooks/a.md', 5, 1],
    ['runbooks/a.md', 5, 3],
    ['runbooks/b.md', 2, 4],
  ]);
});

it('reports an empty list', () => {
  const text = '---\nauthors: []\nstate: draft\nroot_causes: []\nactions: []\n---\nText\n';
  expect(find('2026/x/postmortem.md', 'postmortem', text)).toMatchObject([
    { place: '2:10-12', message: 'The list is empty.' },
  ]);
});

it('finds the line of what is related to a finding', () => {
  const text = '- at: 2026-01-14T08:00:00Z\n  type: started\n';
  const related = [
    { path: 'a.yaml', pointer: '/0/type', message: 'Here.' },
    { path: 'gone.yaml', pointer: '/0', message: 'There.' },
  ];
  const finding = { rule: 'x', level: 'error', path: 'a.yaml', message: 'X.', related } as const;
  const [located] = locateFindings([finding], (path) => (path === 'a.yaml' ? text : undefined));
  expect(located?.related).toEqual([{ ...related[0], line: 2, column: 9 }, related[1]]);
});

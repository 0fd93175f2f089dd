import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatMarkdown, formatYaml } from '../../model/record/format.ts';
import { readDocument } from '../../edges/disk/read.ts';
import type { Document } from '../../model/register/document.ts';
import type { IncidentRecord, Timeline } from '../../../schemas/generated/records.ts';
import { makeRegister } from '../../testing/incident.ts';
import { settings, web, webService } from '../../testing/escalation.ts';
import { parseAnswers } from './answers.ts';
import type { FormSubmission } from './form.ts';
import { readSubmission } from './index.ts';
import { incident } from './incident.ts';

const { register } = makeRegister(
  [],
  { ...settings, organisation: { name: 'X', timezone: 'Europe/Amsterdam' } },
  { teams: [web], services: [webService, { ...webService, id: 'search', name: 'Search' }] },
);

const filled: Record<string, string> = {
  'In one line': 'Paying takes a minute.',
  'What is affected?': 'Web shop, Search',
  'What do users notice?': 'degraded: it is slow or fails now and then',
  'Since when?': '2026-01-14 09:05',
  'How much is affected?': 'high: most travellers',
  'How urgent is it?': 'high: now',
  'How do you know?': 'help-desk: somebody called',
  'What kind of failure is it?': '_No response_',
  'What do you see?': 'A spinner.',
};
const write = (fields: Record<string, string>): string =>
  Object.entries(fields)
    .map(([label, value]) => `### ${label}\n\n${value}`)
    .join('\n\n');
const submit = (body: string, more: Partial<FormSubmission> = {}): FormSubmission => ({
  number: 12,
  title: 'Slow payments',
  body,
  author: 'ada',
  url: 'https://github.com/northwind-rail/incidents/issues/12',
  at: Date.parse('2026-01-14T08:30:00Z'),
  ...more,
});
const read = (change: Record<string, string> = {}, more: Partial<FormSubmission> = {}) =>
  readSubmission(submit(write({ ...filled, ...change }), more), register);
const listErrors = (
  change: Record<string, string>,
  more: Partial<FormSubmission> = {},
): string[] => {
  const found = read(change, more);
  if (!found || !('errors' in found)) throw new Error('The form has no errors.');
  return found.errors.map(({ field, message }) => `${field}: ${message}`);
};

/** Writes the files of a draft and reads them as records. */
function readBack(found: ReturnType<typeof read>): { record: IncidentRecord; entries: Timeline } {
  if (!found || !('draft' in found) || found.draft.kind !== 'incident')
    throw new Error(JSON.stringify(found));
  const { record, entries } = found.draft;
  const open = (path: string, kind: 'incident' | 'timeline', text: string): Document => {
    const { document, findings } = readDocument(path, kind, 'x', new TextEncoder().encode(text));
    expect(findings).toEqual([]);
    if (!document) throw new Error(path);
    return document;
  };
  return {
    record: open('2026/x/incident.md', 'incident', formatMarkdown(record, ''))
      .value as IncidentRecord,
    entries: open('2026/x/timeline.yaml', 'timeline', formatYaml(entries)).value as Timeline,
  };
}

test('a report becomes a record, with times read in the organisation’s zone', () => {
  const { record, entries } = readBack(read());
  expect(record).toEqual({
    title: 'Slow payments',
    summary: 'Paying takes a minute.',
    services: ['web', 'search'],
    category: 'unknown',
    channel: 'help-desk',
    links: [{ title: 'Issue 12', url: 'https://github.com/northwind-rail/incidents/issues/12' }],
    aliases: ['issue:12'],
  });
  expect(entries).toEqual([
    {
      at: '2026-01-14T08:05:00Z',
      type: 'started',
      affects: { web: 'degraded', search: 'degraded' },
    },
    { at: '2026-01-14T08:30:00Z', type: 'detected', by: 'ada', note: 'A spinner.' },
    { at: '2026-01-14T08:30:00Z', type: 'triaged', by: 'ada', impact: 'high', urgency: 'high' },
  ]);
});

test('the effect is on the first entry, for every service, or stated as none or not at all', () => {
  const effects = (change: Record<string, string>) =>
    readBack(read(change)).entries.map(({ type, affects }) => [type, affects]);
  const label = 'What do users notice?';
  expect(
    effects({ [label]: 'major-outage: it fails for everybody', 'Since when?': '_No response_' }),
  ).toEqual([
    ['detected', { web: 'major-outage', search: 'major-outage' }],
    ['triaged', undefined],
  ]);
  expect(effects({ [label]: 'none: nobody notices' })[0]).toEqual(['started', 'none']);
  for (const unsure of ['I do not know', '_No response_']) {
    expect(effects({ [label]: unsure })[0]).toEqual(['started', undefined]);
  }
  expect(effects({ 'What is affected?': 'I do not know' })[0]).toEqual(['started', undefined]);
  expect(listErrors({ [label]: 'on fire' })).toEqual([
    'What do users notice?: “on fire” is not one of none, degraded, partial-outage, major-outage.',
  ]);
});

test('an unknown answer is left out, not guessed', () => {
  const unsure = '_No response_';
  const { record, entries } = readBack(
    read({
      'What is affected?': 'I do not know',
      'Since when?': unsure,
      'How much is affected?': 'I do not know',
      'What do you see?': unsure,
    }),
  );
  expect(record.services).toEqual([]);
  expect(entries).toEqual([{ at: '2026-01-14T08:30:00Z', type: 'detected', by: 'ada' }]);
});

test('one reply lists everything that is missing or wrong', () => {
  expect(
    listErrors(
      {
        'In one line': '_No response_',
        'What is affected?': 'Web shpo, Boats',
        'Since when?': 'yesterday',
        'How do you know?': 'a bird',
      },
      { title: ' ' },
    ),
  ).toEqual([
    'In one line: This field is empty. Fill it in.',
    'Since when?: Cannot read “yesterday” as a time. Write it as 2026-01-14 08:12 (Europe/Amsterdam).',
    'How do you know?: “a bird” is not one of monitoring, help-desk, user-report, partner, internal.',
    'Title: The title is empty. Describe in a few words what it is about.',
    'What is affected?: The catalog has no service “Web shpo”. Did you mean Web shop?',
    'What is affected?: The catalog has no service “Boats”.',
  ]);
  expect(
    listErrors({ 'Since when?': '2026-03-29 02:30' }, { at: Date.parse('2026-04-01T00:00Z') }),
  ).toEqual(['Since when?: The clocks of Europe/Amsterdam skipped this time. Write another one.']);
  expect(listErrors({ 'Since when?': '2026-01-15 09:00' })[0]).toContain('after the report');
});

test('a time without a date is the last time that the clocks showed it', () => {
  const since = (text: string) => readBack(read({ 'Since when?': text })).entries[0]?.at;
  expect(since('09:05')).toBe('2026-01-14T08:05:00Z');
  expect(since('23:50')).toBe('2026-01-13T22:50:00Z');
  expect(since('2026-01-14T09:05:00+02:00')).toBe('2026-01-14T07:05:00Z');
});

test('an issue that was opened without a form is no submission', () => {
  for (const body of ['', 'Hello', '### Steps\n\n1. x', '### In one line\n\nx'])
    expect(readSubmission(submit(body), register)).toBeUndefined();
});

describe('the fields of a form', () => {
  test('are recognised by their labels, in any order, with any line end', () => {
    const body = write(filled).split('\n\n### ');
    const turned = [...body.slice(1, -1), (body[0] ?? '').slice(4), body.at(-1) ?? '']
      .map((part) => `### ${part}`)
      .join('\r\n\r\n');
    expect(parseAnswers(turned, incident.fields)).toEqual(
      parseAnswers(write(filled), incident.fields),
    );
  });

  test('cannot be injected through the long text, fenced or not', () => {
    const smuggled = '```\n### In one line\n\nx\n```\n### Since when?\n\n1999-01-01 00:00';
    const { record, entries } = readBack(read({ 'What do you see?': smuggled }));
    expect(record.summary).toBe('Paying takes a minute.');
    expect(entries.map(({ at }) => at)).not.toContain('1998-12-31T23:00:00Z');
    expect(entries[1]?.note).toBe(smuggled);
  });

  test('that occur twice are an error', () => {
    const body = `### Since when?\n\n08:00\n\n${write(filled)}`;
    expect(readSubmission(submit(body), register)).toMatchObject({
      errors: [
        { field: 'Since when?', message: expect.stringContaining('more than once') as string },
      ],
    });
  });
});

describe('hostile texts remain plain text', () => {
  const hostile = [
    '---\ntitle: mine\n---',
    '--- # x',
    '&anchor *alias !!js/function "x"',
    '{ a: 1, __proto__: { polluted: true } }',
    '# not a comment: "really"',
    "'; rm -rf / #",
    '$(id) `id` ${{ github.token }}',
    '::set-output name=x::y',
    '<script>alert(1)</script><img src=x onerror=alert(1)>',
    '<!-- sitrep:room v1 x -->',
    'left \u202eright\u202c \u200b\u2066 end',
    'null',
    '~ ~',
    '0x10',
    '2026-01-14',
    'yes',
    '@everyone fixes #1',
    '|\n  block',
    '- a\n- b',
    '%YAML 1.2',
    '🧨'.repeat(150),
    'x'.repeat(65_000),
    '> '.repeat(5000),
    '[[[['.repeat(500),
  ];
  test.each(hostile.map((text) => [text.slice(0, 40), text]))('%s', (_, text) => {
    const { record, entries } = readBack(
      read(
        { 'In one line': text.replaceAll('\n', ' '), 'What do you see?': text },
        { title: `x ${text.replaceAll('\n', ' ')}`.slice(0, 256) },
      ),
    );
    expect(Object.keys(record)).toEqual([
      'title',
      'summary',
      'services',
      'category',
      'channel',
      'links',
      'aliases',
    ]);
    expect(entries.map(({ type }) => type)).toEqual(['started', 'detected', 'triaged']);
    const note = entries[1]?.note ?? '';
    if (text.length < 19_000 && !/[\u200b-\u206f]/.test(text)) expect(note).toBe(text.trim());
    expect(note).not.toMatch(/[\u200b\u202e\u2066]/);
  });

  test('any text gives a valid record or an error', () => {
    const piece = fc.oneof(
      fc.constantFrom(...hostile, ...Object.keys(filled).map((label) => `\n### ${label}\n`)),
      fc.string({ unit: 'binary', maxLength: 40 }),
    );
    const text = fc.array(piece, { maxLength: 6 }).map((pieces) => pieces.join(' '));
    fc.assert(
      fc.property(text, text, text, (title, summary, details) => {
        const found = read({ 'In one line': summary, 'What do you see?': details }, { title });
        if (found && 'draft' in found) readBack(found);
      }),
      { numRuns: 300 },
    );
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });
});

test('reads a request for maintenance and a proposed runbook', () => {
  const window = {
    'What is affected?': 'Search',
    Start: '2026-12-06 02:00',
    End: '2026-12-06 05:00',
    'What will people notice?': 'degraded: it is slower',
    'Steps and rollback': 'Writes stop.\n\n### Start\n\nnow',
  };
  expect(readSubmission(submit(write(window)), register)).toMatchObject({
    draft: {
      kind: 'maintenance',
      record: {
        services: ['search'],
        window: { start: '2026-12-06T01:00:00Z', end: '2026-12-06T04:00:00Z' },
        impact: 'degraded',
      },
      body: 'Writes stop.\n\n### Start\n\nnow',
    },
  });
  expect(
    readSubmission(submit(write({ ...window, End: '2026-12-06 02:00' })), register),
  ).toMatchObject({
    errors: [{ field: 'End', message: 'The end is not after the start. Write a later time.' }],
  });
  const steps = {
    'Which services is it for?': 'web',
    'Who owns it?': 'web: Web',
    'Which kind of incident is it for?': 'I do not know',
    'How long does it take?': '20 minutes',
    'Steps and rollback': '1. Look.',
  };
  expect(readSubmission(submit(write(steps)), register)).toMatchObject({
    draft: {
      kind: 'runbook',
      record: { owner: 'web', reviewed: '2026-01-14', estimated_duration: '20m' },
    },
  });
});

import { expect, test } from 'vitest';
import { testdir } from '../testdir.ts';
import { loadRegister } from './load.ts';

const ics = (...events: string[]): string =>
  ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//test//EN', ...events, 'END:VCALENDAR', ''].join(
    '\r\n',
  );
const event = (...lines: string[]): string =>
  ['BEGIN:VEVENT', 'UID:1', 'DTSTAMP:20260101T000000Z', ...lines, 'END:VEVENT'].join('\r\n');
const settings =
  'organisation: { name: X }\n' +
  'calendars: { office: { timezone: UTC, hours: {}, holidays: ["2026-05-01"], holidays_from: [nl.ics, gone.ics] } }\n';

test('holidays come from iCalendar files: whole days, spans, times of day and rules', async () => {
  const root = testdir({
    'sitrep.yaml': settings,
    'calendars/nl.ics': ics(
      event('DTSTART;VALUE=DATE:20260406', 'SUMMARY:Easter Monday'),
      event('DTSTART;VALUE=DATE:20261225', 'DTEND;VALUE=DATE:20261227'),
      event('DTSTART;TZID=Europe/Amsterdam:20260911T120000', 'DURATION:PT2H'),
      event('DTSTART;VALUE=DATE:20240427', 'RRULE:FREQ=YEARLY;COUNT=3'),
    ),
  });
  const { register, findings } = await loadRegister(root);
  expect(register.settings.calendars['office']?.holidays).toEqual([
    '2024-04-27',
    '2025-04-27',
    '2026-04-06',
    '2026-04-27',
    '2026-05-01',
    '2026-09-11',
    '2026-12-25',
    '2026-12-26',
  ]);
  expect(findings.map(({ rule, path }) => [rule, path])).toEqual([
    ['unreadable-file', 'calendars/gone.ics'],
  ]);
});

test('what was called off closes no day, be it one event or one day of a series', async () => {
  const root = testdir({
    'sitrep.yaml': settings,
    'calendars/nl.ics': ics(
      event('DTSTART;VALUE=DATE:20260406', 'STATUS:CANCELLED'),
      event('DTSTART;VALUE=DATE:20260407', 'STATUS:CONFIRMED'),
      event('DTSTART;VALUE=DATE:20240427', 'RRULE:FREQ=YEARLY;COUNT=3').replace('UID:1', 'UID:2'),
      event(
        'DTSTART;VALUE=DATE:20250427',
        'RECURRENCE-ID;VALUE=DATE:20250427',
        'STATUS:cancelled',
      ).replace('UID:1', 'UID:2'),
    ),
  });
  const { register } = await loadRegister(root);
  expect(register.settings.calendars['office']?.holidays).toEqual([
    '2024-04-27',
    '2026-04-07',
    '2026-04-27',
    '2026-05-01',
  ]);
});

test('a file that is no calendar is a finding, and a rule without end comes to one', async () => {
  const broken = testdir({ 'sitrep.yaml': settings, 'calendars/nl.ics': 'no calendar\n' });
  const { findings, register } = await loadRegister(broken);
  expect(findings).toContainEqual(
    expect.objectContaining({ rule: 'syntax', path: 'calendars/nl.ics' }),
  );
  expect(register.settings.calendars['office']?.holidays).toEqual(['2026-05-01']);
  const endless = testdir({
    'sitrep.yaml': settings,
    'calendars/nl.ics': ics(event('DTSTART;VALUE=DATE:20260101', 'RRULE:FREQ=SECONDLY')),
  });
  const read = await loadRegister(endless);
  expect(read.register.settings.calendars['office']?.holidays?.length).toBeLessThan(5002);
});

test('a series of minutes that was called off ends soon, as one that was not', async () => {
  const series = event('DTSTART:20260101T000000Z', 'RRULE:FREQ=MINUTELY');
  const off = event(
    'RECURRENCE-ID;RANGE=THISANDFUTURE:20260101T010000Z',
    'DTSTART:20260101T010000Z',
    'STATUS:CANCELLED',
  );
  const root = testdir({ 'sitrep.yaml': settings, 'calendars/nl.ics': ics(series, off) });
  const { register } = await loadRegister(root);
  expect(register.settings.calendars['office']?.holidays).toEqual(['2026-01-01', '2026-05-01']);
});

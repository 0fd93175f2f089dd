import { expect, test } from 'vitest';
import { testdir } from '../../testing/folder.ts';
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

/** Loads settings whose calendar takes the holidays of one file, `calendars/nl.ics`. */
function loadFile(text: string, timezone = 'UTC', only?: string) {
  const chosen = only === undefined ? '' : `, holidays_only: ${only}`;
  const office = `{ timezone: ${timezone}, hours: {}, holidays_from: [nl.ics]${chosen} }`;
  return loadRegister(
    testdir({
      'sitrep.yaml': `organisation: { name: X }\ncalendars: { office: ${office} }\n`,
      'calendars/nl.ics': text,
    }),
  );
}

/** The holidays of one file, and the messages of what is lost of it. */
async function readFile(text: string, timezone = 'UTC', only?: string) {
  const { register, findings } = await loadFile(text, timezone, only);
  return {
    days: register.settings.calendars['office']?.holidays ?? [],
    lost: findings.filter(({ level }) => level === 'error').map(({ message }) => message),
  };
}
const whole = (...days: string[]): string[] =>
  days.map((day) => event(`DTSTART;VALUE=DATE:${day}`, `UID:${day}`));

test.each([2, 3, 58])('all of %i calendars in one file are read', async (count) => {
  const days = Array.from({ length: count }, (_, index) =>
    new Date(Date.UTC(2026, 0, 1 + index)).toISOString().slice(0, 10),
  );
  const text = days.map((day) => ics(...whole(day.replaceAll('-', '')))).join('');
  expect(await readFile(text)).toEqual({ days, lost: [] });
});

test('a series and its changed day may stand in different calendars of one file', async () => {
  const series = event('DTSTART;VALUE=DATE:20250427', 'RRULE:FREQ=YEARLY;COUNT=2');
  const moved = event('DTSTART;VALUE=DATE:20260428', 'RECURRENCE-ID;VALUE=DATE:20260427');
  const { days } = await readFile(ics(series) + ics(moved));
  expect(days).toEqual(['2025-04-27', '2026-04-28']);
});

test('days count, however many others stand before them', async () => {
  const summer = event(
    'DTSTART;VALUE=DATE:20110701',
    'DTEND;VALUE=DATE:20110901',
    'RRULE:FREQ=YEARLY',
  );
  const { days, lost } = await readFile(ics(summer, ...whole('20261225')));
  expect(lost).toEqual([]);
  expect(days).toEqual(expect.arrayContaining(['2011-07-01', '2026-12-25', '2200-08-31']));
  // 190 summers of 62 days, and Christmas Day.
  expect(days).toHaveLength(190 * 62 + 1);
});

test('a whole day that is written in UTC is one of the zone of the calendar', async () => {
  const utc = (from: string, to: string): string => ics(event(`DTSTART:${from}Z`, `DTEND:${to}Z`));
  expect((await readFile(utc('20261224T230000', '20261225T230000'), 'Europe/Berlin')).days).toEqual(
    ['2026-12-25'],
  );
  expect(
    (await readFile(utc('20260703T040000', '20260705T040000'), 'America/New_York')).days,
  ).toEqual(['2026-07-03', '2026-07-04']);
});

test('a day counts that ends a minute before midnight', async () => {
  const span = event('DTSTART:20261225T000000', 'DTEND:20261226T235900');
  expect((await readFile(ics(span))).days).toEqual(['2026-12-25', '2026-12-26']);
});

test('a moved day counts without its series, and where it is none of its series', async () => {
  const moved = event('DTSTART;VALUE=DATE:20270201', 'RECURRENCE-ID;VALUE=DATE:20270101');
  expect(await readFile(ics(moved))).toEqual({ days: ['2027-02-01'], lost: [] });
  const series = event('DTSTART;VALUE=DATE:20260301', 'RRULE:FREQ=YEARLY;COUNT=1');
  expect((await readFile(ics(series, moved))).days).toEqual(['2026-03-01', '2027-02-01']);
});

test.each([
  ['no event', ics(), 'The file has no holidays.'],
  ['nothing', '', 'The file has no holidays.'],
  [
    'an event without a beginning',
    ics(event('SUMMARY:Lost'), ...whole('20261225')),
    'Holidays are missing: “Lost” cannot be read',
  ],
  [
    'a day that records cannot reach',
    ics(...whole('99991225', '20261225')),
    'Holidays are missing: an event without a summary is after 2200.',
  ],
  [
    'a series that is too long',
    ics(event('DTSTART;VALUE=DATE:20260101', 'SUMMARY:Daily', 'RRULE:FREQ=DAILY')),
    'Holidays are missing: “Daily” occurs more than 5000 times.',
  ],
])('what is lost is a finding: %s', async (_, text, message) => {
  const { lost, days } = await readFile(text);
  expect(lost).toEqual([expect.stringContaining(message)]);
  if (text.includes('20261225')) expect(days).toContain('2026-12-25');
});

/** The shape of a public calendar that lists holidays and observances, all of them transparent. */
const observances = ics(
  event(
    'UID:1',
    'DTSTART;VALUE=DATE:20260119',
    'SUMMARY:Martin Luther King Jr. Day',
    'DESCRIPTION:Public holiday',
    'TRANSP:TRANSPARENT',
  ),
  event(
    'UID:2',
    'DTSTART;VALUE=DATE:20260214',
    'SUMMARY:Valentine’s Day',
    String.raw`DESCRIPTION:Observance\nTo hide observances\, go to the settings`,
    'TRANSP:TRANSPARENT',
  ),
  event('UID:3', 'DTSTART;VALUE=DATE:20260703', 'SUMMARY:Independence Day', 'CATEGORIES:US,Public'),
  event(
    'UID:4',
    'DTSTART;VALUE=DATE:20261111',
    'RRULE:FREQ=YEARLY;COUNT=2',
    'SUMMARY:Veterans Day',
    'TRANSP:OPAQUE',
  ),
  event(
    'UID:4',
    'RECURRENCE-ID;VALUE=DATE:20271111',
    'DTSTART;VALUE=DATE:20271112',
    'SUMMARY:Veterans Day (observed)',
  ),
).replaceAll('UID:1\r\nDTSTAMP', 'DTSTAMP');

test.each([
  ['the first line of a description', '[Public holiday]', ['2026-01-19']],
  ['a category', '[public]', ['2026-07-03']],
  ['a name', '[valentine’s day]', ['2026-02-14']],
  ['TRANSP, which is opaque unless said', '[OPAQUE]', ['2026-07-03', '2026-11-11', '2027-11-12']],
  ['a series, with its changed days', '[Veterans Day]', ['2026-11-11', '2027-11-12']],
  ['several of them', '[Public holiday, Public]', ['2026-01-19', '2026-07-03']],
])('`holidays_only` chooses events by %s', async (_, only, days) => {
  expect(await readFile(observances, 'UTC', only)).toEqual({ days, lost: [] });
});

test('a text in `holidays_only` that matches no event is a finding at its place', async () => {
  const root = testdir({
    'sitrep.yaml':
      'organisation: { name: X }\ncalendars: { office: { timezone: UTC, hours: {}, holidays_from: [us.ics], holidays_only: [Public holiday, Pubic] } }\n',
    'calendars/us.ics': observances,
  });
  const { findings } = await loadRegister(root);
  expect(findings).toEqual([
    {
      rule: 'implausible-holidays',
      level: 'warning',
      path: 'sitrep.yaml',
      pointer: '/calendars/office/holidays_only/1',
      message: 'No event in the files of `holidays_from` matches `Pubic`.',
      help: 'Correct it, or remove it.',
    },
  ]);
});

test.each([
  // 30 and 31 weekdays, from a Monday on.
  ['20260601', '20260711', []],
  ['20260601', '20260714', ['The file closes 31 weekdays of 2026, more than public holidays do.']],
])('more than 30 closed weekdays in a year are a warning: %s to %s', async (from, to, messages) => {
  const summer = event(`DTSTART;VALUE=DATE:${from}`, `DTEND;VALUE=DATE:${to}`);
  const { findings } = await loadFile(ics(summer));
  expect(findings.map(({ message }) => message)).toEqual(messages);
});

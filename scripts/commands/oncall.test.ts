import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import ICAL from 'ical.js';
import { expect, test } from 'vitest';
import { packageRoot } from '../edges/disk/package.ts';
import { testdir, sitrep as startSitrep } from '../testing/folder.ts';
import { sitrep } from '../testing/hosts.ts';

const files = {
  'incidents/sitrep.yaml': 'organisation: {name: "Test; Ltd", timezone: Europe/Amsterdam}\n',
  'incidents/catalog/teams/web.yaml':
    'name: "Web, shop"\nmembers: [{handle: ada, name: Ada Lovelace, timezone: Europe/London}, {handle: grace, name: Grace Hopper}]\n' +
    'rotation: {timezone: Europe/Amsterdam, handover: "09:00", order: [ada, grace], start: 2026-03-16, length: 1w,' +
    ' overrides: [{from: 2026-03-24T18:00:00+01:00, to: 2026-03-25T09:00:00+01:00, handle: ada}]}\n',
  'incidents/catalog/teams/idle.yaml': 'name: Idle\nmembers: [{handle: linus, name: Linus}]\n',
  'incidents/catalog/services/checkout.yaml': 'name: Checkout\ntier: 1\nteam: web\n',
  'incidents/2026/2026-03-24-slow/incident.md':
    '---\ntitle: Slow\nsummary: Paying was slow\nservices: [checkout]\ncategory: software\nchannel: monitoring\n---\n',
  // At half past eleven at night, while Ada has an override for Grace.
  'incidents/2026/2026-03-24-slow/timeline.yaml':
    '- {at: 2026-03-24T23:30:00+01:00, type: detected}\n- {at: 2026-03-25T10:00:00+01:00, type: acknowledged, by: grace}\n',
};

function holdsTo(name: string, text: string): unknown {
  const schema = readFileSync(join(packageRoot, `schemas/output/${name}.schema.json`), 'utf8');
  const validate = new Ajv2020({ allErrors: true }).compile(JSON.parse(schema) as object);
  const value: unknown = JSON.parse(text);
  expect(validate(value), JSON.stringify(validate.errors)).toBe(true);
  return value;
}

test('shows who is on call, who has an override, and who is next', async () => {
  const folder = testdir(files);
  const { stdout, status } = await startSitrep(folder, 'oncall', '--at', '2026-03-24T20:00:00Z');
  expect(status).toBe(0);
  expect(stdout).toMatch(
    /web\s+Ada Lovelace, override\s+2026-03-25 09:00\s+12 h\s+Grace Hopper, 2026-03-25 09:00/,
  );
  expect(stdout).not.toContain('idle');
  const json = await sitrep(folder, 'oncall', 'web', '--json', '--at', '2026-03-23T12:00:00Z');
  expect(holdsTo('oncall', json.stdout)).toMatchObject({
    teams: [
      { on_call: [{ handle: 'grace', to: '2026-03-24T17:00:00Z' }], next: { handle: 'ada' } },
    ],
  });
});

test.each([
  [['oncall', 'wbe'], /There is no team wbe[^]*Did you mean web/],
  [['oncall', 'idle'], /idle has no rotation/],
  [['oncall', 'web', '--ics', '--json'], /--ics and --json contradict each other/],
])('exits %j with 2 and one clear sentence', async (args, message) => {
  const { status, stdout, stderr } = await sitrep(testdir(files), ...args);
  expect(status).toBe(2);
  expect(stdout).not.toContain('BEGIN:VCALENDAR');
  if (!args.includes('--json')) expect(stdout).toBe('');
  expect(stderr).toMatch(message);
});

test('another library reads the calendar: shifts in UTC, across a clock change', async () => {
  const folder = testdir(files);
  const at = ['--at', '2026-03-23T12:00:00Z'];
  const { stdout } = await sitrep(folder, 'oncall', 'web', '--ics', ...at);
  expect(stdout).toMatch(/\r\n/);
  expect(
    Math.max(...stdout.split('\r\n').map((line) => Buffer.byteLength(line))),
  ).toBeLessThanOrEqual(75);
  const calendar = new ICAL.Component(ICAL.parse(stdout) as unknown[] as string[]);
  // It does not know RFC 7986, and leaves the escapes of what it does not know.
  expect(calendar.getFirstPropertyValue('name')).toBe(String.raw`On call: Web\, shop`);
  const events = calendar.getAllSubcomponents('vevent').map((part) => new ICAL.Event(part));
  const shown = events.map(({ summary, startDate, endDate }) => [
    summary,
    (startDate as { toString: () => string }).toString(),
    (endDate as { toString: () => string }).toString(),
  ]);
  expect(shown.slice(0, 5)).toEqual([
    ['Ada Lovelace on call: Web, shop', '2026-03-16T08:00:00Z', '2026-03-23T08:00:00Z'],
    ['Grace Hopper on call: Web, shop', '2026-03-23T08:00:00Z', '2026-03-24T17:00:00Z'],
    ['Ada Lovelace on call: Web, shop', '2026-03-24T17:00:00Z', '2026-03-25T08:00:00Z'],
    // Nine o'clock in Amsterdam is an hour sooner in UTC from the 29th on.
    ['Grace Hopper on call: Web, shop', '2026-03-25T08:00:00Z', '2026-03-30T07:00:00Z'],
    ['Ada Lovelace on call: Web, shop', '2026-03-30T07:00:00Z', '2026-04-06T07:00:00Z'],
  ]);
  expect(new Set(events.map(({ uid }) => uid)).size).toBe(events.length);
  const out = await sitrep(folder, 'oncall', '--ics', '--out', 'calendars', ...at);
  expect(out.status).toBe(0);
  expect(readFileSync(join(folder, 'calendars/on-call-web.ics'), 'utf8')).toBe(stdout);
  expect(existsSync(join(folder, 'calendars/on-call-idle.ics'))).toBe(false);
});

test('reports hours, nights and interruptions of each person', async () => {
  const period = ['--period', '2026-03-23..2026-03-29', '--at', '2026-05-01T00:00:00Z'];
  const { stdout } = await sitrep(testdir(files), 'oncall', 'report', '--json', ...period);
  const { people } = holdsTo('oncall-report', stdout) as {
    people: { handle: string; on_call_seconds: number; interruptions: object[] }[];
  };
  const [ada, grace] = ['ada', 'grace'].map((handle) =>
    people.find((row) => row.handle === handle),
  );
  // Monday 0:00 to 9:00, and Tuesday 18:00 to Wednesday 9:00: 9 + 15 hours.
  expect(ada?.on_call_seconds).toBe(24 * 3600);
  // The week of 167 hours, for the clocks leap on Sunday, less Ada's.
  expect(grace?.on_call_seconds).toBe((167 - 24) * 3600);
  // In London it was half past ten: night too.
  expect(ada?.interruptions).toMatchObject([
    { incident: '2026-03-24-slow', night: true, weekend: false },
  ]);
  expect(grace?.interruptions).toMatchObject([{ at: '2026-03-25T09:00:00Z', night: false }]);
});

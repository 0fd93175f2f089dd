import { expect, test } from 'vitest';
import type { Entry, IncidentRecord } from '../../../schemas/generated/records.ts';
import { cutEdition } from '../../model/edition/cut.ts';
import type { LogEntry } from '../../model/register/register.ts';
import { minute } from '../../model/time/duration.ts';
import { makeWebRegister, readInstant } from '../../testing/escalation.ts';
import type { PageSource, Recorded } from './source.ts';
import { buildTimeline, type Timeline } from './timeline.ts';

const at = (time: string): string => `2026-01-14T${time}:00Z`;
const entries: Entry[] = [
  { at: at('10:00'), type: 'started', affects: { web: 'major-outage' } },
  { at: at('10:05'), type: 'acknowledged', by: 'ada' },
  { at: at('10:10'), type: 'escalated', to: 'paybridge', kind: 'vendor' },
  {
    at: at('10:20'),
    type: 'resolved',
    resolution: 'fixed',
    note: 'It was **full**.',
    assumed: 'the page gives one instant only',
  },
];

/** Builds the timeline of these entries, of which each was recorded at one time in one commit. */
function build(recorded: [time: string, commit: string][], superseded: number[] = []): Timeline {
  const register = makeWebRegister(entries);
  const [incident] = register.incidents.values();
  if (!incident) throw new Error('There is no incident.');
  const path = '2026/2026-03-27-x/timeline.yaml';
  const log = entries.map((entry, index): LogEntry => ({
    entry,
    at: readInstant(entry.at),
    path,
    pointer: `/${index}`,
  }));
  const source: PageSource = {
    edition: cutEdition(register, 'internal', readInstant(at('12:00'))),
    handbook: [],
    failed: [],
    readIncident: () => Promise.resolve(undefined),
    readText: () => undefined,
    renderMarkdown: (text, from, page, level) => `${text} (${from} on ${page}, ${level})`,
    findAddress: () => undefined,
    keyOf: () => '',
    keyOfIncident: () => '',
  };
  const record = {
    path: '2026/2026-03-27-x/incident.md',
    kind: 'incident' as const,
    id: incident.id,
    hash: '',
    value: {} as IncidentRecord,
    bodyLine: 1,
  };
  const replaced = log.filter((_, index) => superseded.includes(index));
  const last = log.at(-1) as LogEntry;
  return buildTimeline(
    source,
    {
      files: {
        incident,
        record,
        log,
        superseded: new Map(replaced.map((logged) => [logged, last])),
        issues: [],
      },
      recorded: new Map(
        recorded.map(([time, commit], index): [LogEntry, Recorded] => [
          log[index] as LogEntry,
          { at: readInstant(at(time)), commit },
        ]),
      ),
    },
    '/incidents/2026-03-27-x/',
  );
}

test('people, vendors and services are named, and texts are rendered for the page', () => {
  const { items } = build([], [1]);
  expect(items.map(({ gap }) => gap / minute)).toEqual([0, 5, 5, 10]);
  expect(items.map(({ newDay }) => newDay)).toEqual([true, false, false, false]);
  expect(items.map(({ isSuperseded }) => isSuperseded)).toEqual([false, true, false, false]);
  const why = 'the page gives one instant only';
  expect(items.map(({ assumed }) => assumed)).toEqual([undefined, undefined, undefined, why]);
  expect(items[0]?.details.affects).toEqual([{ name: 'Web shop', state: 'major-outage' }]);
  expect(items[1]?.by).toBe('ada');
  expect(items[2]?.details.assigned).toEqual({ what: 'vendor', to: 'PayBridge' });
  expect(items[3]?.details).toMatchObject({
    resolution: 'fixed',
    texts: ['It was **full**. (2026/2026-03-27-x/timeline.yaml on /incidents/2026-03-27-x/, 3)'],
  });
});

test('an entry recorded more than five minutes later says how much later', () => {
  const { together, items } = build([
    ['10:01', 'a'],
    ['10:15', 'b'],
    ['10:11', 'c'],
    ['10:21', 'd'],
  ]);
  expect(together).toBeUndefined();
  expect(items.map(({ late }) => late)).toEqual([undefined, 10 * minute, undefined, undefined]);
});

test('entries that were all recorded afterwards or in one commit say so once', () => {
  const afterwards = build([
    ['11:00', 'a'],
    ['11:00', 'a'],
    ['11:30', 'b'],
    ['11:30', 'b'],
  ]);
  const [from, to] = [readInstant(at('11:00')), readInstant(at('11:30'))];
  expect(afterwards.together).toEqual({ commits: 2, from, to });
  expect(afterwards.items.every(({ late }) => late === undefined)).toBe(true);
  expect(build(entries.map(() => ['10:01', 'a'])).together?.commits).toBe(1);
});

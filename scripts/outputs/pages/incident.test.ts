import { describe, expect, test } from 'vitest';
import { cutEdition } from '../../model/edition/cut.ts';
import { minute } from '../../model/time/duration.ts';
import type { Entry } from '../../../schemas/generated/records.ts';
import { makeWebRegister, readInstant, settings } from '../../testing/escalation.ts';
import { makeRegister } from '../../testing/incident.ts';
import { outlineIncidents, type IncidentOutline } from './incident.ts';

const at = (time: string): string => `2026-01-14T${time}Z`;
const beginning: Entry[] = [
  { at: at('10:00:00'), type: 'started', affects: { web: 'major-outage' } },
  { at: at('10:05:00'), type: 'detected' },
  { at: at('10:06:00'), type: 'triaged', severity: 'SEV1' },
  { at: at('10:10:00'), type: 'acknowledged', by: 'ada' },
  { at: at('10:20:00'), type: 'mitigated' },
];
const resolved = (time: string): Entry => ({
  at: at(time),
  type: 'resolved',
  resolution: 'fixed',
});

function outline(entries: Entry[], now = '12:00:00'): IncidentOutline {
  const edition = cutEdition(makeWebRegister(entries), 'internal', readInstant(at(now)));
  const [data] = outlineIncidents(edition);
  if (!data) throw new Error('There is no incident.');
  return data;
}

const nameLengths = ({ phases }: IncidentOutline): [string, number][] =>
  phases.map(({ name, from, to }) => [name, (to - from) / minute]);

describe('phases', () => {
  test('run from each milestone to the next', () => {
    expect(nameLengths(outline([...beginning, resolved('10:30:00')]))).toEqual([
      ['Detect', 5],
      ['Respond', 5],
      ['Mitigate', 10],
      ['Resolve', 10],
    ]);
  });

  test('show until when a reopened incident was believed resolved', () => {
    const reopened: Entry[] = [
      ...beginning,
      resolved('10:30:00'),
      { at: at('11:00:00'), type: 'reopened', reason: 'It came back.' },
    ];
    const before = [
      ['Detect', 5],
      ['Respond', 5],
      ['Mitigate', 10],
      ['Resolve', 10],
      ['Believed resolved', 30],
    ];
    expect(nameLengths(outline(reopened))).toEqual([...before, ['Open again', 60]]);
    expect(nameLengths(outline([...reopened, resolved('11:15:00')]))).toEqual([
      ...before,
      ['Reopened to resolved', 15],
    ]);
  });

  test('are marked where an SLA target fell due while they ran', () => {
    const marks = ({ marks }: IncidentOutline) =>
      marks.map(({ title, at: due }) => [title, (due - readInstant(at('10:00:00'))) / minute]);
    expect(marks(outline([...beginning, resolved('10:30:00')]))).toEqual([['Acknowledge', 20]]);
    // The four hours to resolve it are over by then.
    expect(marks(outline(beginning, '15:00:00'))).toEqual([
      ['Acknowledge', 20],
      ['Resolve', 245],
    ]);
  });
});

test('the drawing of affected services extends to their end, however short it was', () => {
  const { span } = outline([...beginning.slice(0, 1), resolved('10:00:20')]);
  expect(span && span.to - span.from).toBe(20_000);
});

test('an open incident shows its next deadline', () => {
  expect(outline(beginning).deadline).toMatchObject({ key: 'resolve' });
  expect(outline([...beginning, resolved('10:30:00')]).deadline).toBeUndefined();
});

test('a task is overdue once it was due and is not done', () => {
  const tasks = [
    { id: 'late', title: 'Late', due: at('11:00:00') },
    { id: 'done', title: 'Done', due: at('11:00:00'), done: at('11:30:00') },
    { id: 'ahead', title: 'Ahead', due: at('13:00:00') },
    { id: 'whenever', title: 'Whenever' },
  ];
  const { register } = makeRegister(beginning, settings, { record: { tasks } });
  const [data] = outlineIncidents(cutEdition(register, 'internal', readInstant(at('12:00:00'))));
  expect(data?.overdue).toEqual(['late']);
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Entry, Regulation } from '../../../schemas/generated/records.ts';
import { makeRegister } from '../../testing/incident.ts';
import { formatInstant, parseInstant, type Instant } from '../time/instant.ts';
import type { Clock } from './clock.ts';
import { evaluateClocks } from './evaluate.ts';
import { readTargets } from './targets.ts';

/** A case worked out by hand from the law: what was entered and filed, and the clock then. */
interface HandWorked {
  name: string;
  regulation: NonNullable<Regulation['profile']>;
  clock: string;
  zone: string;
  entity?: NonNullable<Regulation['entity']>;
  holidays?: string[];
  severities?: string[];
  from?: string;
  entries: Partial<Record<Entry['type'], string>>;
  filings: Record<string, string[]>;
  now: string;
  state: Clock['state'];
  due?: string;
  reason?: string;
  /** The article and the arithmetic. */
  why: string;
}

const readCases = (name: string): HandWorked[] =>
  JSON.parse(readFileSync(join(import.meta.dirname, `${name}.cases.json`), 'utf8')) as HandWorked[];

const read = (text: string): Instant => {
  const at = parseInstant(text);
  if (at === undefined) throw new Error(text);
  return at;
};

/** Evaluates one clock of an incident with the entries and filings of a case. */
function judge(given: HandWorked): Clock {
  const { regulation: profile, entity, holidays = [], severities, from, zone } = given;
  const entries = [
    ...Object.entries(given.entries).map(([type, at]) => ({ at, type }) as Entry),
    ...Object.entries(given.filings).flatMap(([clock, times]) =>
      times.map((at): Entry => ({ at, type: 'note', note: 'Sent.', fulfils: [clock] })),
    ),
  ];
  const { register, incident } = makeRegister(entries, {
    organisation: { name: 'X', timezone: 'Asia/Tokyo' },
    calendars: { state: { timezone: zone, hours: {}, holidays } },
    regulations: [
      {
        profile,
        calendar: 'state',
        ...(entity && { entity }),
        ...(severities && { severities }),
        ...(from !== undefined && { from }),
      },
    ],
  });
  const now = read(given.now);
  const clock = evaluateClocks(incident, readTargets(register, now), now).find(
    ({ key }) => key === given.clock,
  );
  if (!clock) throw new Error(given.clock);
  return clock;
}

describe.each(['regulations'])('the hand-worked %s', (file) => {
  test.each(readCases(file))('$name', (given) => {
    const { state, due, reason } = judge(given);
    expect({ state, due: due === undefined ? undefined : formatInstant(due), reason }).toEqual({
      state: given.state,
      due: given.due === undefined ? undefined : formatInstant(read(given.due)),
      reason: given.reason,
    });
  });
});

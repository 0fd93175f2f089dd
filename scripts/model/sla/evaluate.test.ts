import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { day, minute } from '../time/duration.ts';
import { formatInstant, parseInstant, type Instant } from '../time/instant.ts';
import type { Calendar, Entry, SettingsRecord } from '../../../schemas/generated/records.ts';
import type { Maintenance } from '../register/register.ts';
import { makeRegister } from '../../testing/incident.ts';
import { evaluateClocks } from './evaluate.ts';
import { readTargets } from './targets.ts';
import { findState, type ClockState } from './trace.ts';

const severities = ['SEV1', 'SEV2', 'SEV3'];

const at = (text: string): Instant => {
  const instant = parseInstant(text);
  if (instant === undefined) throw new Error(text);
  return instant;
};

// ---------------------------------------------------------------------------------------------
// The second implementation: it knows nothing of spans, cuts or offsets. It looks at the clock on the
// wall once a minute, and counts.

interface Wall {
  date: string;
  minute: number;
}

/** Wall-clock time of a zone at each minute, from Intl. */
function lookAtWall(zone: string, from: Instant, minutes: number): Wall[] {
  const format = new Intl.DateTimeFormat('en-CA', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  });
  return Array.from({ length: minutes }, (_, index) => {
    const text = format.format(from + index * minute); // 2026-03-29, 02:30
    const time = Number(text.slice(12, 14)) * 60 + Number(text.slice(15, 17));
    return { date: text.slice(0, 10), minute: time };
  });
}
const names = [
  'sunday',
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
] as const;

const before = 3 * 24 * 60;

/**
 * Lists whether each minute is open: a shift starts at its time, and continues until its end.
 *
 * @param walls from three days before the first minute that is asked for
 */
function openMinutes({ hours, holidays = [] }: Calendar, walls: readonly Wall[]): Uint8Array {
  const open = new Uint8Array(count);
  let going: Wall[] = [];
  let begun = new Set<string>();
  let today = '';
  let tomorrow = '';
  let shifts: string[] = [];
  for (const [index, wall] of walls.entries()) {
    if (wall.date !== today) {
      today = wall.date;
      tomorrow = new Date(Date.parse(`${today}T00:00:00Z`) + day).toISOString().slice(0, 10);
      const weekday = names[new Date(`${today}T12:00:00Z`).getUTCDay()] ?? 'sunday';
      shifts = holidays.includes(today) ? [] : (hours[weekday] ?? []);
      begun = new Set();
    }
    const isBefore = (end: Wall): boolean =>
      wall.date < end.date || (wall.date === end.date && wall.minute < end.minute);
    going = going.filter(isBefore);
    for (const shift of shifts) {
      const [from = 0, to = 0] = shift
        .split('-')
        .map((time) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3)));
      if (begun.has(shift) || wall.minute < from) continue;
      begun.add(shift);
      const end =
        to > from && to < 1440
          ? { date: today, minute: to }
          : { date: tomorrow, minute: to % 1440 };
      if (isBefore(end)) going.push(end);
    }
    if (index >= before && going.length > 0) open[index - before] = 1;
  }
  return open;
}

interface Slow {
  states: (ClockState | undefined)[];
  due: Instant | undefined;
}

/** The state of one clock at every minute, from nothing but the entries so far. */
function stepThrough(
  name: 'acknowledge' | 'mitigate' | 'resolve' | 'update',
  entries: readonly Entry[],
  world: World,
  now: Instant,
): Slow {
  const { from, count, targets, readOpen, warnAt, planned } = world;
  const known = entries
    .map((entry) => ({ ...entry, index: (at(entry.at) - from) / minute }))
    .filter(({ index }) => from + index * minute <= now);
  const detected = known.find(({ type }) => type === 'detected')?.index ?? count;
  const states: Slow['states'] = new Array<undefined>(count).fill(undefined);
  let severity = known.find(({ type }) => type === 'triaged')?.severity;
  const finalSeverity = known.findLast(({ type }) => type === 'triaged')?.severity;
  const finalTarget = targets[finalSeverity ?? '']?.[name] ?? Infinity;
  let target = targets[severity ?? '']?.[name];
  let open = readOpen(severity);
  let [paused, done, over, elapsed] = [false, false, false, 0];
  let due: Instant | undefined;
  let acknowledged = false;
  let reached = new Set<string>();
  // What was counted a minute ago, and a minute before it was done: the time must not have been used up by then.
  let earlier = 0;
  let beforeDone: number | undefined;
  let next = 0;
  const last = (now - from) / minute;
  for (let index = detected; index < count; index++) {
    // Nothing changes any more, and what is asked is known.
    if (index > last && (due !== undefined || done || over)) break;
    // What only an entry can change is asked at entries.
    if (known[next]?.index === index) {
      for (let entry = known[next]; entry?.index === index; entry = known[++next]) {
        if (entry.type === 'triaged') severity = entry.severity;
        if (entry.type === 'paused') paused = true;
        if (entry.type === 'resumed' || entry.type === 'resolved' || entry.type === 'cancelled')
          paused = false;
        if (entry.type === 'reopened') {
          reached = new Set();
          over = false;
          if (name === 'update') earlier = elapsed = 0;
        }
        if (entry.type === 'cancelled') over = true;
        if (entry.type === 'update' && name === 'update' && !reached.has('resolved'))
          earlier = elapsed = 0;
        if (['acknowledged', 'mitigated', 'resolved'].includes(entry.type)) {
          reached.add(entry.type);
          acknowledged = true;
        }
      }
      done =
        name === 'acknowledge'
          ? acknowledged
          : name === 'mitigate'
            ? reached.has('mitigated') || reached.has('resolved')
            : reached.has('resolved');
      target = targets[severity ?? '']?.[name];
      open = readOpen(severity);
    }
    beforeDone = done ? (beforeDone ?? earlier) : undefined;
    earlier = elapsed;
    const halted = paused || planned[index] === 1;
    if (target === undefined) states[index] = 'not-applicable';
    else if (over) states[index] = undefined;
    else if (done) states[index] = (beforeDone ?? 0) < target ? 'met' : 'breached';
    else if (elapsed >= target) states[index] = 'breached';
    else if (halted) states[index] = 'paused';
    else states[index] = elapsed >= target * warnAt ? 'at-risk' : 'running';
    if (elapsed >= finalTarget) due ??= from + index * minute;
    else due = undefined;
    if (!done && !over && !halted && open[index] === 1) elapsed += minute;
  }
  return { states, due };
}

interface World {
  from: Instant;
  count: number;
  targets: Record<string, Partial<Record<string, number>>>;
  /** Lists for each minute if the calendar of a severity is open. */
  readOpen: (severity: string | undefined) => Uint8Array;
  warnAt: number;
  /** Minutes with planned work. */
  planned: Uint8Array;
}

// ---------------------------------------------------------------------------------------------

/** Weeks in which the clocks change: Europe both ways, New York, Lord Howe by half an hour, Chile at midnight, and two that never do. */
const weeks = [
  ['Europe/Amsterdam', '2026-03-26T00:00:00Z'],
  ['Europe/Amsterdam', '2026-10-22T00:00:00Z'],
  ['America/New_York', '2026-03-05T00:00:00Z'],
  ['America/New_York', '2026-10-29T00:00:00Z'],
  ['Australia/Lord_Howe', '2026-04-02T00:00:00Z'],
  ['Australia/Lord_Howe', '2026-10-01T00:00:00Z'],
  ['America/Santiago', '2026-09-03T00:00:00Z'],
  ['America/Santiago', '2026-04-02T00:00:00Z'],
  ['Asia/Kolkata', '2026-03-26T00:00:00Z'],
  ['Asia/Kathmandu', '2026-03-26T00:00:00Z'],
  ['Pacific/Chatham', '2026-04-02T00:00:00Z'],
  ['Africa/Casablanca', '2026-02-12T00:00:00Z'],
] as const;
const count = 7 * 24 * 60;

const clockTime = fc
  .oneof(
    fc.integer({ min: 0, max: 1439 }),
    fc.constantFrom(0, 60, 90, 120, 121, 150, 179, 180, 1439),
  )
  .map(
    (value) =>
      `${String(Math.floor(value / 60)).padStart(2, '0')}:${String(value % 60).padStart(2, '0')}`,
  );
const span = fc
  .tuple(clockTime, fc.oneof(clockTime, fc.constant('24:00')))
  .map(([from, to]) => `${from}-${to}`);

const calendarIn = (zone: string, from: Instant): fc.Arbitrary<Calendar> =>
  fc.record({
    timezone: fc.constant(zone),
    hours: fc.record(
      Object.fromEntries(names.map((name) => [name, fc.array(span, { maxLength: 2 })])),
    ),
    holidays: fc.uniqueArray(
      fc
        .integer({ min: -1, max: 7 })
        .map((offset) => new Date(from + offset * day).toISOString().slice(0, 10)),
      { maxLength: 2 },
    ),
  });

/** Target of each severity, in minutes. */
const target = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: 1, max: 600 }) },
  { weight: 1, arbitrary: fc.integer({ min: 600, max: 4000 }) },
);

/** A history that the fold takes entry by entry, with minutes between them. */
const history = fc.array(
  fc.record({
    gap: fc.oneof(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 1500 })),
    pick: fc.nat(99),
    severity: fc.constantFrom(...severities),
  }),
  { maxLength: 12 },
);

function makeEntries(
  start: Instant,
  steps: readonly { gap: number; pick: number; severity: string }[],
): Entry[] {
  let when = start;
  const entries: Entry[] = [{ at: formatInstant(when), type: 'detected' }];
  let [status, paused] = ['open', false];
  for (const { gap, pick, severity } of steps) {
    when += gap * minute;
    const live = ['open', 'acknowledged', 'mitigated'].includes(status);
    const choices: Entry['type'][] = [
      ...(live
        ? ([
            'acknowledged',
            'mitigated',
            'resolved',
            'update',
            'update',
            paused ? 'resumed' : 'paused',
          ] as const)
        : []),
      ...(live && pick % 7 === 0 ? (['cancelled'] as const) : []),
      ...(['mitigated', 'resolved', 'cancelled'].includes(status) ? (['reopened'] as const) : []),
      ...(status === 'cancelled' ? [] : (['triaged', 'triaged'] as const)),
    ];
    const type = choices[pick % choices.length] ?? 'note';
    if (type === 'reopened') status = 'open';
    else if (['mitigated', 'resolved', 'cancelled'].includes(type)) status = type;
    else if (type === 'acknowledged' && status === 'open') status = type;
    if (type === 'paused') paused = true;
    if (['resumed', 'resolved', 'cancelled'].includes(type)) paused = false;
    entries.push({
      at: formatInstant(when),
      type,
      ...(type === 'triaged' && { impact: 'high', urgency: 'high', severity, reason: 'as drawn' }),
      ...(['reopened', 'cancelled', 'paused'].includes(type) && { reason: 'as drawn' }),
      ...(type === 'resolved' && { resolution: 'fixed' as const }),
      ...(type === 'update' && {
        audience: 'public' as const,
        status: 'monitoring' as const,
        note: 'n',
      }),
    });
  }
  return entries;
}

/** How a history ends around the instant at which its resolution falls due. */
const edge = fc.record({
  pauses: fc.boolean(),
  /** Minutes from the due instant to the resolution. */
  late: fc.oneof(fc.constantFrom(-1, 0, 1), fc.integer({ min: 2, max: 1500 })),
});
type Edge = typeof edge extends fc.Arbitrary<infer Drawn> ? Drawn : never;

/** The triages of a history, then a resolution as close to its due instant as was drawn, perhaps in a pause that begins there. */
function endAtEdge(
  entries: readonly Entry[],
  { pauses, late }: Edge,
  world: World,
  now: Instant,
): Entry[] {
  const kept = entries.filter(({ type }) => ['detected', 'triaged', 'update'].includes(type));
  const { due } = stepThrough('resolve', kept, world, now);
  if (due === undefined || due <= at(kept.at(-1)?.at ?? '')) return kept;
  return [
    ...kept,
    ...(pauses && late >= 0
      ? [{ at: formatInstant(due), type: 'paused' as const, reason: 'as drawn' }]
      : []),
    { at: formatInstant(due + late * minute), type: 'resolved', resolution: 'fixed' },
  ];
}

const seed = Number(process.env['SITREP_SEED'] ?? 20_260_327);

describe('the fast clocks and those that look at the wall every minute agree', () => {
  // 12 weeks × 30 sets of calendars × 28 histories = 10,080 incidents.
  test.each(weeks)(
    '%s, the week of %s',
    (zone, week) => {
      const from = at(week);
      const walls = lookAtWall(zone, from - before * minute, before + count);
      const worlds = fc.record({
        calendars: fc.tuple(calendarIn(zone, from), calendarIn(zone, from)),
        chosen: fc.array(fc.constantFrom('always', 'one', 'two'), { minLength: 3, maxLength: 3 }),
        targets: fc.array(
          fc.record({
            acknowledge: fc.option(target),
            update: fc.option(target),
            mitigate: fc.option(target),
            resolve: fc.option(target),
          }),
          { minLength: 3, maxLength: 3 },
        ),
        warnAt: fc.constantFrom(0.5, 0.8, 1),
        planned: fc.array(
          fc.tuple(fc.integer({ min: 0, max: count }), fc.integer({ min: 1, max: 900 })),
          { maxLength: 2 },
        ),
        histories: fc.array(
          fc.record({
            start: fc.integer({ min: 0, max: 3000 }),
            steps: history,
            now: fc.integer({ min: 3000, max: count - 1 }),
            edge: fc.option(edge, { freq: 2 }),
          }),
          { minLength: 28, maxLength: 28 },
        ),
      });
      fc.assert(
        fc.property(
          worlds,
          ({ calendars: [one, two], chosen, targets, warnAt, planned, histories }) => {
            const open = {
              always: new Uint8Array(count).fill(1),
              one: openMinutes(one, walls),
              two: openMinutes(two, walls),
            };
            const row = (index: number) =>
              targets[index] ?? { acknowledge: null, update: null, mitigate: null, resolve: null };
            const settings: SettingsRecord = {
              organisation: { name: 'X', timezone: zone },
              severities: severities.map((id) => ({ id, name: id })),
              matrix: { high: { high: 'SEV1' } },
              calendars: { one, two },
              warn_at: warnAt,
              sla: [
                {
                  effective: '2020-01-01T00:00:00Z',
                  targets: Object.fromEntries(
                    severities.map((id, index) => [
                      id,
                      {
                        calendar: chosen[index] ?? 'always',
                        ...Object.fromEntries(
                          Object.entries(row(index))
                            .filter(([, value]) => value !== null)
                            .map(([name, value]) => [name, `${String(value)}m`]),
                        ),
                      },
                    ]),
                  ),
                },
              ],
            };
            const maintenance = planned.map(([start, length], index): Maintenance => ({
              id: `2026-01-01-m${index}`,
              path: '',
              hash: '',
              title: 'm',
              services: ['web'],
              impact: 'none',
              window: {
                start: formatInstant(from + start * minute),
                end: formatInstant(from + (start + length) * minute),
              },
            }));
            const world: World = {
              from,
              count,
              warnAt,
              targets: Object.fromEntries(
                severities.map((id, index) => [
                  id,
                  Object.fromEntries(
                    Object.entries(row(index)).map(([name, value]) => [
                      name,
                      value === null ? undefined : value * minute,
                    ]),
                  ),
                ]),
              ),
              readOpen: (severity) => open[chosen[severities.indexOf(severity ?? '')] ?? 'always'],
              planned: Uint8Array.from({ length: count }, (_, index) =>
                Number(planned.some(([start, length]) => start <= index && index < start + length)),
              ),
            };
            for (const { start, steps, now: nowMinute, edge } of histories) {
              const now = Math.max(from + nowMinute * minute, from + start * minute);
              const drawn = makeEntries(from + start * minute, steps);
              const entries = edge ? endAtEdge(drawn, edge, world, now) : drawn;
              const { register, incident } = makeRegister(entries, settings, { maintenance });
              const clocks = evaluateClocks(incident, readTargets(register, now), now);
              for (const name of ['acknowledge', 'mitigate', 'resolve', 'update'] as const) {
                const clock = clocks.find(({ key }) => key === name);
                if (!clock) throw new Error(name);
                const slow = stepThrough(name, entries, world, now);
                const last = (now - from) / minute;
                const wanted = slow.states[last];
                const hold = (got: unknown, expected: unknown, what: string): void => {
                  if (got === expected) return;
                  const told = { name, now: formatInstant(now), clock, entries, settings, planned };
                  expect(got, `${what} ${JSON.stringify(told, null, 1)}`).toBe(expected);
                };
                if (name === 'update') {
                  // While it is open, the silence now; once it is over another test says which.
                  if (clock.stopped === undefined && clock.state !== 'not-applicable')
                    hold(clock.state, wanted, 'state');
                  continue;
                }
                hold(clock.state, wanted ?? 'not-applicable', 'state');
                if (clock.state === 'not-applicable') continue;
                // Every minute on the way, too: both only step, so it is enough to look wherever either may.
                if (clock.stopped === undefined && clock.start !== undefined) {
                  const turns = new Set(
                    [...clock.changes.map(({ at: when }) => when), ...entries.map((e) => at(e.at))]
                      .map((when) => Math.ceil((when - from) / minute))
                      .concat((clock.start - from) / minute),
                  );
                  for (let index = (clock.start - from) / minute; index <= last; index++) {
                    const state = slow.states[index];
                    if (state === slow.states[index - 1] && !turns.has(index)) continue;
                    const instant = from + index * minute;
                    const got = findState(clock.changes, instant)?.state;
                    if (got === state || state === undefined || isGap(entries, instant, name))
                      continue;
                    hold(got, state, formatInstant(instant));
                  }
                }
                if (slow.due !== undefined) hold(clock.due, slow.due, 'due');
                else if (clock.stopped === undefined)
                  hold((clock.due ?? Infinity) >= from + (count - 1) * minute, true, 'due later');
              }
            }
          },
        ),
        { numRuns: 30, seed, endOnFailure: true },
      );
    },
    120_000,
  );
});

/** Between an end and the reopening that took it back: the slow one says how it stood then, the fast one that it stands still. */
function isGap(entries: readonly Entry[], instant: Instant, name: string): boolean {
  let gone = false;
  for (const entry of entries) {
    if (at(entry.at) > instant) break;
    if (
      entry.type === 'resolved' ||
      entry.type === 'cancelled' ||
      (entry.type === 'mitigated' && name === 'mitigate')
    )
      gone = true;
    if (entry.type === 'reopened') gone = false;
  }
  return gone;
}

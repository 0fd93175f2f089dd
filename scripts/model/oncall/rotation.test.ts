import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Layer, TeamRecord } from '../../../schemas/generated/records.ts';
import { findNextOnCall, findOnCall, listGaps, listShifts } from './rotation.ts';

type Rotation = NonNullable<TeamRecord['rotation']>;

const at = (text: string): number => Date.parse(text);
const simple = (rest: Partial<Rotation> = {}): { rotation: Rotation } => ({
  rotation: {
    timezone: 'Europe/Amsterdam',
    handover: '09:00',
    order: ['ada', 'grace', 'alan'],
    start: '2026-03-02',
    length: '1w',
    ...rest,
  },
});
const who = (team: { rotation: Rotation }, text: string): string =>
  findOnCall(team, at(text))
    .map(({ handle }) => handle)
    .join('+');

describe('a rotation', () => {
  it('goes through its order, at the handover', () => {
    const team = simple();
    expect(who(team, '2026-03-02T07:59:59Z')).toBe('');
    expect(who(team, '2026-03-02T08:00:00Z')).toBe('ada');
    expect(who(team, '2026-03-09T07:59:59Z')).toBe('ada');
    expect(who(team, '2026-03-09T08:00:00Z')).toBe('grace');
    expect(who(team, '2026-03-16T12:00:00Z')).toBe('alan');
    expect(who(team, '2026-03-23T12:00:00Z')).toBe('ada');
    expect(findOnCall({}, 0)).toEqual([]);
  });

  it('keeps the handover at nine when the clocks go forward, and back', () => {
    const week = (text: string): string[] => {
      const [shift] = findOnCall(simple(), at(text));
      return [shift?.from ?? 0, shift?.to ?? 0].map((instant) => new Date(instant).toISOString());
    };
    // 29 March 2026 has 23 hours in Amsterdam, 25 October has 25.
    expect(week('2026-03-25T12:00:00Z')).toEqual([
      '2026-03-23T08:00:00.000Z',
      '2026-03-30T07:00:00.000Z',
    ]);
    expect(week('2026-10-21T12:00:00Z')).toEqual([
      '2026-10-19T07:00:00.000Z',
      '2026-10-26T08:00:00.000Z',
    ]);
  });

  it('hands over as the clocks leap over the handover, and at the first of two', () => {
    const nights = simple({ handover: '02:30', length: '1d' });
    const begins = (from: string, to: string): string[] =>
      listShifts(nights, at(from), at(to)).map(({ from: start }) => new Date(start).toISOString());
    expect(begins('2026-03-28T12:00:00Z', '2026-03-30T12:00:00Z')).toEqual([
      '2026-03-28T01:30:00.000Z',
      '2026-03-29T01:00:00.000Z',
      '2026-03-30T00:30:00.000Z',
    ]);
    expect(begins('2026-10-24T12:00:00Z', '2026-10-26T12:00:00Z')).toEqual([
      '2026-10-24T00:30:00.000Z',
      '2026-10-25T00:30:00.000Z',
      '2026-10-26T01:30:00.000Z',
    ]);
  });

  it('lets the later of two overrides win, and returns its index', () => {
    const team = simple({
      overrides: [
        { from: '2026-03-03T09:00:00+01:00', to: '2026-03-05T09:00:00+01:00', handle: 'alan' },
        { from: '2026-03-04T09:00:00+01:00', to: '2026-03-04T18:00:00+01:00', handle: 'grace' },
      ],
    });
    const shifts = listShifts(team, at('2026-03-02T08:00:00Z'), at('2026-03-09T08:00:00Z'));
    expect(shifts.map(({ handle, override }) => [handle, override])).toEqual([
      ['ada', undefined],
      ['alan', 0],
      ['grace', 1],
      ['alan', 0],
      ['ada', undefined],
    ]);
    for (const [index, { from }] of shifts.entries()) {
      if (index > 0) expect(from).toBe(shifts[index - 1]?.to);
    }
  });

  it('finds who comes next', () => {
    const team = simple({ order: ['ada', 'ada', 'grace'] });
    expect(findNextOnCall(team, at('2026-03-03T12:00:00Z'))).toEqual({
      handle: 'grace',
      from: at('2026-03-16T08:00:00Z'),
      to: at('2026-03-23T08:00:00Z'),
    });
    expect(findNextOnCall(simple({ order: ['ada'] }), at('2026-03-03T12:00:00Z'))).toBeUndefined();
    expect(findNextOnCall(simple({ start: '2027-03-01' }), at('2026-03-03T12:00:00Z'))?.from).toBe(
      at('2027-03-01T08:00:00Z'),
    );
  });
});

const layer = (name: string, timezone: string, rest: Partial<Layer> = {}): Layer => ({
  name,
  timezone,
  handover: '09:00',
  order: [`${name}-a`, `${name}-b`],
  start: '2026-01-05',
  length: '1w',
  hours: '09:00-17:00',
  ...rest,
});

describe('layers', () => {
  const sun = {
    rotation: {
      layers: [
        layer('Amsterdam', 'Europe/Amsterdam'),
        layer('New York', 'America/New_York', { hours: '11:00-19:00' }),
        layer('Auckland', 'Pacific/Auckland', { hours: '12:00-21:00' }),
      ],
    },
  };

  it('follow the sun, and leave a gap in the weeks in which only one side has changed its clocks', () => {
    const gaps = (from: string, to: string): string[] =>
      listGaps(sun, at(from), at(to)).map(
        (gap) =>
          `${new Date(gap.from).toISOString().slice(0, 16)}/${new Date(gap.to).toISOString().slice(11, 16)}`,
      );
    // Winter in Europe: 08–16, 16–24 and 23–08 UTC.
    expect(gaps('2026-02-03T00:00:00Z', '2026-02-04T00:00:00Z')).toEqual([]);
    // New York is on summer time from 8 March 2026: its hours are 15–23 UTC.
    expect(gaps('2026-03-10T00:00:00Z', '2026-03-11T00:00:00Z')).toEqual([]);
    // In July Auckland's winter begins at 00 UTC and New York's day ends at 23.
    expect(gaps('2026-07-07T00:00:00Z', '2026-07-08T00:00:00Z')).toEqual([
      '2026-07-07T23:00/00:00',
    ]);
  });

  it('count the days on which hours begin', () => {
    const team = {
      rotation: {
        layers: [
          layer('night', 'Europe/Amsterdam', { hours: '22:00-06:00', days: ['friday'] }),
          layer('weekend', 'Europe/Amsterdam', {
            hours: '00:00-24:00',
            days: ['saturday', 'sunday'],
            handover: '00:00',
          }),
        ],
      },
    } satisfies { rotation: Rotation };
    // 9 January 2026 is a Friday.
    expect(who(team, '2026-01-09T20:59:00Z')).toBe('');
    expect(who(team, '2026-01-09T21:00:00Z')).toBe('night-a');
    expect(who(team, '2026-01-10T04:59:00Z')).toBe('night-a+weekend-a');
    expect(who(team, '2026-01-11T12:00:00Z')).toBe('weekend-a');
    expect(findOnCall(team, at('2026-01-11T12:00:00Z'))).toEqual([
      {
        handle: 'weekend-a',
        layer: 'weekend',
        from: at('2026-01-09T23:00:00Z'),
        to: at('2026-01-11T23:00:00Z'),
      },
    ]);
    expect(who(team, '2026-01-11T23:00:00Z')).toBe('');
  });

  it('are replaced one by one by a swap with a name, and all at once by one without', () => {
    const span = { from: '2026-01-06T09:00:00+01:00', to: '2026-01-06T17:00:00+01:00' };
    const both = [layer('one', 'Europe/Amsterdam'), layer('two', 'Europe/Amsterdam')];
    const swap = (...overrides: NonNullable<Rotation['overrides']>): string =>
      who({ rotation: { layers: both, overrides } }, '2026-01-06T12:00:00Z');
    expect(swap()).toBe('one-a+two-a');
    expect(swap({ ...span, handle: 'eve', layer: 'two' })).toBe('one-a+eve');
    expect(swap({ ...span, handle: 'eve' })).toBe('eve');
    expect(swap({ ...span, handle: 'eve' }, { ...span, handle: 'bob', layer: 'one' })).toBe(
      'bob+eve',
    );
    expect(swap({ ...span, handle: 'bob', layer: 'one' }, { ...span, handle: 'eve' })).toBe('eve');
    expect(swap({ ...span, handle: 'eve', layer: 'three' })).toBe('one-a+two-a');
  });

  it('stand beside a rotation without a name', () => {
    const team = simple({ layers: [layer('second', 'Europe/Amsterdam')] });
    expect(who(team, '2026-03-02T12:00:00Z')).toBe('ada+second-a');
  });
});

const walls = new Map<string, { format: Intl.DateTimeFormat; known: Map<number, number> }>();

/** Minutes that a zone's clocks show, counted from 1970, as Intl writes them. */
function readWall(instant: number, timeZone: string): number {
  let wall = walls.get(timeZone);
  if (!wall) {
    const two = '2-digit';
    const format = new Intl.DateTimeFormat('en-GB', {
      ...{ timeZone, hourCycle: 'h23', year: 'numeric' },
      ...{ month: two, day: two, hour: two, minute: two },
    });
    walls.set(timeZone, (wall = { format, known: new Map() }));
  }
  let shown = wall.known.get(instant);
  if (shown === undefined) {
    // 29/03/2026, 03:00
    const [date = '', time = ''] = wall.format.format(instant).split(', ');
    shown = Date.parse(`${date.split('/').reverse().join('-')}T${time}Z`) / 60_000;
    wall.known.set(instant, shown);
  }
  return shown;
}

/**
 * The slow second implementation: a clock read again and again, and turns counted as they come. It
 * knows nothing of offsets, of shifts as spans, or of cutting. Everything that is drawn begins and ends
 * with a quarter of an hour, so the clock is read in the first and in the last minute of each.
 */
function* walk(rotation: Rotation, from: number, to: number): Generator<[number, string[]]> {
  const { layers = [], overrides = [], timezone, handover, order, start, length } = rotation;
  const own = { name: undefined, timezone, handover, order, start, length };
  const all = [...(order ? [own as Omit<Layer, 'name'> & { name: undefined }] : []), ...layers];
  const clock = (text: string): number => Number(text.slice(0, 2)) * 60 + Number(text.slice(3));
  const unit: Record<string, number> = { h: 60, d: 1440, w: 10_080 };
  const names = ['thu', 'fri', 'sat', 'sun', 'mon', 'tue', 'wed'];
  const reached = all.map(() => -Infinity);
  const turns = all.map(() => -1);
  for (let instant = from; instant < to; instant += instant % 900_000 === 0 ? 840_000 : 60_000) {
    const standing = new Set<number>();
    const on = all.map((one, index) => {
      // The furthest the clocks have come: an hour that comes again changes nothing.
      const now = Math.max(reached[index] ?? 0, readWall(instant, one.timezone));
      reached[index] = now;
      const size = Number(one.length.slice(0, -1)) * (unit[one.length.slice(-1)] ?? 0);
      const first = Date.parse(one.start) / 60_000 + clock(one.handover);
      let turn = turns[index] ?? -1;
      while (first + (turn + 1) * size <= now) turn++;
      turns[index] = turn;
      const [opens = 0, ends = 0] = (one.hours ?? '00:00-24:00').split('-').map(clock);
      const lasts = ends > opens ? ends - opens : ends + 1440 - opens;
      const isOpen = [0, 1].some((back) => {
        const date = Math.floor(now / 1440) - back;
        const begin = date * 1440 + opens;
        const isDay = one.days?.some((name) => name.startsWith(names[date % 7] ?? '?')) ?? true;
        return isDay && begin <= now && now < begin + lasts;
      });
      const swap = overrides.findLastIndex(
        ({ layer: name, from: begin, to: end }) =>
          (name ?? one.name) === one.name && at(begin) <= instant && instant < at(end),
      );
      const stands = overrides[swap];
      if (stands) {
        if (stands.layer === undefined && standing.has(swap)) return '';
        standing.add(swap);
        return `${stands.layer ?? ''}/${stands.handle}/${swap}`;
      }
      const handle = one.order[turn % one.order.length];
      return isOpen && turn >= 0 ? `${one.name ?? ''}/${handle ?? ''}/` : '';
    });
    yield [instant, on.filter((name) => name !== '')];
  }
}

describe('against the minute hand', () => {
  // Four days around a change of the clocks, in zones that change by an hour, by half of one, at
  // midnight, in the other half of the year, or never, with offsets of whole, half and quarter hours.
  const begins = [
    '2026-03-07T00:00:00Z', // New York, Saint John's, Havana forward
    '2026-03-27T00:00:00Z', // Amsterdam forward
    '2026-04-03T00:00:00Z', // Lord Howe back
    '2026-10-02T00:00:00Z', // Lord Howe forward
    '2026-10-24T00:00:00Z', // Amsterdam back
    '2026-10-31T00:00:00Z', // New York, Saint John's, Havana back
    '2026-12-29T00:00:00Z',
  ].map(at);
  const zone = fc.constantFrom(
    'Europe/Amsterdam',
    'America/New_York',
    'America/St_Johns',
    'America/Havana',
    'Australia/Lord_Howe',
    'Asia/Kolkata',
    'Asia/Kathmandu',
    'UTC',
  );
  const two = (number: number): string => String(number).padStart(2, '0');
  const time = fc
    .oneof(fc.integer({ min: 0, max: 95 }), fc.integer({ min: 0, max: 15 }))
    .map((quarter) => `${two(Math.floor(quarter / 4))}:${two((quarter % 4) * 15)}`);
  const handle = fc.constantFrom('ada', 'grace', 'alan', 'edsger');
  const order = fc.array(handle, { minLength: 1, maxLength: 4 });
  const length = fc.constantFrom('1d', '2d', '1w', '12h', '8h', '1h');
  const days = fc.subarray(
    ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const,
    { minLength: 1 },
  );
  const any = fc
    .tuple(fc.constantFrom(...begins), fc.integer({ min: -20, max: 2 }))
    .chain(([begin, ahead]) => {
      const start = new Date(begin + ahead * 86_400_000).toISOString().slice(0, 10);
      const turns = { timezone: zone, handover: time, order, start: fc.constant(start), length };
      const instant = fc
        .integer({ min: -24 * 4, max: 120 * 4 })
        .map((quarter) => new Date(begin + quarter * 900_000).toISOString());
      const optional = {
        requiredKeys: ['name', 'timezone', 'handover', 'order', 'start', 'length'],
      };
      const layers = fc
        .array(
          fc.record(
            {
              ...turns,
              name: fc.constant(''),
              hours: fc
                .tuple(time, fc.oneof(time, fc.constant('24:00')))
                .map((span) => span.join('-')),
              days,
            },
            optional as {
              requiredKeys: ['name', 'timezone', 'handover', 'order', 'start', 'length'];
            },
          ),
          { minLength: 1, maxLength: 3 },
        )
        .map((list) => list.map((one, index) => ({ ...one, name: `layer ${index}` })));
      const overrides = fc.array(
        fc.record(
          { from: instant, to: instant, handle, layer: fc.constantFrom('layer 0', 'layer 1') },
          { requiredKeys: ['from', 'to', 'handle'] },
        ),
        { maxLength: 5 },
      );
      const rotation = fc.oneof(
        fc.record({ ...turns, overrides }),
        fc.record({ layers, overrides }),
        fc.record({ ...turns, layers, overrides }),
      );
      return fc.record({ begin: fc.constant(begin), rotation });
    });

  const name = ({
    layer: of,
    handle: who,
    override,
  }: ReturnType<typeof findOnCall>[number]): string => `${of ?? ''}/${who}/${override ?? ''}`;

  it('agrees with a slow second implementation, quarter by quarter', () => {
    fc.assert(
      fc.property(any, ({ begin, rotation }) => {
        const end = begin + 4 * 86_400_000;
        const shifts = listShifts({ rotation }, begin, end);
        const gaps = listGaps({ rotation }, begin, end);
        for (const [instant, on] of walk(rotation, begin, end)) {
          const listed = shifts.filter(({ from, to }) => from <= instant && instant < to);
          const isGap = gaps.some(({ from, to }) => from <= instant && instant < to);
          // An expectation takes longer than a minute of the walk, so it is only met where it fails.
          const text = new Date(instant).toISOString();
          if (isGap !== (on.length === 0)) expect(isGap, text).toBe(on.length === 0);
          const [fast, slow] = [listed.map(name).sort(), on.toSorted()];
          if (fast.join() !== slow.join()) expect(fast, text).toEqual(slow);
          // Asking for one instant takes longer than looking into a list.
          if (instant % 420_000 > 0) continue;
          const found = findOnCall({ rotation }, instant);
          expect(found.map(name), text).toEqual(on);
          for (const shift of found) expect(shifts).toContainEqual(shift);
        }
      }),
      { numRuns: 120 },
    );
  });
});

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadRegister } from '../../edges/disk/load.ts';
import { parseYaml } from '../record/parse.ts';
import { assembleRegister } from '../register/assemble.ts';
import type { Affected, Incident, Register, UnreadIncident } from '../register/register.ts';
import { fillSettings } from '../register/settings.ts';
import { testdir } from '../../testing/folder.ts';
import { computeKpis, type Dimension, type KpiResult } from './compute.ts';
import { kpis } from './index.ts';
import type { Row } from './kpi.ts';
import { listWeeks, parsePeriod } from './period.ts';

const folder = import.meta.dirname;
const now = Date.parse('2026-02-01T00:00:00Z');
const january = { from: Date.parse('2026-01-01T00:00:00Z'), to: now };

const base = {
  'sitrep.yaml': 'organisation: {name: Example}\n',
  'catalog/teams/web.yaml': 'name: Web\nmembers: [{handle: ada, name: Ada Example}]\n',
  'catalog/services/checkout.yaml': 'name: Checkout\ntier: 1\nteam: web\n',
};

const files = readdirSync(folder);
const pages = files.filter((file) => file.endsWith('.md')).map((file) => file.slice(0, -3));

it('has an index line and a page for every KPI on the shelf', () => {
  expect(kpis.map(({ name }) => name).sort()).toEqual(pages.sort());
  expect(files).toEqual(expect.arrayContaining(pages.map((name) => `${name}.ts`)));
});

it.each(kpis)('gives $name the title of its page', ({ name, title }) => {
  const [heading] = readFileSync(join(folder, `${name}.md`), 'utf8').split('\n');
  expect(heading).toBe(`# ${title}`);
});

describe.each(pages)('the page of %s', (name) => {
  it('has a worked example, which is computed', async () => {
    const text = readFileSync(join(folder, `${name}.md`), 'utf8');
    const blocks = [...text.matchAll(/```\w+ (\S+)\n([^]*?)```/g)];
    const example = Object.fromEntries(blocks.map(([, path = '', body = '']) => [path, body]));
    const { result = '', ...records } = example;
    const { register, findings } = await loadRegister(testdir({ ...base, ...records }));
    expect(findings).toEqual([]);
    const [computed] = computeKpis(register, { span: january, now, names: [name] });
    const parsed = parseYaml(result);
    const wanted = ('value' in parsed ? parsed.value : {}) as Record<string, number>;
    expect(Object.keys(wanted).length).toBeGreaterThan(2);
    for (const [key, value] of Object.entries(wanted)) {
      expect(computed?.[key as keyof KpiResult], key).toBeCloseTo(value, 9);
    }
    if (wanted['n'] === 0) expect(computed?.value).toBeUndefined();
  });
});

/** An incident of nothing but what a KPI reads. */
function make(id: string, rest: Partial<Incident>): Incident {
  return {
    id,
    path: `2026/${id}`,
    hash: '',
    title: id,
    summary: id,
    services: ['checkout'],
    category: 'software',
    channel: 'monitoring',
    visibility: 'internal',
    kind: 'incident',
    tags: [],
    aliases: [],
    runbooks: [],
    related: [],
    tasks: [],
    csat: [],
    status: 'resolved',
    severities: [],
    milestones: {},
    reopened: [],
    reassigned: [],
    lapsed: [],
    fulfilled: [],
    regulatory: [],
    escalations: [],
    roles: {},
    pauses: [],
    affected: [],
    updates: [],
    runbookUses: [],
    entries: 1,
    fragments: 0,
    references: [],
    ...rest,
  };
}

function register(incidents: Incident[], timezone = 'UTC'): Register {
  return assembleRegister({
    settings: fillSettings({ organisation: { name: 'Example', timezone } }),
    incidents,
    services: ['checkout', 'search'].map((id) => ({
      id,
      path: '',
      hash: '',
      name: id,
      tier: 1,
      team: 'web',
    })),
    teams: [],
    runbooks: [],
    problems: [],
    maintenance: [],
    reports: [],
    leftOut: [],
    unread: [],
    links: [],
    files: [],
  });
}

it('counts no score that is not on its scale', () => {
  const detected = { milestones: { detected: january.from } };
  const score = (value: number, responses: number) => ({
    score: value,
    of: 5,
    responses,
    at: '2026-01-20T00:00:00Z',
  });
  const incidents = [
    // 3 of 5 is 50 %; neither 9 nor 0 of 5 is anything.
    make('2026-01-01-a', { ...detected, csat: [score(9, 10), score(3, 30), score(0, 10)] }),
    make('2026-01-01-b', { ...detected, csat: [score(5.1, 10)] }),
  ];
  const [result] = computeKpis(register(incidents), { span: january, now, names: ['csat'] });
  expect(result).toMatchObject({ n: 1, missing: 1, value: 0.5 });
});

it('counts as reopened only what had been called resolved', () => {
  const detected = january.from;
  const again = detected + 60_000;
  const incidents = [
    // From resolved, resolved again or not; from mitigated; a false alarm that was none.
    make('2026-01-01-a', {
      milestones: { detected, resolved: again },
      reopened: [again],
      lapsed: [{ mitigated: detected, resolved: detected }],
    }),
    make('2026-01-01-b', {
      milestones: { detected },
      reopened: [again],
      lapsed: [{ resolved: detected }],
    }),
    make('2026-01-01-c', {
      milestones: { detected, resolved: again },
      reopened: [detected],
      lapsed: [{ mitigated: detected }],
    }),
    make('2026-01-01-d', {
      milestones: { detected },
      reopened: [again],
      lapsed: [{ endedAt: detected }],
    }),
  ];
  const options = { span: january, now, names: ['reopen-rate'] };
  const [result] = computeKpis(register(incidents), options);
  expect(result).toMatchObject({ n: 3, missing: 1, excluded: 0 });
  expect(result?.value).toBeCloseTo(2 / 3, 9);
});

const minute = 60_000;
const drafts = fc.array(
  fc.record({
    start: fc.integer({ min: -5000, max: 45_000 }),
    detect: fc.option(fc.integer({ min: 0, max: 600 }), { nil: undefined }),
    resolve: fc.option(fc.integer({ min: 0, max: 6000 }), { nil: undefined }),
    kind: fc.constantFrom('incident', 'incident', 'incident', 'exercise', 'near-miss'),
    severity: fc.constantFrom('SEV1', 'SEV2', undefined),
    service: fc.constantFrom('checkout', 'search'),
    state: fc.constantFrom('major-outage', 'partial-outage', 'degraded'),
  }),
  { maxLength: 40 },
);
type Draft = typeof drafts extends fc.Arbitrary<(infer T)[]> ? T : never;

function build(list: readonly Draft[]): Incident[] {
  return list.map(({ start, detect, resolve, kind, severity, service, state }, index) => {
    const started = january.from + start * minute;
    const detected = detect === undefined ? undefined : started + detect * minute;
    const resolved = resolve === undefined ? undefined : (detected ?? started) + resolve * minute;
    return make(`2026-01-01-i${index}`, {
      kind,
      services: [service],
      status: resolved === undefined ? 'open' : 'resolved',
      ...(severity !== undefined && { severity }),
      milestones: {
        started,
        ...(detected !== undefined && { detected }),
        ...(resolved !== undefined && { resolved }),
      },
      firstAt: started,
      affected: [
        {
          service,
          state,
          from: started,
          ...(resolved !== undefined && { to: resolved }),
        },
      ],
    });
  });
}

const run = (incidents: Incident[], name: string, span = january, by?: Dimension): KpiResult => {
  const [result] = computeKpis(register(incidents), {
    span,
    now,
    names: [name],
    ...(by && { by }),
  });
  if (!result) throw new Error(name);
  return result;
};

describe('any incidents', () => {
  it('gives the mean, median and P90 that a second, plain implementation gives', () => {
    fc.assert(
      fc.property(drafts, (list) => {
        // Written for being obviously right: no shared code, minutes instead of milliseconds.
        const values: number[] = [];
        let missing = 0;
        let excluded = 0;
        for (const { start, detect, resolve, kind } of list) {
          const at = start + (detect ?? 0);
          if (at < 0 || at >= 31 * 24 * 60) continue;
          if (kind !== 'incident') excluded++;
          else if (detect === undefined || resolve === undefined) missing++;
          else values.push(resolve * 60);
        }
        values.sort((a, b) => a - b);
        const result = run(build(list), 'mttr');
        expect([result.n, result.missing, result.excluded]).toEqual([
          values.length,
          missing,
          excluded,
        ]);
        if (values.length === 0) {
          expect([result.value, result.mean, result.median]).toEqual([
            undefined,
            undefined,
            undefined,
          ]);
          return;
        }
        expect(result.mean).toBeCloseTo(values.reduce((a, b) => a + b) / values.length, 6);
        const middle = values.length / 2;
        const median =
          values.length % 2 === 1
            ? values[Math.floor(middle)]
            : ((values[middle - 1] ?? 0) + (values[middle] ?? 0)) / 2;
        expect(result.median).toBeCloseTo(median ?? 0, 6);
        expect(result.value).toBe(result.median);
        expect(result.interval === undefined).toBe(values.length < 6);
        expect(result.p90 === undefined).toBe(values.length < 36);
        if (!result.p90) return;
        // Definition 7: at 0.9 of the way from the first value to the last, on the line between neighbours.
        const place = (values.length - 1) * 0.9;
        const [low = 0, high = low] = values.slice(Math.floor(place));
        expect(result.p90.value).toBeCloseTo(low + (high - low) * (place % 1), 6);
      }),
    );
  });

  it('gives the availability that counting minute by minute gives', () => {
    fc.assert(
      fc.property(drafts, (list) => {
        const day = { from: january.from, to: january.from + 3 * 24 * 60 * minute };
        const minutes = 3 * 24 * 60;
        const rows = run(build(list), 'availability', day).rows;
        for (const service of ['checkout', 'search']) {
          let lost = 0;
          for (let at = 0; at < minutes; at++) {
            let worst = 0;
            for (const draft of list) {
              if (draft.service !== service || draft.kind !== 'incident') continue;
              const end =
                draft.resolve === undefined
                  ? Infinity
                  : draft.start + (draft.detect ?? 0) + draft.resolve;
              const weight = { 'major-outage': 1, 'partial-outage': 0.5, degraded: 0 }[draft.state];
              if (draft.start <= at && at < end) worst = Math.max(worst, weight);
            }
            lost += worst;
          }
          const row = rows.find(({ id }) => id === service)?.outcome;
          expect(row && 'value' in row && row.value).toBeCloseTo(1 - lost / minutes, 9);
        }
      }),
      { numRuns: 40 },
    );
  });

  it('counts every row in one group, and adds up over adjacent periods', () => {
    fc.assert(
      fc.property(drafts, fc.integer({ min: 0, max: 31 }), (list, days) => {
        const incidents = build(list);
        const whole = run(incidents, 'mttr', january, 'severity');
        const groups = whole.groups ?? [];
        expect(groups.reduce((sum, { figure }) => sum + figure.n, 0)).toBe(whole.n);
        const cut = january.from + days * 24 * 60 * minute;
        const parts = [
          { from: january.from, to: cut },
          { from: cut, to: january.to },
        ].map((span) => run(incidents, 'mttr', span).n);
        expect((parts[0] ?? 0) + (parts[1] ?? 0)).toBe(whole.n);
        const affected = (span: typeof january): number =>
          run(incidents, 'impact-minutes', span).rows.reduce(
            (sum, { outcome }) => sum + ('value' in outcome ? outcome.value : 0),
            0,
          );
        expect(
          affected({ from: january.from, to: cut }) + affected({ from: cut, to: january.to }),
        ).toBeCloseTo(affected(january), 6);
      }),
    );
  });

  it('gives the same figures for the same incidents in another order', () => {
    fc.assert(
      fc.property(drafts, (list) => {
        const incidents = build(list);
        const figures = (order: Incident[]): unknown =>
          computeKpis(register(order), { span: january, now }).map(
            ({ rows: _rows, ...figure }) => figure,
          );
        expect(figures([...incidents].reverse())).toEqual(figures(incidents));
      }),
      { numRuns: 30 },
    );
  });
});

describe('figures worked out by hand', () => {
  it('counts a time to or from an assumed milestone as missing, with the reason', () => {
    const at = Date.parse('2026-01-05T08:00:00Z');
    const milestones = { started: at, detected: at, resolved: at + 3_600_000 };
    const [why, other] = ['the page does not say', 'the page gives one time only'];
    const outcomes = (more: Partial<Incident>): unknown[] =>
      ['mtti', 'mttr'].map((name) => {
        const records = register([make('a', more)]);
        return computeKpis(records, { span: january, now, names: [name] })[0]?.rows[0]?.outcome;
      });
    expect(outcomes({ milestones })).toEqual([{ value: 0 }, { value: 3600 }]);
    // It resolved an hour after its start, which is stated, so the assumed detection adds nothing.
    expect(outcomes({ milestones, assumed: { detected: why } })).toEqual([
      { missing: `assumed, ${why}` },
      { value: 3600 },
    ]);
    expect(outcomes({ milestones, assumed: { detected: why, resolved: other } })).toEqual([
      { missing: `assumed, ${why}` },
      { missing: `assumed, ${other}` },
    ]);
    const later = { ...milestones, detected: at + 60_000 };
    expect(outcomes({ milestones: later, assumed: { detected: why } })).toEqual([
      { missing: `assumed, ${why}` },
      { missing: `assumed, ${why}` },
    ]);
    expect(outcomes({ milestones, assumed: { started: why, detected: why } })).toEqual([
      { missing: `assumed, ${why}` },
      { missing: `assumed, ${why}` },
    ]);
  });

  const at = (day: string): number => Date.parse(`2026-${day}:00Z`);
  const lasting = (id: string, from: string, to?: string, rest: Partial<Incident> = {}): Incident =>
    make(id, {
      status: to === undefined ? 'open' : 'resolved',
      milestones: { started: at(from), detected: at(from), ...(to && { resolved: at(to) }) },
      firstAt: at(from),
      ...rest,
    });
  const measure = (
    name: string,
    incidents: Incident[],
    { period = '2026-01', asked = '2026-07-01T00:00:00Z', timezone = 'UTC' } = {},
  ): KpiResult => {
    const span = parsePeriod(period, timezone);
    if (!span) throw new Error(period);
    const [result] = computeKpis(register(incidents, timezone), {
      span,
      now: Date.parse(asked),
      names: [name],
    });
    if (!result) throw new Error(name);
    return result;
  };

  it('divides by the exact length of a period, up to now', () => {
    // On 20 January 19 days of the year are over, with two incidents: 2 ÷ (19 ÷ 7) = 14 ÷ 19 a week.
    const incidents = [
      lasting('a', '01-02T00:00', '01-02T01:00'),
      lasting('b', '01-16T00:00', '01-16T01:00'),
    ];
    const asked = '2026-01-20T00:00:00Z';
    const result = measure('incidents-per-week', incidents, { period: '2026', asked });
    expect(result).toMatchObject({ n: 3, events: 2, exposure: 19 * 86_400 });
    expect(result.value).toBeCloseTo(14 / 19, 12);
    expect(result.interval).toBeUndefined();
  });

  it('never gives a rate an interval of width 0', () => {
    // Without an incident in 31 days: at most 3.6889 ÷ (31 ÷ 7) a week.
    const { value, interval } = measure('incidents-per-week', []);
    expect([value, interval?.low]).toEqual([0, 0]);
    expect(interval?.high).toBeCloseTo(3.6889 / (31 / 7), 4);
  });

  it('has no figure of any KPI for a period that has not begun', () => {
    const incidents = [lasting('a', '01-02T00:00', '01-02T01:00')];
    const span = { from: at('03-01T00:00'), to: at('04-01T00:00') };
    for (const { name, n, value } of computeKpis(register(incidents), { span, now })) {
      expect([name, n, value]).toEqual([name, 0, undefined]);
    }
  });

  it('divides the uptime of each service, with the quiet at both ends, by its failures', () => {
    // Of 744 h checkout is down for 1 h, and from the 5th on, 27 d = 648 h: 95 h of uptime. The third
    // incident falls into the second. Search works all the time.
    const incidents = [
      lasting('a', '01-01T12:00', '01-01T13:00'),
      lasting('b', '01-05T00:00'),
      lasting('c', '01-20T00:00', '01-20T01:00'),
    ];
    const { rows, value, interval } = measure('mtbf', incidents);
    expect(rows.map(({ id, outcome }) => [id, outcome])).toEqual([
      ['checkout', { events: 3, exposure: 95 * 3600 }],
      ['search', { events: 0, exposure: 744 * 3600 }],
    ]);
    expect(value).toBeCloseTo((839 / 3) * 3600, 6);
    // Garwood’s interval of 3 failures: 0.6187 to 8.7673.
    expect(interval?.low).toBeCloseTo((839 * 3600) / 8.7673, -2);
    expect((839 * 3600) / (interval?.high ?? 0)).toBeCloseTo(0.6187, 4);
  });

  it('counts a failure that began before the period only as downtime', () => {
    const incidents = [lasting('a', '01-31T00:00', '02-01T12:00')];
    const { rows, value } = measure('mtbf', incidents, { period: '2026-02' });
    expect(rows[0]?.outcome).toEqual({ events: 0, exposure: (28 * 24 - 12) * 3600 });
    expect(value).toBeUndefined();
  });

  it('takes neither an exercise nor a duplicate for a first occurrence', () => {
    const incidents = [
      lasting('a', '01-01T00:00', '01-01T01:00', { problem: 'p', kind: 'exercise' }),
      lasting('b', '01-02T00:00', '01-02T01:00', { problem: 'p', status: 'merged' }),
      lasting('c', '01-03T00:00', '01-03T01:00', { problem: 'p' }),
      lasting('d', '01-04T00:00', '01-04T01:00', { problem: 'p' }),
    ];
    const { n, excluded, value } = measure('recurrence-rate', incidents);
    expect([n, excluded, value]).toEqual([2, 2, 0.5]);
  });

  describe('of actions', () => {
    const postmortem = {
      path: '',
      digest: '',
      standing: 'draft' as const,
      authors: [],
      state: 'draft' as const,
      root_causes: [],
      actions: [
        { id: 'a1', title: 'One', type: 'prevent' as const, due: '2026-03-31', done: '2026-03-31' },
        { id: 'a2', title: 'Two', type: 'prevent' as const },
      ],
    };
    const incidents = [lasting('a', '03-01T00:00', '03-01T01:00', { postmortem })];

    it.each(['UTC', 'Europe/Amsterdam', 'America/New_York'])(
      'counts one that is due on the last day of a quarter in that quarter, in %s',
      (timezone) => {
        const count = (period: string): number[] => {
          const { n, missing } = measure('action-closure', incidents, { period, timezone });
          return [n, missing];
        };
        // The second has no due date: it goes by its incident, which is of the first quarter.
        expect(count('2026-Q1')).toEqual([1, 1]);
        expect(count('2026-Q2')).toEqual([0, 0]);
      },
    );

    it('has none open at the end of the day on which it was done', () => {
      const ids = (period: string): string[] =>
        measure('action-age', incidents, { period, timezone: 'Europe/Amsterdam' }).rows.map(
          ({ id }) => id,
        );
      expect(ids('2026-03-01..2026-03-30')).toEqual(['a/a1', 'a/a2']);
      expect(ids('2026-03-01..2026-03-31')).toEqual(['a/a2']);
    });
  });

  it('leaves planned work out of both the agreed and the lost time', () => {
    // 10 days = 240 h, of which 24 h planned; 36 h of major outage, 12 h of them within the planned
    // window: 1 − (36 − 12) ÷ (240 − 24) = 1 − 24 ÷ 216 = 8 ÷ 9.
    const affected = [
      {
        service: 'checkout',
        state: 'major-outage' as const,
        from: at('01-02T00:00'),
        to: at('01-03T12:00'),
      },
    ];
    const whole = register([lasting('a', '01-02T00:00', '01-03T12:00', { affected })]);
    whole.maintenance.set('m', {
      id: 'm',
      path: '',
      hash: '',
      title: 'Planned',
      impact: 'none',
      services: ['checkout'],
      window: { start: '2026-01-03T00:00:00Z', end: '2026-01-04T00:00:00Z' },
    });
    const span = { from: at('01-01T00:00'), to: at('01-11T00:00') };
    const [result] = computeKpis(whole, { span, now, names: ['availability'] });
    const row = result?.rows.find(({ id }) => id === 'checkout')?.outcome;
    expect(row && 'value' in row && row.value).toBeCloseTo(8 / 9, 12);
  });

  describe('of time of which nobody knows the effect', () => {
    // 100 hours from 1 January on.
    const span = { from: at('01-01T00:00'), to: at('01-05T04:00') };
    const spanOf = (state: Affected['state'], from: string, to?: string): Affected => ({
      service: 'checkout',
      state,
      from: at(from),
      ...(to !== undefined && { to: at(to) }),
    });
    const find = (
      affected: Affected[],
      unread: UnreadIncident[] = [],
      name = 'availability',
    ): { outcome: Row['outcome'] | undefined; unknown: number | undefined } => {
      const whole = register([lasting('a', '01-01T00:00', '01-05T04:00', { affected })]);
      whole.unread.push(...unread);
      const [result] = computeKpis(whole, { span, now, names: [name] });
      return {
        outcome: result?.rows.find(({ id }) => id === 'checkout')?.outcome,
        unknown: result?.unknown,
      };
    };
    const hour = 3600;

    it('leaves it out of the agreed time and states its length', () => {
      // 20 h of 100 are not known, and 10 h of the other 80 are lost: 1 − 10 ÷ 80.
      const { outcome, unknown } = find([
        spanOf('affected', '01-01T00:00', '01-01T20:00'),
        spanOf('major-outage', '01-02T00:00', '01-02T10:00'),
      ]);
      expect(outcome).toEqual({ value: 0.875, amount: 10 * hour, unknown: 20 * hour });
      expect(unknown).toBe(20 * hour);
    });

    it('is sure only of a major outage at the same time', () => {
      // 10 h are lost whatever else is unknown; of the 10 h of a partial outage nobody knows the worst.
      const { outcome } = find([
        spanOf('affected', '01-01T00:00', '01-01T20:00'),
        spanOf('major-outage', '01-01T00:00', '01-01T10:00'),
        spanOf('partial-outage', '01-01T10:00', '01-01T20:00'),
      ]);
      expect(outcome).toEqual({ value: 1 - 10 / 90, amount: 10 * hour, unknown: 10 * hour });
    });

    it('has no figure if nothing else is left', () => {
      expect(find([spanOf('affected', '01-01T00:00')]).outcome).toEqual({
        missing: 'the effect is unknown throughout',
        unknown: 100 * hour,
      });
    });

    it('does the same for an incident whose record cannot be read', () => {
      const unread = [
        { id: 'x', path: '2026/x', services: ['checkout'], from: at('01-04T04:00') },
        { id: 'y', path: '2026/y', services: [] },
      ];
      expect(find([], unread).outcome).toEqual({ value: 1, amount: 0, unknown: 24 * hour });
      // Nobody knows whether it was affected: that is no time affected, and not none.
      expect(find([], unread, 'impact-minutes').outcome).toEqual({
        value: 0,
        amount: 0,
        unknown: 24 * hour,
      });
    });

    it('counts as time affected what is affected to any degree', () => {
      const affected = [spanOf('affected', '01-01T00:00', '01-01T20:00')];
      expect(find(affected, [], 'impact-minutes').outcome).toEqual({
        value: 20 * hour,
        amount: 20 * hour,
      });
    });
  });

  it('has no interval over services, which are no sample, but their worst and their sum', () => {
    const affected = [
      {
        service: 'search',
        state: 'major-outage' as const,
        from: at('01-02T00:00'),
        to: at('01-02T10:00'),
      },
    ];
    const incidents = [
      lasting('a', '01-02T00:00', '01-02T10:00', { services: ['search'], affected }),
    ];
    const { n, value = 0, worst, sum, interval } = measure('availability', incidents);
    expect({ n, sum, interval, id: worst?.id }).toEqual({
      n: 2,
      sum: 36_000,
      interval: undefined,
      id: 'search',
    });
    expect(value).toBeCloseTo(1 - 10 / 744 / 2, 12);
    expect(worst?.value).toBeCloseTo(1 - 10 / 744, 12);
  });

  it('counts an incident that names no service as missing from availability', () => {
    const nowhere = lasting('a', '01-02T00:00', '01-02T10:00', { services: [] });
    expect(measure('availability', [nowhere])).toMatchObject({ n: 2, missing: 1 });
    expect(measure('availability', [nowhere], { period: '2026-02' })).toMatchObject({ missing: 0 });
  });

  it('does not judge incidents that were over when they were imported', () => {
    const source = { tool: 'statuspage', imported: at('01-20T00:00') };
    const incidents = [
      lasting('a', '01-02T00:00', '01-02T10:00', { severity: 'SEV1', source }),
      lasting('b', '01-21T00:00', '01-21T10:00', { severity: 'SEV1', source }),
    ];
    const { n, rows } = measure('postmortem-completion', incidents);
    expect([n, rows[0]?.outcome]).toEqual([1, { excluded: 'over when imported' }]);
    expect(measure('update-cadence', incidents).rows[0]?.outcome).toEqual({
      excluded: 'over when imported',
    });
  });

  it('weighs states as the settings say, and says so', () => {
    // 100 h of partial outage of 744: at 0.3 it takes away 30 h.
    const affected = [
      {
        service: 'checkout',
        state: 'partial-outage' as const,
        from: at('01-02T00:00'),
        to: at('01-06T04:00'),
      },
    ];
    const whole = register([lasting('a', '01-02T00:00', '01-06T04:00', { affected })]);
    whole.settings = fillSettings({
      organisation: { name: 'Example' },
      kpi: { weights: { 'partial-outage': 0.3 } },
    });
    const [result] = computeKpis(whole, { span: january, now, names: ['availability'] });
    expect(result?.worst?.value).toBeCloseTo(1 - 30 / 744, 12);
    expect(result?.basis).toContain('partial outage 0.3');
  });

  it('takes the approval that completed the review for the delay of a postmortem', () => {
    // Two are required: the second person approves 3 h after the resolution, a third one a day later.
    const approve = (by: string, day: string, digest = 'd') => ({
      by,
      at: `2026-${day}:00Z`,
      digest,
    });
    const postmortem = {
      path: '',
      digest: 'd',
      standing: 'in-review' as const,
      authors: ['ada'],
      state: 'in-review' as const,
      root_causes: [],
      actions: [],
      approvals: [
        approve('bo', '01-02T02:00'),
        approve('bo', '01-02T03:00'),
        approve('cy', '01-02T01:30', 'another text'),
        approve('ada', '01-02T02:30'),
        approve('cy', '01-02T04:00'),
        approve('di', '01-03T04:00'),
      ],
    };
    const team = {
      id: 'web',
      path: '',
      hash: '',
      name: 'Web',
      members: ['ada', 'bo', 'cy', 'di'].map((handle) => ({ handle, name: handle })),
    };
    const plain = register([lasting('a', '01-02T00:00', '01-02T01:00', { postmortem })]);
    const whole = assembleRegister({
      ...plain,
      settings: fillSettings({
        organisation: { name: 'Example' },
        reviews: { default: { approvals: 2 } },
      }),
      incidents: [...plain.incidents.values()],
      services: [...plain.services.values()],
      teams: [team],
      runbooks: [],
      problems: [],
      maintenance: [],
      reports: [],
      files: [],
    });
    const [result] = computeKpis(whole, { span: january, now, names: ['postmortem-delay'] });
    expect(result?.rows[0]?.outcome).toEqual({ value: 3 * 3600 });
  });

  it('counts a reassignment against a first-time fix only if the settings say so', () => {
    const incidents = [
      lasting('a', '01-02T00:00', '01-02T01:00', { reassigned: [at('01-02T00:30')] }),
    ];
    const fixed = (reassignment: boolean): [number | undefined, string | undefined] => {
      const whole = register(incidents);
      whole.settings = fillSettings({
        organisation: { name: 'Example' },
        kpi: { first_time_fix: { reassignment } },
      });
      const [result] = computeKpis(whole, { span: january, now, names: ['first-time-fix-rate'] });
      return [result?.value, result?.basis];
    };
    expect(fixed(false)).toEqual([1, 'reassignment does not count']);
    expect(fixed(true)).toEqual([0, 'reassignment counts']);
  });
});

describe('periods', () => {
  it('counts seven days as a week when the clocks change', () => {
    // 23 March to 5 April 2026 in Amsterdam is 14 days of 24 hours, but for one of 23.
    const span = parsePeriod('2026-03-23..2026-04-05', 'Europe/Amsterdam');
    const weeks = span && listWeeks(span, 'Europe/Amsterdam');
    expect(weeks?.map(({ from, to }) => (to - from) / 3_600_000)).toEqual([167, 168]);
  });

  it.each([
    ['2026', '2025-12-31T23:00:00Z', '2026-12-31T23:00:00Z'],
    ['2026-Q1', '2025-12-31T23:00:00Z', '2026-03-31T22:00:00Z'],
    ['2026-H2', '2026-06-30T22:00:00Z', '2026-12-31T23:00:00Z'],
    ['2026-03', '2026-02-28T23:00:00Z', '2026-03-31T22:00:00Z'],
    ['2026-03-29', '2026-03-28T23:00:00Z', '2026-03-29T22:00:00Z'], // 23 hours long
    ['2026-W01', '2025-12-28T23:00:00Z', '2026-01-04T23:00:00Z'],
    ['2020-W53', '2020-12-27T23:00:00Z', '2021-01-03T23:00:00Z'],
    ['2026-01-01..2026-01-31', '2025-12-31T23:00:00Z', '2026-01-31T23:00:00Z'],
  ])('reads %s as days in Amsterdam', (text, from, to) => {
    expect(parsePeriod(text, 'Europe/Amsterdam')).toEqual({
      from: Date.parse(from),
      to: Date.parse(to),
    });
  });

  it.each([
    '',
    '26',
    '2026-Q5',
    '2026-13',
    '2026-02-30',
    '2026-W54',
    '2026-W00',
    '2026-02-01..2026-01-01',
    'now',
  ])('refuses %j', (text) => {
    expect(parsePeriod(text, 'Europe/Amsterdam')).toBeUndefined();
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { foldTimeline } from './fold.ts';
import { formatInstant, parseInstant } from '../time/instant.ts';
import { orderLog } from './log.ts';
import type { Entry } from '../../../schemas/generated/records.ts';
import type { LogEntry } from './register.ts';
import { fillSettings } from './settings.ts';

const settings = fillSettings();

function log(entry: Entry, path = 'timeline.yaml', pointer = ''): LogEntry {
  const at = parseInstant(entry.at);
  if (at === undefined) throw new Error(entry.at);
  return { entry, at, path, pointer, ...(entry.id !== undefined && { id: entry.id }) };
}

/** `08:00 started` is an entry at that time on 14 January 2026 in UTC. */
function fold(...lines: (string | Entry)[]) {
  const entries = lines.map((line) => {
    if (typeof line !== 'string') return line;
    const [time = '', type = ''] = line.split(' ');
    return { at: time_(time), type: type as Entry['type'], ...needs[type] };
  });
  return foldTimeline(orderLog(entries.map((entry) => log(entry))), settings);
}

const time_ = (time: string): string => `2026-01-14T${time}:00Z`;
const at = (time: string): number => Date.parse(`2026-01-14T${time}:00Z`);
const needs: Record<string, Partial<Entry>> = {
  triaged: { impact: 'high', urgency: 'medium' },
  resolved: { resolution: 'fixed' },
  reopened: { reason: 'It came back' },
  cancelled: { reason: 'False alarm' },
  paused: { reason: 'Waiting for the vendor' },
  merged: { into: '2026-01-13-other' },
};

describe('status and milestones', () => {
  it('keeps which milestones are assumed, and why', () => {
    const reason = 'the source gives one time only';
    const assume = (time: string, type: Entry['type'], more: Partial<Entry> = {}): Entry => ({
      at: time_(time),
      type,
      ...needs[type],
      assumed: reason,
      ...more,
    });
    const end = assume('09:00', 'resolved', { id: 'end' });
    const measured: Entry = { at: time_('09:30'), type: 'resolved', resolution: 'fixed' };
    expect(fold('08:00 started', '08:05 detected').folded.assumed).toBeUndefined();
    expect(fold('08:00 started', assume('08:00', 'detected'), end).folded.assumed).toEqual({
      detected: reason,
      resolved: reason,
    });
    // Only the entry that sets a milestone can make it an assumption.
    expect(fold('08:05 detected', assume('08:10', 'detected')).folded.assumed).toBeUndefined();
    const corrected = fold('08:00 detected', end, { ...measured, supersedes: 'end' });
    expect(corrected.folded.assumed).toBeUndefined();
    const reopened = fold('08:00 detected', end, '09:10 reopened', measured);
    expect(reopened.folded.assumed).toBeUndefined();
    // The state is shown to readers who may not see a restricted entry.
    const hidden = assume('09:00', 'resolved', { audience: 'restricted' });
    expect(fold('08:00 detected', hidden).folded.assumed).toEqual({ resolved: 'restricted' });
  });

  it('follows the lifecycle from open to closed', () => {
    const lines = ['08:00 started', '08:05 detected', '08:10 acknowledged', '09:00 mitigated'];
    expect(fold().folded.status).toBe('open');
    expect(fold(...lines.slice(0, 2)).folded.status).toBe('open');
    expect(fold(...lines.slice(0, 3)).folded.status).toBe('acknowledged');
    expect(fold(...lines).folded.status).toBe('mitigated');
    const { folded, issues } = fold(...lines, '10:00 resolved', '11:00 closed');
    expect(issues).toEqual([]);
    expect(folded).toMatchObject({
      status: 'closed',
      resolution: 'fixed',
      milestones: {
        started: at('08:00'),
        detected: at('08:05'),
        acknowledged: at('08:10'),
        mitigated: at('09:00'),
        resolved: at('10:00'),
        closed: at('11:00'),
      },
      firstAt: at('08:00'),
      lastAt: at('11:00'),
    });
  });

  it('takes the first acknowledgement when two people give one', () => {
    const { folded, issues } = fold('08:05 detected', '08:10 acknowledged', '08:11 acknowledged');
    expect(folded.milestones.acknowledged).toBe(at('08:10'));
    expect(issues).toEqual([]);
  });

  it('does not make up a milestone that nobody wrote', () => {
    const { folded } = fold('08:05 detected', '09:00 resolved');
    expect(Object.keys(folded.milestones)).toEqual(['detected', 'resolved']);
  });

  it('keeps regulatory milestones, and drops the end of the handling on a reopening', () => {
    const { folded, issues } = fold(
      '08:00 detected',
      '08:05 aware',
      { at: time_('08:10'), type: 'aware', regulation: 'gdpr' },
      '09:00 resolved',
      '09:30 handled',
      '10:00 reopened',
    );
    expect(issues).toEqual([]);
    expect(folded.milestones).toEqual({ detected: at('08:00'), aware: at('08:05') });
    expect(folded.regulatory).toEqual([
      { at: at('08:05'), type: 'aware' },
      { at: at('08:10'), type: 'aware', regulation: 'gdpr' },
      { at: at('09:30'), type: 'handled' },
    ]);
  });

  it('cancels a resolution when the incident is reopened', () => {
    const lines = ['08:00 detected', '08:10 acknowledged', '09:00 mitigated', '10:00 resolved'];
    const reopened = fold(...lines, '12:00 reopened').folded;
    expect(reopened.status).toBe('open');
    expect(reopened.resolution).toBeUndefined();
    expect(Object.keys(reopened.milestones)).toEqual(['detected', 'acknowledged']);
    const again = fold(...lines, '12:00 reopened', '14:00 resolved').folded;
    expect(again.milestones.resolved).toBe(at('14:00'));
    expect(again.reopened).toEqual([at('12:00')]);
  });

  it('ends with a cancellation and with a merge', () => {
    expect(fold('08:00 detected', '08:30 cancelled').folded).toMatchObject({
      status: 'cancelled',
      endedAt: at('08:30'),
    });
    expect(fold('08:00 detected', '08:30 merged').folded).toMatchObject({
      status: 'merged',
      mergedInto: '2026-01-13-other',
    });
  });
});

describe('an effect that the last entry states', () => {
  it.each([
    ['resolved', { resolution: 'fixed' }],
    ['cancelled', { reason: 'False alarm' }],
    ['merged', { into: '2026-01-13-other' }],
  ] as const)('ends with the incident: %s', (type, more) => {
    const affects = { checkout: 'degraded' } as const;
    const { folded } = fold('08:00 started', { at: time_('09:00'), type, ...more, affects });
    expect(folded.affected).toEqual([]);
  });
});

describe('invalid entries', () => {
  it.each([
    ['closed without a resolution', ['08:00 detected', '09:00 closed'], 'open'],
    [
      'acknowledged after the resolution',
      ['08:00 detected', '09:00 resolved', '09:30 acknowledged'],
      'resolved',
    ],
    ['resolved twice', ['08:00 detected', '09:00 resolved', '09:30 resolved'], 'resolved'],
    ['reopened while open', ['08:00 detected', '09:00 reopened'], 'open'],
    [
      'triaged after closing',
      ['08:00 detected', '09:00 resolved', '10:00 closed', '11:00 triaged'],
      'closed',
    ],
    ['resumed without a pause', ['08:00 detected', '09:00 resumed'], 'open'],
  ])('reports %s, and leaves the state as it was', (_name, lines, status) => {
    const { folded, issues } = fold(...lines);
    expect(issues).toHaveLength(1);
    expect(issues[0]?.kind).toBe('illegal-transition');
    expect(folded.status).toBe(status);
  });
});

describe('severity', () => {
  it('is the matrix at the newest triage', () => {
    const { folded } = fold('08:00 detected', '08:10 triaged', {
      at: time_('08:40'),
      type: 'triaged',
      impact: 'high',
      urgency: 'high',
    });
    expect(folded.severity).toBe('SEV1');
    expect(folded.severities.map(({ severity }) => severity)).toEqual(['SEV2', 'SEV1']);
  });

  it('is what the triage sets with a reason', () => {
    const { folded } = fold({
      at: time_('08:10'),
      type: 'triaged',
      impact: 'low',
      urgency: 'low',
      severity: 'SEV1',
      reason: 'The minister is on the train',
    });
    expect(folded.severity).toBe('SEV1');
  });
});

describe('affected services', () => {
  it('lets the newest entry naming a service win, and the resolution clear all', () => {
    const { folded } = fold(
      {
        at: time_('08:00'),
        type: 'started',
        affects: { checkout: 'degraded', search: 'degraded' },
      },
      { at: time_('08:30'), type: 'finding', note: 'Worse', affects: { checkout: 'major-outage' } },
      {
        at: time_('09:00'),
        type: 'finding',
        note: 'Search is back',
        affects: { search: 'operational' },
      },
      '10:00 resolved',
    );
    expect(folded.affected).toEqual([
      { service: 'checkout', state: 'degraded', from: at('08:00'), to: at('08:30') },
      { service: 'search', state: 'degraded', from: at('08:00'), to: at('09:00') },
      { service: 'checkout', state: 'major-outage', from: at('08:30'), to: at('10:00') },
    ]);
  });

  it('leaves a span open while it lasts', () => {
    const { folded } = fold({
      at: time_('08:00'),
      type: 'started',
      affects: { checkout: 'degraded' },
    });
    expect(folded.affected).toEqual([
      { service: 'checkout', state: 'degraded', from: at('08:00') },
    ]);
  });
});

describe('people and pauses', () => {
  it('hands a role over', () => {
    const { folded } = fold(
      { at: time_('08:00'), type: 'assigned', role: 'commander', to: 'ada' },
      { at: time_('09:00'), type: 'handed-over', role: 'commander', to: 'grace' },
    );
    expect(folded.roles).toEqual({ commander: 'grace' });
  });

  it('ends a pause when the incident is resolved', () => {
    const { folded } = fold('08:00 detected', '08:10 paused', '09:00 resolved');
    expect(folded.pauses).toEqual([
      { from: at('08:10'), to: at('09:00'), reason: 'Waiting for the vendor' },
    ]);
  });
});

describe('superseding', () => {
  const wrong: Entry = { id: 'a', at: time_('07:00'), type: 'started' };
  const right: Entry = { id: 'b', at: time_('07:30'), type: 'started', supersedes: 'a' };

  it('lets the correction win and keeps what it corrects in the log', () => {
    const ordered = orderLog([log(wrong), log(right)]);
    const { folded } = foldTimeline(ordered, settings);
    expect(folded.milestones.started).toBe(at('07:30'));
    expect(ordered.entries).toHaveLength(2);
  });

  it('reports an id that no entry has, and a circle', () => {
    const none = fold({ ...right, supersedes: 'nobody' });
    expect(none.issues.map(({ kind }) => kind)).toEqual(['unknown-supersedes']);
    expect(none.folded.milestones.started).toBe(at('07:30'));
    const circle = fold({ ...wrong, supersedes: 'b' }, right);
    expect(circle.issues.map(({ kind }) => kind)).toEqual(['supersedes-cycle', 'supersedes-cycle']);
  });

  it('counts an entry once that stands in a fragment and in the timeline', () => {
    const both = orderLog([log(wrong), { ...log({ ...wrong }), path: 'timeline/a.yaml' }]);
    expect(both.entries).toHaveLength(1);
    expect(both.issues).toEqual([]);
    const differing = orderLog([log(wrong), log({ ...wrong, note: 'other words' })]);
    expect(differing.entries).toHaveLength(2);
    expect(differing.issues.map(({ kind }) => kind)).toEqual(['duplicate-id']);
  });
});

const types = [
  'started',
  'detected',
  'declared',
  'acknowledged',
  'triaged',
  'identified',
  'mitigated',
  'resolved',
  'closed',
  'reopened',
  'cancelled',
  'merged',
  'assigned',
  'escalated',
  'paused',
  'resumed',
  'update',
  'note',
] as const;
const service = fc.constantFrom('checkout', 'search', 'timetable');
const state = fc.constantFrom('operational', 'degraded', 'partial-outage', 'major-outage');
/** Any history at all, legal or not: few instants, so that many entries share one. */
const history = fc
  .array(
    fc.record(
      {
        at: fc
          .integer({ min: 0, max: 12 })
          .map((step) => formatInstant(at('08:00') + step * 300_000)),
        type: fc.constantFrom(...types),
        note: fc.constantFrom('one', 'two'),
        affects: fc.dictionary(service, state, { maxKeys: 2 }),
      },
      { requiredKeys: ['at', 'type'] },
    ),
    { maxLength: 25 },
  )
  .chain((drafts) =>
    fc
      .array(fc.option(fc.nat({ max: 24 }), { nil: undefined, freq: 6 }), {
        minLength: drafts.length,
        maxLength: drafts.length,
      })
      .map((targets) =>
        drafts.map(({ at: when, type, note, affects }, index): Entry => {
          const target = targets[index];
          return {
            at: when,
            type,
            id: `e${index}`,
            ...needs[type],
            ...(type === 'assigned' && { role: 'commander', to: 'ada' }),
            ...(type === 'escalated' && { kind: 'vendor' as const, to: 'paybridge' }),
            ...(type === 'update' && {
              audience: 'public' as const,
              status: 'investigating' as const,
            }),
            ...(note !== undefined && { note }),
            ...(affects && { affects }),
            ...(target !== undefined && { supersedes: `e${target}` }),
          };
        }),
      ),
  );

function foldAll(entries: readonly LogEntry[]) {
  const ordered = orderLog(entries);
  return { ...foldTimeline(ordered, settings), log: ordered.entries.map(({ id }) => id) };
}
const comparable = ({
  folded,
  assignees,
  issues,
  log: ids,
}: ReturnType<typeof foldAll>): unknown => ({
  folded,
  assignees,
  ids,
  issues: issues.map(({ kind, entry, message }) => [kind, entry.id, message]).sort(),
});

describe('any history', () => {
  it('folds to the same state in whatever order its entries stand on disk', () => {
    fc.assert(
      fc.property(
        history.chain((entries) =>
          fc.tuple(
            fc.constant(entries),
            fc.shuffledSubarray(entries, { minLength: entries.length }),
          ),
        ),
        ([entries, shuffled]) => {
          const straight = foldAll(entries.map((entry) => log(entry)));
          const mixed = foldAll(shuffled.map((entry) => log(entry)));
          expect(comparable(mixed)).toEqual(comparable(straight));
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('folds to the same state however it is split into fragments and timeline.yaml, overlaps included', () => {
    fc.assert(
      fc.property(
        history,
        fc.array(fc.constantFrom('timeline', 'fragment', 'both'), { minLength: 25, maxLength: 25 }),
        (entries, split) => {
          const placed = entries.flatMap((entry, index) => {
            const inTimeline = log(entry, 'timeline.yaml', `/${index}`);
            const { id, ...rest } = entry;
            // A fragment need not repeat the id that its file name gives.
            const inFragment = { ...log(rest, `timeline/${id}.yaml`), id: id ?? '' };
            return split[index] === 'both'
              ? [inTimeline, inFragment]
              : [split[index] === 'fragment' ? inFragment : inTimeline];
          });
          expect(comparable(foldAll(placed))).toEqual(
            comparable(foldAll(entries.map((entry) => log(entry)))),
          );
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('loses no entry, never throws, and keeps spans and pauses the right way round', () => {
    fc.assert(
      fc.property(history, (entries) => {
        const { folded, log: ids, issues } = foldAll(entries.map((entry) => log(entry)));
        expect(ids).toHaveLength(entries.length);
        for (const { from, to } of [...folded.affected, ...folded.pauses]) {
          if (to !== undefined) expect(to).toBeGreaterThanOrEqual(from);
        }
        for (const { message, help } of issues) expect(message && help).toBeTruthy();
        // An independent statement of the state machine: what has ended has an end, what is live has none.
        const ended = ['resolved', 'closed'].includes(folded.status);
        expect(folded.milestones.resolved !== undefined).toBe(ended);
        expect(folded.milestones.closed !== undefined).toBe(folded.status === 'closed');
        expect(folded.endedAt !== undefined).toBe(['cancelled', 'merged'].includes(folded.status));
      }),
      { numRuns: 2000 },
    );
  });

  it('takes the correction when an entry supersedes another', () => {
    fc.assert(
      fc.property(history, (entries) => {
        const unlinked = entries.map(({ supersedes: _supersedes, ...entry }) => entry);
        const [first] = unlinked;
        if (!first) return;
        const correction: Entry = { ...first, id: 'correction', supersedes: 'e0' };
        const corrected = foldAll([...unlinked, correction].map((entry) => log(entry)));
        const replaced = foldAll(
          unlinked.map((entry) => log(entry.id === 'e0' ? { ...entry, id: 'correction' } : entry)),
        );
        expect(corrected.folded).toEqual(replaced.folded);
      }),
      { numRuns: 1000 },
    );
  });
});

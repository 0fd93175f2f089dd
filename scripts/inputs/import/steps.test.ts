import { describe, expect, it } from 'vitest';
import type { Draft } from './importer.ts';
import { decide, type Outcome } from './steps.ts';

const draft = (hold: Draft['hold']): Draft => ({
  kind: 'incident',
  key: 'statuspage:x',
  id: '2026-03-02-x',
  path: '2026/2026-03-02-x/incident.md',
  text: 'new',
  hold,
});

const hashes = ['old', 'new', 'edited', undefined];
const holds = ['source', 'shared', 'seed'] as const;
const choices = ['report', 'overwrite', 'keep'] as const;
const writes: Outcome[] = ['created', 'updated', 'overwritten'];

/** Every situation there can be: three texts, of which each may be missing or equal another. */
const situations = hashes.flatMap((found) =>
  hashes.flatMap((last) =>
    holds.flatMap((hold) => choices.map((conflicts) => ({ found, last, hold, conflicts }))),
  ),
);

describe('decide', () => {
  it.each(situations)('loses no edit: $found after $last, $hold, $conflicts', (situation) => {
    const { found, last, hold, conflicts } = situation;
    const { outcome, remember } = decide(draft(hold), { wanted: 'new', found, last }, conflicts);
    const written = writes.includes(outcome);
    // A text that is neither what was last imported nor what is wanted is somebody's.
    const edited = found !== undefined && found !== last && found !== 'new';
    if (edited && written) expect(conflicts).toBe('overwrite');
    if (edited && conflicts === 'report')
      expect(['kept', 'conflict', 'unchanged']).toContain(outcome);
    if (conflicts !== 'report') expect(outcome).not.toBe('conflict');
    // What is remembered after a write is what was written.
    if (written) expect(remember).toBe('new');
    // A second run finds what the first left, and changes nothing.
    const left = written ? 'new' : found;
    const again = decide(draft(hold), { wanted: 'new', found: left, last: remember }, 'report');
    if (conflicts !== 'report' || outcome !== 'conflict')
      expect(writes).not.toContain(again.outcome);
    else expect(again.outcome).toBe('conflict');
    if (conflicts === 'keep') expect(again.outcome).not.toBe('conflict');
  });

  it.each([
    ['nothing there', undefined, undefined, 'created'],
    ['as wanted', 'new', undefined, 'unchanged'],
    ['as last imported', 'old', 'old', 'updated'],
    ['edited, source as before', 'edited', 'new', 'kept'],
    ['edited, source changed', 'edited', 'old', 'conflict'],
    ['written by somebody', 'edited', undefined, 'conflict'],
    ['removed, source as before', undefined, 'new', 'kept'],
    ['removed, source changed', undefined, 'old', 'conflict'],
  ])('%s', (_, found, last, outcome) => {
    expect(decide(draft('source'), { wanted: 'new', found, last }, 'report').outcome).toBe(outcome);
  });

  it('leaves alone what is shared and was not imported, and what was only a seed', () => {
    expect(
      decide(draft('shared'), { wanted: 'new', found: 'edited', last: undefined }, 'overwrite')
        .outcome,
    ).toBe('unchanged');
    expect(
      decide(draft('seed'), { wanted: 'new', found: 'old', last: 'old' }, 'overwrite').outcome,
    ).toBe('unchanged');
    // What was written once, and removed by somebody, does not come back.
    for (const last of ['old', 'new']) {
      const texts = { wanted: 'new', found: undefined, last };
      expect(decide(draft('seed'), texts, 'overwrite').outcome).toBe('kept');
    }
    const nothing = { wanted: 'new', found: undefined, last: undefined };
    expect(decide(draft('seed'), nothing, 'report').outcome).toBe('created');
  });

  const newer = Date.UTC(2026, 2, 2, 9);
  const older = { ...draft('source'), changed: Date.UTC(2026, 2, 2, 8) };

  it.each([
    ['as last imported', 'old', 'old', 'older', 'older', 'overwritten'],
    ['edited', 'edited', 'old', 'older', 'older', 'overwritten'],
    ['removed', undefined, 'old', 'older', 'older', 'overwritten'],
    ['as the older source has it', 'new', 'old', 'unchanged', 'unchanged', 'unchanged'],
    ['edited, of which both say the same', 'edited', 'new', 'kept', 'kept', 'kept'],
  ])('leaves what is newer: %s', (_, found, last, report, keep, overwrite) => {
    const texts = { wanted: 'new', found, last, newer };
    const steps = choices.map((conflicts) => decide(older, texts, conflicts));
    expect(steps.map(({ outcome }) => outcome)).toEqual([report, overwrite, keep]);
    // What the newer source said is still what is known of it.
    expect(steps[0]?.remember).toBe(last);
    if (report === 'older') {
      expect(steps[0]?.why).toBe(
        'the source is of 2026-03-02T08:00:00Z, what was imported of 2026-03-02T09:00:00Z',
      );
    }
  });

  it.each([
    ['nothing there', undefined, undefined, ['misnamed', 'misnamed', 'misnamed']],
    ['written so before', 'new', 'new', ['misnamed', 'misnamed', 'misnamed']],
    ['as last imported', 'old', 'old', ['misnamed', 'misnamed', 'settled']],
    ['edited, source changed', 'edited', 'old', ['misnamed', 'misnamed', 'settled']],
    ['edited, source as before', 'edited', 'new', ['kept', 'kept', 'kept']],
    ['removed, source as before', undefined, 'new', ['kept', 'kept', 'kept']],
  ])('writes nothing into the folder of another day: %s', (_, found, last, outcomes) => {
    const misnamed = { ...draft('source'), misnamed: 'rename it' };
    const steps = choices.map((choice) => decide(misnamed, { wanted: 'new', found, last }, choice));
    expect(steps.map(({ outcome }) => outcome)).toEqual(outcomes);
  });

  it('takes a source for the same where the owner alone has changed since', () => {
    const texts = { wanted: 'ours, new', former: 'theirs, new', found: 'edited' };
    const outcome = (last: string): Outcome =>
      decide(draft('shared'), { ...texts, last }, 'report').outcome;
    expect(outcome('theirs, new')).toBe('kept');
    expect(outcome('theirs, old')).toBe('conflict');
  });
});

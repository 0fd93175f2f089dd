import { describe, expect, it } from 'vitest';
import type { RecordDraft } from './importer.ts';
import { decide, type ImportOutcome } from './steps.ts';

const draft = (hold: RecordDraft['hold']): RecordDraft => ({
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
const writes: ImportOutcome[] = ['created', 'updated', 'overwritten'];

/** Every combination of three versions, each of which may be missing or equal another one. */
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
    // A version that is neither the last import nor the wanted one is an edit.
    const edited = found !== undefined && found !== last && found !== 'new';
    if (edited && written) expect(conflicts).toBe('overwrite');
    if (edited && conflicts === 'report')
      expect(['kept', 'conflict', 'unchanged']).toContain(outcome);
    if (conflicts !== 'report') expect(outcome).not.toBe('conflict');
    // After a write, the written version is stored.
    if (written) expect(remember).toBe('new');
    // A second run changes nothing.
    const left = written ? 'new' : found;
    const again = decide(draft(hold), { wanted: 'new', found: left, last: remember }, 'report');
    if (conflicts !== 'report' || outcome !== 'conflict')
      expect(writes).not.toContain(again.outcome);
    else expect(again.outcome).toBe('conflict');
    if (conflicts === 'keep') expect(again.outcome).not.toBe('conflict');
  });

  it.each([
    ['no file', undefined, undefined, 'created'],
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

  it('leaves shared files that were not imported alone, and seeds', () => {
    expect(
      decide(draft('shared'), { wanted: 'new', found: 'edited', last: undefined }, 'overwrite')
        .outcome,
    ).toBe('unchanged');
    expect(
      decide(draft('seed'), { wanted: 'new', found: 'old', last: 'old' }, 'overwrite').outcome,
    ).toBe('unchanged');
    // A seed that somebody removed does not return.
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
    ['equal to the older source', 'new', 'old', 'unchanged', 'unchanged', 'unchanged'],
    [
      'edited, and both versions of the source are the same',
      'edited',
      'new',
      'kept',
      'kept',
      'kept',
    ],
  ])('leaves newer versions alone: %s', (_, found, last, report, keep, overwrite) => {
    const texts = { wanted: 'new', found, last, newer };
    const steps = choices.map((conflicts) => decide(older, texts, conflicts));
    expect(steps.map(({ outcome }) => outcome)).toEqual([report, overwrite, keep]);
    // The stored version is still that of the newer source.
    expect(steps[0]?.remember).toBe(last);
    if (report === 'older') {
      expect(steps[0]?.why).toBe(
        'the source is of 2026-03-02T08:00:00Z, the imported version is of 2026-03-02T09:00:00Z',
      );
    }
  });

  it.each([
    ['no file', undefined, undefined, ['misnamed', 'misnamed', 'misnamed']],
    ['already written', 'new', 'new', ['misnamed', 'misnamed', 'misnamed']],
    ['as last imported', 'old', 'old', ['misnamed', 'misnamed', 'settled']],
    ['edited, source changed', 'edited', 'old', ['misnamed', 'misnamed', 'settled']],
    ['edited, source as before', 'edited', 'new', ['kept', 'kept', 'kept']],
    ['removed, source as before', undefined, 'new', ['kept', 'kept', 'kept']],
  ])('writes nothing to the folder of another day: %s', (_, found, last, outcomes) => {
    const misnamed = { ...draft('source'), misnamed: 'rename it' };
    const steps = choices.map((choice) => decide(misnamed, { wanted: 'new', found, last }, choice));
    expect(steps.map(({ outcome }) => outcome)).toEqual(outcomes);
  });

  it('treats a source as unchanged if only the owner has changed', () => {
    const texts = { wanted: 'ours, new', former: 'theirs, new', found: 'edited' };
    const outcome = (last: string): ImportOutcome =>
      decide(draft('shared'), { ...texts, last }, 'report').outcome;
    expect(outcome('theirs, new')).toBe('kept');
    expect(outcome('theirs, old')).toBe('conflict');
  });
});

import { expect, test } from 'vitest';
import { simulate, type Mutation } from '../../bench/simulation.ts';

// `npm run simulate` runs ten thousand of these; a seed that fails is run again with `npm run simulate -- --seed n`.

test('after every kind of fault, each clock has one issue at its level, or none', async () => {
  // Even seeds use the token of an app; labels are deleted in some runs of both kinds.
  for (let seed = 1; seed <= 100; seed++) {
    const { wrong } = await simulate(seed);
    expect(wrong, `seed ${seed}`).toEqual([]);
  }
});

// A simulation that would not notice proves nothing.
test.each<[Mutation, number]>([
  ['no-claim', 60],
  ['no-grace', 60],
  ['one-page', 100],
  ['retried-writes', 300],
])('%s is noticed', async (mutation, most) => {
  let noticed = false;
  for (let seed = 1; seed <= most && !noticed; seed++) {
    const { wrong } = await simulate(seed, mutation);
    noticed = wrong.some((what) => /opened|twice|doubled/.test(what));
  }
  expect(noticed).toBe(true);
});

test('the same seed gives the same result', async () => {
  expect(await simulate(7)).toEqual(await simulate(7));
});

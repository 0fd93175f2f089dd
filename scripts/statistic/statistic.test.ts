import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bootstrapMean, wilson } from './interval.ts';
import { seedRandom } from './random.ts';
import { mean, quantile, sortNumbers } from './summary.ts';

it('knows no mean and no quantile of nothing', () => {
  expect(mean([])).toBeUndefined();
  expect(quantile([], 0.5)).toBeUndefined();
  expect(bootstrapMean([1])).toBeUndefined();
  expect(wilson(0, 0)).toBeUndefined();
});

it('gives the quantiles that R gives by its default, type 7', () => {
  // quantile(c(1, 2, 4, 8, 16), c(.1, .5, .9)) in R: 1.4 4.0 12.8
  const values = [1, 2, 4, 8, 16];
  expect([0.1, 0.5, 0.9].map((share) => quantile(values, share))).toEqual([
    expect.closeTo(1.4, 12),
    4,
    expect.closeTo(12.8, 12),
  ]);
});

it('gives Wilson’s interval as published', () => {
  // Newcombe, Statistics in Medicine 17 (1998), table I, method 3: 81 of 263, 15 of 148, 0 of 20, 1 of 29.
  const published: [number, number, number, number][] = [
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ];
  for (const [successes, n, low, high] of published) {
    const interval = wilson(successes, n);
    expect(interval?.low).toBeCloseTo(low, 4);
    expect(interval?.high).toBeCloseTo(high, 4);
  }
});

describe('the bootstrap', () => {
  it('gives the same interval for the same values in any order', () => {
    const values = Array.from({ length: 50 }, (_, index) => (index * 37) % 101);
    expect(bootstrapMean([...values].reverse())).toEqual(bootstrapMean(values));
  });

  it('covers the true mean about as often as it says', () => {
    // 400 samples of 40 from an exponential distribution with mean 1; bootstrap percentile intervals
    // of skewed data cover a little less than 95 %.
    const random = seedRandom(7);
    let covered = 0;
    for (let sample = 0; sample < 400; sample++) {
      const values = Array.from({ length: 40 }, () => -Math.log(1 - random()));
      const { low = 0, high = 0 } = bootstrapMean(values) ?? {};
      if (low <= 1 && 1 <= high) covered++;
    }
    expect(covered / 400).toBeGreaterThan(0.88);
    expect(covered / 400).toBeLessThan(0.98);
  });

  it('comes close to its normal limit where it changes over', () => {
    const random = seedRandom(3);
    const values = Array.from({ length: 2000 }, () => -Math.log(1 - random()) * 3600);
    const drawn = bootstrapMean(values);
    const limit = bootstrapMean([...values, mean(values) ?? 0]);
    expect(limit?.low).toBeCloseTo(drawn?.low ?? 0, -1.2);
    expect(limit?.high).toBeCloseTo(drawn?.high ?? 0, -1.2);
  });

  it('draws values with their weights', () => {
    // Ten rows of a hundred answers each say 1, ten rows of one answer say 0: the heavy rows decide.
    const values = Array.from({ length: 20 }, (_, index) => index % 2);
    const weights = values.map((value) => (value === 1 ? 100 : 1));
    const interval = bootstrapMean(values, weights);
    expect(interval?.low).toBeGreaterThan(0.95);
    expect(interval?.high).toBeLessThanOrEqual(1);
    expect(bootstrapMean([...values].reverse(), [...weights].reverse())).toEqual(interval);
  });

  it('holds the mean, whatever the values', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 1e7, noNaN: true }), { minLength: 2, maxLength: 60 }),
        (values) => {
          const interval = bootstrapMean(values);
          const center = mean(sortNumbers(values)) ?? 0;
          const slack = 1e-6 * Math.max(1, center);
          expect(interval?.low).toBeLessThanOrEqual(center + slack);
          expect(interval?.high).toBeGreaterThanOrEqual(center - slack);
        },
      ),
      { numRuns: 50 },
    );
  });
});

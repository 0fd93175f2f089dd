import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bootstrapMean, wilson } from './interval.ts';
import { seedRandom } from './random.ts';
import { mean, quantile, sortNumbers } from './summary.ts';
import { measureTrend } from './trend.ts';

it('returns no mean and no quantile of an empty list', () => {
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

describe('the trend', () => {
  const line = (ys: readonly number[]): { x: number; y: number }[] => ys.map((y, x) => ({ x, y }));

  it('is not told of fewer than ten points', () => {
    expect(measureTrend(line([1, 2, 3, 4, 5, 6, 7, 8, 9]))).toBeUndefined();
  });

  it('is the slope of a line, whatever one point of it says', () => {
    // Of the 45 slopes between ten points nine have the odd one in them: the median stays 2.
    const ys = [0, 2, 4, 6, 8, 10, 12, 14, 16, 1000];
    expect(measureTrend(line(ys))).toMatchObject({ slope: 2, low: 2, points: 10 });
  });

  it('is none where all values are the same', () => {
    const flat = measureTrend(line(new Array<number>(12).fill(5)));
    expect(flat).toEqual({ slope: 0, low: 0, high: 0, points: 12 });
  });

  it('takes the ranks that Sen’s formula gives', () => {
    // Ten points without ties: variance 10 · 9 · 25 ÷ 18 = 125, reach 1.96 · √125 = 21.9131; of 45
    // slopes the ranks are (45 − 21.9131) ÷ 2 = 11.5434 and (45 + 21.9131) ÷ 2 + 1 = 34.4566.
    const ys = [3, 1, 4, 1.5, 9, 2, 6, 5, 3.5, 8];
    const slopes: number[] = [];
    for (let b = 1; b < 10; b++)
      for (let a = 0; a < b; a++) slopes.push(((ys[b] ?? 0) - (ys[a] ?? 0)) / (b - a));
    slopes.sort((a, b) => a - b);
    const between = (rank: number, part: number): number =>
      (slopes[rank - 1] ?? 0) * (1 - part) + (slopes[rank] ?? 0) * part;
    const { low, slope, high } = measureTrend(line(ys)) ?? {};
    expect(low).toBeCloseTo(between(11, 0.5434), 3);
    expect(slope).toBe(slopes[22]);
    expect(high).toBeCloseTo(between(34, 0.4566), 3);
  });

  it('is told of chance about one time in twenty', () => {
    const random = seedRandom(5);
    let told = 0;
    for (let sample = 0; sample < 1000; sample++) {
      const { low = 0, high = 0 } = measureTrend(line(Array.from({ length: 12 }, random))) ?? {};
      if (low > 0 || high < 0) told++;
    }
    expect(told / 1000).toBeGreaterThan(0.02);
    expect(told / 1000).toBeLessThan(0.08);
  });
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

  // Percentiles of 20,000 resamples, drawn here: the interval may be off by a tenth of a standard
  // error, which is what 2,000 resamples are off by themselves.
  it.each([
    ['few and lopsided', 40, 1],
    ['computed, hardly lopsided', 400, 0.5],
    ['computed, lopsided', 400, 1],
    ['many, but so lopsided that they are drawn', 400, 2.2],
  ])('gives what drawing gives: %s', (_, length, spread) => {
    const random = seedRandom(11);
    const normal = (): number =>
      Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    const values = Array.from({ length }, () => 3600 * Math.exp(spread * normal()));
    const center = values.reduce((a, b) => a + b) / length;
    const error = Math.sqrt(values.reduce((a, b) => a + (b - center) ** 2, 0)) / length;
    const means = Array.from({ length: 20_000 }, () => {
      let sum = 0;
      for (let draw = 0; draw < length; draw++) sum += values[Math.floor(random() * length)] ?? 0;
      return sum / length;
    }).sort((a, b) => a - b);
    const { low = 0, high = 0 } = bootstrapMean(values) ?? {};
    expect(Math.abs(low - (means[500] ?? 0)) / error).toBeLessThan(0.1);
    expect(Math.abs(high - (means[19_500] ?? 0)) / error).toBeLessThan(0.1);
  });

  it('gives one point for values that are all the same', () => {
    for (const length of [2, 500]) {
      expect(bootstrapMean(new Array<number>(length).fill(7))).toEqual({ low: 7, high: 7 });
    }
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
        fc.array(fc.double({ min: 0, max: 1e7, noNaN: true }), { minLength: 2, maxLength: 160 }),
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

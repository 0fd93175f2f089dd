import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { boundCount, boundSum } from './count.ts';
import { wilson } from './interval.ts';
import { boundQuantile } from './order.ts';
import {
  buildLogNormal,
  drawGrowth,
  drawPoisson,
  growths,
  measureCoverage,
  weeklyCounts,
} from '../../bench/populations.ts';
import { seedRandom } from '../../testing/random.ts';
import { mean, quantile, sortNumbers } from './summary.ts';
import { measureTrend, testTrend } from './trend.ts';

it('returns no mean and no quantile of an empty list', () => {
  expect(mean([])).toBeUndefined();
  expect(quantile([], 0.5)).toBeUndefined();
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

it('gives Wilson’s interval an end of exactly 0 or 1 if every case is alike', () => {
  // With z = 1.96, Code Golf 105389 prints 0.793451 and 0.206549 for one case.
  expect(wilson(0, 1)?.low).toBe(0);
  expect(wilson(0, 1)?.high).toBeCloseTo(0.793451, 5);
  expect(wilson(1, 1)?.low).toBeCloseTo(0.206549, 5);
  for (const n of [1, 5, 29, 166]) expect([wilson(n, n)?.high, wilson(0, n)?.low]).toEqual([1, 0]);
});

describe('the interval of a quantile', () => {
  const oneTo = (n: number): number[] => Array.from({ length: n }, (_, index) => index + 1);

  it.each([
    // Ranks computed with the binomial distribution of a separate program.
    [6, 1],
    [7, 1],
    [8, 1],
    [9, 2],
    [10, 2],
    [12, 3],
    [15, 4],
    [17, 5],
    [20, 6],
    [25, 8],
    [30, 10],
  ])('is for the median of %i values between the ranks from %i on', (n, rank) => {
    expect(boundQuantile(oneTo(n), 0.5)).toEqual({ low: rank, high: n + 1 - rank });
  });

  it.each([
    [36, 29, 36],
    [40, 32, 40],
    [50, 41, 50],
    [60, 49, 59],
    [100, 84, 96],
    [200, 171, 189],
  ])('is for P90 of %i values between ranks %i and %i', (n, low, high) => {
    expect(boundQuantile(oneTo(n), 0.9)).toEqual({ low, high });
  });

  it('is undefined for too few values', () => {
    for (const n of [0, 1, 5]) expect(boundQuantile(oneTo(n), 0.5)).toBeUndefined();
    for (const n of [1, 10, 35]) expect(boundQuantile(oneTo(n), 0.9)).toBeUndefined();
  });

  it('is between values that were measured', () => {
    const values = [4, 7, 9, 12, 15, 18, 22, 30, 41, 55, 60, 75, 120, 300, 1440];
    expect(boundQuantile(values, 0.5)).toEqual({ low: 12, high: 75 });
  });

  it('covers the true median in at least 95 % of samples', () => {
    const { median, draw } = buildLogNormal(1.5);
    for (const size of [6, 10, 15, 50, 200]) {
      const covered = measureCoverage(1500, size, draw, (values) => {
        const { low = 0, high = 0 } = boundQuantile(sortNumbers(values), 0.5) ?? {};
        return low <= median && median <= high;
      });
      // 1.3 points are the chance of 1,500 samples.
      expect(covered, `n ${size}`).toBeGreaterThan(0.95 - 0.013);
    }
  });
});

describe('the interval of a count', () => {
  it.each([
    // Garwood’s interval as computed by a separate program; 0, 10 and 25 also by epitools and GraphPad.
    [0, 0, 3.6889],
    [1, 0.0253, 5.5716],
    [2, 0.2422, 7.2247],
    [5, 1.6235, 11.6683],
    [10, 4.7954, 18.3904],
    [25, 16.1787, 36.9049],
    [50, 37.111, 65.9188],
    [100, 81.364, 121.6268],
  ])('is exact for %i events', (count, low, high) => {
    const interval = boundCount(count);
    expect(interval.low).toBeCloseTo(low, 4);
    expect(interval.high).toBeCloseTo(high, 4);
  });

  it('gives the rate that R gives', () => {
    // poisson.test(137, 24.19893) in R: 4.753125 to 6.692709.
    const { low, high } = boundCount(137);
    expect(low / 24.19893).toBeCloseTo(4.753125, 5);
    expect(high / 24.19893).toBeCloseTo(6.692709, 5);
  });

  it('is undefined for fewer than four periods, and otherwise never of width 0', () => {
    expect(boundSum(3, [1, 1, 1])).toBeUndefined();
    const { low = 0, high = 0 } = boundSum(0, [0, 0, 0, 0]) ?? {};
    expect([low, high]).toEqual([0, expect.closeTo(3.6889, 4)]);
  });

  it('is wider if counts vary more than chance alone would make them', () => {
    // Mean 4, squares 2 · 64 − … = 96: dispersion 96 ÷ 4 ÷ 5 = 4.8.
    const even = boundSum(24, [4, 4, 4, 4, 4, 4]);
    const uneven = boundSum(24, [12, 0, 0, 8, 4, 0]);
    expect(even).toEqual(boundCount(24));
    const widened = ((uneven?.high ?? 0) - 24) / ((even?.high ?? 0) - 24);
    // Squares of 8, 4, 4, 4, 0, 4 from the mean: 128; ÷ 4 ÷ 5 = 6.4; t with 5 degrees is 2.570582.
    expect(widened).toBeCloseTo((Math.sqrt(6.4) * 2.570582) / 1.959964, 2);
  });

  it('covers the true rate of real weeks and of Poisson weeks', () => {
    const mean = weeklyCounts.reduce((sum, count) => sum + count, 0) / weeklyCounts.length;
    expect([weeklyCounts.length, mean]).toEqual([230, expect.closeTo(3.4826, 4)]);
    const populations: [mean: number, draw: (random: () => number) => number][] = [
      [mean, (random) => weeklyCounts[Math.floor(random() * weeklyCounts.length)] ?? 0],
      [0.5, (random) => drawPoisson(random, 0.5)],
      [3.3, (random) => drawPoisson(random, 3.3)],
    ];
    for (const [rate, draw] of populations) {
      for (const weeks of [4, 13, 26, 52]) {
        const covered = measureCoverage(600, weeks, draw, (counts) => {
          const sum = counts.reduce((total, count) => total + count, 0);
          const { low = 0, high = 0 } = boundSum(sum, counts) ?? {};
          return low <= rate * weeks && rate * weeks <= high;
        });
        expect(covered, `${rate} a week, ${weeks} weeks`).toBeGreaterThan(0.95 - 0.02);
      }
    }
  });
});

describe('the trend', () => {
  const line = (ys: readonly number[]): { x: number; y: number }[] => ys.map((y, x) => ({ x, y }));

  it('is not measured for fewer than ten points, or for one instant', () => {
    expect(measureTrend(line([1, 2, 3, 4, 5, 6, 7, 8, 9]))).toBeUndefined();
    expect(measureTrend(Array.from({ length: 12 }, (_, y) => ({ x: 1, y })))).toBeUndefined();
  });

  it('is the slope of a line, whatever one point of it says', () => {
    // Of the 45 slopes between ten points nine have the odd one in them: the median stays 2.
    const trend = measureTrend(line([0, 2, 4, 6, 8, 10, 12, 14, 16, 1000]));
    expect(trend).toMatchObject({ direction: 'rising', points: 10 });
    expect(trend?.slope).toBeCloseTo(2, 9);
    expect(measureTrend(line([9, 8, 7, 6, 5, 4, 3, 2, 1, 0]))?.direction).toBe('falling');
  });

  it('is absent if all values are the same', () => {
    const flat = measureTrend(line(new Array<number>(12).fill(5)));
    expect(flat).toMatchObject({ direction: 'none', slope: 0, low: 0, high: 0, points: 12 });
    expect(flat?.p).toBeCloseTo(1, 6);
  });

  it('takes the ranks that Sen’s formula gives', () => {
    // Ten points without ties: variance 10 · 9 · 25 ÷ 18 = 125, reach 1.96 · √125 = 21.9131; S can be
    // 21 or 23 there, so the ends are the slopes at which it falls from 23 to 21, and from −21 to −23:
    // the 12th and the 34th of 45.
    const ys = [3, 1, 4, 1.5, 9, 2, 6, 5, 3.5, 8];
    const slopes: number[] = [];
    for (let b = 1; b < 10; b++)
      for (let a = 0; a < b; a++) slopes.push(((ys[b] ?? 0) - (ys[a] ?? 0)) / (b - a));
    slopes.sort((a, b) => a - b);
    const { low, slope, high } = measureTrend(line(ys)) ?? {};
    expect(low).toBeCloseTo(slopes[11] ?? 0, 9);
    expect(slope).toBeCloseTo(slopes[22] ?? 0, 9);
    expect(high).toBeCloseTo(slopes[33] ?? 0, 9);
  });

  it('gives the slope and S of all pairs, whatever the points', () => {
    const point = fc.record({
      x: fc.integer({ min: 0, max: 30 }),
      y: fc.integer({ min: -20, max: 20 }),
    });
    fc.assert(
      fc.property(fc.array(point, { minLength: 10, maxLength: 40 }), (points) => {
        const slopes: number[] = [];
        let score = 0;
        for (const [index, a] of points.entries()) {
          for (const b of points.slice(index + 1)) {
            score += Math.sign((b.x - a.x) * (b.y - a.y));
            if (a.x !== b.x) slopes.push((b.y - a.y) / (b.x - a.x));
          }
        }
        const trend = measureTrend(points);
        if (slopes.length === 0) {
          expect(trend).toBeUndefined();
          return;
        }
        slopes.sort((a, b) => a - b);
        expect(trend?.slope).toBeCloseTo(quantile(slopes, 0.5) ?? 0, 6);
        if (trend?.direction !== 'none')
          expect(Math.sign(score)).toBe(trend?.direction === 'rising' ? 1 : -1);
      }),
    );
  });

  it.each(growths)('is rarely found where only the number of incidents grows: $name', (growth) => {
    const random = seedRandom(5);
    let found = 0;
    for (let history = 0; history < 400; history++) {
      if (testTrend(drawGrowth(growth, random)).direction !== 'none') found++;
    }
    expect(found / 400).toBeLessThanOrEqual(0.06);
    expect(found).toBeGreaterThan(4);
  });

  it('is found where there is one', () => {
    const random = seedRandom(6);
    const points = drawGrowth(growths[1] ?? { name: '', monthly: () => 3 }, random);
    const rising = points.map(({ x, y }) => ({ x, y: y + x * 0.2 }));
    const { direction, slope = 0, p = 1 } = measureTrend(rising) ?? {};
    expect(direction).toBe('rising');
    expect(p).toBeLessThan(0.001);
    expect(Math.abs(slope - 0.2)).toBeLessThan(0.05);
  });
});

import { seedRandom } from '../testing/random.ts';

/**
 * Incidents per week that GitHub published from 26 March 2022 to 20 August 2026: real counts, which
 * vary more than Poisson counts do.
 */
export const weeklyCounts: readonly number[] = (
  '5 1 2 1 2 0 1 2 4 1 1 3 5 3 0 0 1 1 0 1 4 5 1 7 2 3 3 5 2 3 5 4 5 2 4 3 2 4 2 1 1 3 5 3 8 ' +
  '5 4 3 7 4 1 6 5 2 0 5 5 2 5 3 0 0 3 4 1 5 3 1 2 5 1 3 4 3 7 9 2 7 1 2 1 1 3 1 2 2 1 4 0 0 ' +
  '2 7 1 3 0 3 3 2 2 1 5 0 6 0 0 4 6 4 4 1 1 4 3 2 2 1 2 3 4 3 5 3 5 1 5 2 3 1 1 3 5 1 2 0 1 ' +
  '1 1 0 2 4 6 0 2 0 1 4 3 1 4 3 3 1 9 2 2 8 4 4 5 4 2 4 1 6 5 6 4 5 5 3 5 3 2 4 5 2 4 4 1 2 ' +
  '1 5 6 5 3 3 8 5 5 4 6 2 2 6 6 2 1 5 10 5 4 8 16 4 9 9 9 7 4 8 4 5 9 4 7 5 2 8 6 7 6 2 5 2 ' +
  '6 9 8 6 8 4'
)
  .split(' ')
  .map(Number);

/** A source of random values whose true median and mean are known. */
export interface Population {
  name: string;
  mean: number;
  median: number;
  draw: (random: () => number) => number;
}

/** Builds durations, in seconds, that are log-normal: most are short, and a few are very long. */
export function buildLogNormal(spread: number): Population {
  return {
    name: `log-normal, σ ${spread}`,
    mean: 3600 * Math.exp(spread ** 2 / 2),
    median: 3600,
    draw: (random) => 3600 * Math.exp(spread * drawNormal(random)),
  };
}

/** Draws from the standard normal distribution: Box and Muller, 1958. */
export function drawNormal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** Draws a Poisson count: Knuth, The Art of Computer Programming, 3.4.1. */
export function drawPoisson(random: () => number, mean: number): number {
  const limit = Math.exp(-mean);
  let count = 0;
  for (let product = random(); product > limit; product *= random()) count++;
  return count;
}

/** Counts how often, in samples of a size, an interval covers the true value. */
export function measureCoverage(
  samples: number,
  size: number,
  draw: (random: () => number) => number,
  covers: (values: number[]) => boolean,
  seed = 7,
): number {
  const random = seedRandom(seed);
  let covered = 0;
  for (let sample = 0; sample < samples; sample++) {
    if (covers(Array.from({ length: size }, () => draw(random)))) covered++;
  }
  return covered / samples;
}

/** Numbers of incidents in each of 24 months: steady, growing, and growing fast. */
export const growths: readonly { name: string; monthly: (month: number) => number }[] = [
  { name: '3 a month', monthly: () => 3 },
  { name: 'from 1 to 12 a month', monthly: (month) => Math.round(1 + (11 * month) / 23) },
  { name: 'from 2 to 40 a month', monthly: (month) => Math.round(2 + (38 * month) / 23) },
];

/** Draws points sorted by x, without a trend in y, whose number per month grows. */
export function drawGrowth(
  { monthly }: (typeof growths)[number],
  random: () => number,
): { x: number; y: number }[] {
  return Array.from({ length: 24 }, (_, month) =>
    Array.from({ length: monthly(month) }, () => ({
      x: month + random(),
      y: 1.5 * drawNormal(random),
    })),
  )
    .flat()
    .sort((a, b) => a.x - b.x);
}

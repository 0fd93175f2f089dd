import { normal } from './interval.ts';

export interface Trend {
  /** Direction of the values; `none` if these points can show no change. */
  direction: 'rising' | 'falling' | 'none';
  /** Two-sided probability of such a trend by chance. */
  p: number;
  /** Median change of y for one step of x; `low` and `high` are the ends of its 95 % interval. */
  slope: number;
  low: number;
  high: number;
  points: number;
}

export interface Point {
  x: number;
  y: number;
}

/** Minimum number of points for the normal approximation (Gilbert, 1987, section 16.4). */
const leastPoints = 10;

/**
 * Tests points for a trend by Kendall's S, and measures it by Sen's slope: M. G. Kendall, Rank
 * Correlation Methods (1975), chapter 4, with his correction for ties and for continuity; P. K. Sen,
 * Journal of the American Statistical Association 63 (1968). S counts the pairs that rise, less those
 * that fall. The slope is the one that leaves no trend when it is taken away, and the ends of its
 * interval leave one that is just short of significant. So pairs are counted and never listed: n log n
 * for n points.
 *
 * @param points each with its own x, in any order
 * @returns undefined for fewer than ten points, or if all have the same x
 */
export function measureTrend(points: readonly Point[]): Trend | undefined {
  const sorted = [...points].sort((a, b) => a.x - b.x || a.y - b.y);
  const steepest = findSteepest(sorted);
  if (points.length < leastPoints || steepest === undefined) return undefined;
  const find = (level: number): number => findSlope(sorted, level, steepest);
  const reach = normal * Math.sqrt(varyKendall(sorted));
  return {
    ...testTrend(sorted),
    slope: find(0),
    low: find(reach),
    high: find(-reach),
    points: points.length,
  };
}

/**
 * Tests ten points or more for a trend by Kendall's S.
 *
 * @param sorted by x
 */
export function testTrend(sorted: readonly Point[]): Pick<Trend, 'direction' | 'p'> {
  const score = countKendall(sorted, 0);
  const deviation = Math.sqrt(varyKendall(sorted));
  const z = deviation === 0 ? 0 : Math.max(0, Math.abs(score) - 1) / deviation;
  return {
    direction: z < normal ? 'none' : score > 0 ? 'rising' : 'falling',
    p: 2 * (1 - normalDistribution(z)),
  };
}

/** Returns a bound of the absolute slope between any two points; undefined if no two x differ. */
function findSteepest(sorted: readonly Point[]): number | undefined {
  let [least, most, gap] = [Infinity, -Infinity, Infinity];
  for (const [index, { x, y }] of sorted.entries()) {
    [least, most] = [Math.min(least, y), Math.max(most, y)];
    const step = x - (sorted[index - 1]?.x ?? -Infinity);
    if (step > 0) gap = Math.min(gap, step);
  }
  return gap === Infinity ? undefined : (most - least) / gap;
}

/**
 * Finds the slope at which Kendall's S falls to a level, by bisection. At a step of S exactly at the
 * level, any slope on the step will do, and the middle is taken, as the median of an even number of
 * slopes is.
 */
function findSlope(sorted: readonly Point[], level: number, steepest: number): number {
  const bisect = (isAbove: (score: number) => boolean): number => {
    let [low, high] = [-steepest * (1 + 1e-9), steepest * (1 + 1e-9)];
    for (let step = 0; step < 60; step++) {
      const middle = (low + high) / 2;
      if (isAbove(countKendall(sorted, middle))) low = middle;
      else high = middle;
    }
    return (low + high) / 2;
  };
  return (bisect((score) => score > level) + bisect((score) => score >= level)) / 2;
}

/**
 * Counts Kendall's S of y − slope · x over points sorted by x: the pairs that rise less those that
 * fall. Pairs of equal x or equal y count for neither. A merge sort counts them in n log n.
 */
function countKendall(sorted: readonly Point[], slope: number): number {
  const { length } = sorted;
  let values = Float64Array.from(sorted, ({ x, y }) => y - slope * x);
  // Within equal x no pair may count: in ascending order they only rise, and that is taken off again.
  let tied = 0;
  for (let from = 0; from < length;) {
    let to = from + 1;
    while (to < length && sorted[to]?.x === sorted[from]?.x) to++;
    if (to - from > 1) {
      const group = values.subarray(from, to).sort();
      tied += countRises(group);
    }
    from = to;
  }
  let score = 0;
  let other = new Float64Array(length);
  for (let width = 1; width < length; width *= 2) {
    for (let from = 0; from < length; from += 2 * width) {
      const middle = Math.min(from + width, length);
      score += merge(values, other, from, middle, Math.min(middle + width, length));
    }
    [values, other] = [other, values];
  }
  return score - tied;
}

/** Counts the pairs of a sorted list that differ. */
function countRises(group: Float64Array): number {
  let rises = 0;
  let first = 0;
  for (const [index, value] of group.entries()) {
    if (value !== group[first]) first = index;
    rises += first;
  }
  return rises;
}

/** Merges two sorted runs, and returns how many pairs between them rise less how many fall. */
function merge(
  from: Float64Array,
  into: Float64Array,
  start: number,
  middle: number,
  end: number,
): number {
  let score = 0;
  let [below, notAbove] = [start, start];
  for (let right = middle; right < end; right++) {
    const value = from[right] ?? 0;
    while (below < middle && (from[below] ?? 0) < value) below++;
    while (notAbove < middle && (from[notAbove] ?? 0) <= value) notAbove++;
    score += below - start - (middle - notAbove);
  }
  let [left, right] = [start, middle];
  for (let place = start; place < end; place++) {
    const isLeft = right >= end || (left < middle && (from[left] ?? 0) <= (from[right] ?? 0));
    into[place] = (isLeft ? from[left++] : from[right++]) ?? 0;
  }
  return score;
}

/** Computes the variance of Kendall's S without a trend, corrected for ties of x and of y. */
function varyKendall(points: readonly Point[]): number {
  const { length: n } = points;
  const [x, y] = [countTies(points.map((p) => p.x)), countTies(points.map((p) => p.y))];
  const sum = (ties: number[], term: (tied: number) => number): number =>
    ties.reduce((total, tied) => total + term(tied), 0);
  const pairs = (tied: number): number => tied * (tied - 1);
  const triples = (tied: number): number => pairs(tied) * (tied - 2);
  const spread = (tied: number): number => pairs(tied) * (2 * tied + 5);
  return (
    (spread(n) - sum(x, spread) - sum(y, spread)) / 18 +
    (sum(x, pairs) * sum(y, pairs)) / (2 * pairs(n)) +
    (sum(x, triples) * sum(y, triples)) / (9 * triples(n))
  );
}

function countTies(values: readonly number[]): number[] {
  const ties = new Map<number, number>();
  for (const value of values) ties.set(value, (ties.get(value) ?? 0) + 1);
  return [...ties.values()];
}

/**
 * Computes the standard normal distribution function: Abramowitz and Stegun, Handbook of Mathematical
 * Functions, 26.2.17, accurate to 7.5e-8.
 */
function normalDistribution(z: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(z));
  const tail =
    (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) *
    t *
    (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return z < 0 ? tail : 1 - tail;
}

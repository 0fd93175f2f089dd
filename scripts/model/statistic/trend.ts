import { quantile } from './summary.ts';

export interface Trend {
  /** Change of y for one step of x: the median of the slopes between any two points. */
  slope: number;
  /** 95 % interval of the slope. If it contains 0, the trend cannot be told from chance. */
  low: number;
  high: number;
  points: number;
}

/**
 * Minimum number of points for the interval's normal approximation (Gilbert, 1987, section 16.4).
 */
const least = 10;

/**
 * Computes the Theil–Sen trend of points (the median of slopes, which one odd month does not move),
 * with its interval by Kendall's statistic: P. K. Sen, Journal of the American Statistical
 * Association 63 (1968); R. O. Gilbert, Statistical Methods for Environmental Pollution Monitoring
 * (1987), section 16.5.
 *
 * @param points each with its own x
 * @returns undefined for fewer than ten points
 */
export function measureTrend(points: readonly { x: number; y: number }[]): Trend | undefined {
  if (points.length < least) return undefined;
  const slopes = points
    .flatMap((a, index) => points.slice(index + 1).map((b) => (b.y - a.y) / (b.x - a.x)))
    .sort((a, b) => a - b);
  const reach = 1.959963984540054 * Math.sqrt(varyKendall(points.map(({ y }) => y)));
  // Ranks count from 1 and fall between two slopes; hence the line between neighbours.
  const rank = (place: number): number =>
    quantile(slopes, Math.min(1, Math.max(0, (place - 1) / (slopes.length - 1)))) ?? 0;
  return {
    slope: quantile(slopes, 0.5) ?? 0,
    low: rank((slopes.length - reach) / 2),
    high: rank((slopes.length + reach) / 2 + 1),
    points: points.length,
  };
}

/** Computes the variance of Kendall's statistic without a trend, corrected for ties. */
function varyKendall(values: readonly number[]): number {
  const ties = new Map<number, number>();
  for (const value of values) ties.set(value, (ties.get(value) ?? 0) + 1);
  const term = (n: number): number => (n * (n - 1) * (2 * n + 5)) / 18;
  return [...ties.values()].reduce((rest, tied) => rest - term(tied), term(values.length));
}

import type { Interval } from './interval.ts';

/**
 * Finds the 95 % interval of a quantile between two of the values themselves, without an assumption
 * about their distribution: David and Nagaraja, Order Statistics (2003), section 7.1. Each side
 * misses the true quantile in at most 2.5 % of samples.
 *
 * @param sorted values in ascending order
 * @param share 0.5 is the median, 0.9 the 90th percentile
 * @returns undefined for too few values: fewer than 6 for a median, fewer than 36 for the 90th
 *   percentile
 */
export function boundQuantile(sorted: readonly number[], share: number): Interval | undefined {
  const { length: n } = sorted;
  let [lowest, highest] = [0, 0];
  // Probability that at most `rank` values are below the quantile.
  let reached = 0;
  let logTerm = n * Math.log(1 - share);
  for (let rank = 0; rank < n; rank++) {
    reached += Math.exp(logTerm);
    if (reached <= tail) lowest = rank + 1;
    // A little is allowed for rounding: 0.5 to the sixth power, twice, is below 5 %.
    if (highest === 0 && 1 - reached <= tail + 1e-12) highest = rank + 1;
    logTerm += Math.log(((n - rank) * share) / ((rank + 1) * (1 - share)));
  }
  const [low, high] = [sorted[lowest - 1], sorted[highest - 1]];
  return low === undefined || high === undefined ? undefined : { low, high };
}

/** Share of samples that an interval may miss on each side. */
const tail = 0.025;

import { normal, type Interval } from './interval.ts';

/**
 * Computes Garwood's exact 95 % interval of the mean of a Poisson count: F. Garwood, Biometrika 28
 * (1936).
 */
export function boundCount(count: number): Interval {
  const reach = count + 10 + 10 * Math.sqrt(count + 1);
  return {
    low: count === 0 ? 0 : solve((mean) => 1 - sumPoisson(count - 1, mean) - tail, 0, reach),
    high: solve((mean) => tail - sumPoisson(count, mean), count, reach),
  };
}

const tail = 0.025;

/** Smallest number of counts from which their spread can be estimated. */
const leastCounts = 4;

/**
 * Computes a 95 % interval of the mean of a sum of counts. It is Garwood's interval, widened if counts
 * of equal periods vary more than Poisson counts do (quasi-Poisson: McCullagh and Nelder, Generalized
 * Linear Models, 1989, section 4.5): by the square root of their dispersion, and by Student's t, since
 * that dispersion is itself an estimate.
 *
 * Incidents come in clusters. Resampling four years of real weeks, Garwood's interval covers 87 to
 * 90 %, this one 95 to 96 %, for 4 to 52 weeks (`npm run coverage`).
 *
 * @param sum of all counts, with those of incomplete periods
 * @param counts of complete periods
 * @returns undefined for fewer than four complete periods
 */
export function boundSum(sum: number, counts: readonly number[]): Interval | undefined {
  const { length: n } = counts;
  if (n < leastCounts) return undefined;
  const { low, high } = boundCount(sum);
  const mean = counts.reduce((total, count) => total + count, 0) / n;
  const square = counts.reduce((total, count) => total + (count - mean) ** 2, 0);
  const dispersion = mean === 0 ? 0 : square / mean / (n - 1);
  if (dispersion <= 1) return { low, high };
  const widen = (Math.sqrt(dispersion) * studentQuantile(n - 1)) / normal;
  return { low: Math.max(0, sum - widen * (sum - low)), high: sum + widen * (high - sum) };
}

/**
 * Computes the 97.5th percentile of Student's distribution by its Cornish–Fisher expansion:
 * Abramowitz and Stegun, Handbook of Mathematical Functions, 26.7.5. From three degrees of freedom on
 * it is accurate to 1 %.
 */
function studentQuantile(freedom: number): number {
  const z = normal;
  return (
    z +
    (z ** 3 + z) / 4 / freedom +
    (5 * z ** 5 + 16 * z ** 3 + 3 * z) / 96 / freedom ** 2 +
    (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / 384 / freedom ** 3 +
    (79 * z ** 9 + 776 * z ** 7 + 1482 * z ** 5 - 1920 * z ** 3 - 945 * z) / 92160 / freedom ** 4
  );
}

/**
 * Finds the zero of an increasing function by bisection, as exactly as a number can hold it.
 */
function solve(rise: (at: number) => number, from: number, to: number): number {
  let [low, high] = [from, to];
  for (let step = 0; step < 200; step++) {
    const middle = (low + high) / 2;
    if (high - low <= 1e-12 * high) break;
    if (rise(middle) < 0) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** Computes the probability of at most `count` events when `mean` are expected. */
function sumPoisson(count: number, mean: number): number {
  if (mean === 0) return 1;
  let sum = 0;
  let logTerm = -mean;
  for (let events = 0; events <= count; events++) {
    sum += Math.exp(logTerm);
    logTerm += Math.log(mean / (events + 1));
  }
  return Math.min(1, sum);
}

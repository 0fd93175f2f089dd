import { seedRandom } from './random.ts';
import { quantile } from './summary.ts';

export interface Interval {
  low: number;
  high: number;
}

const resamples = 2000;
const seed = 20_260_114;
/** The 97.5th percentile of the normal distribution. */
const normal = 1.959963984540054;

/**
 * Computes the 95 % bootstrap percentile interval of the mean: Efron and Tibshirani, An
 * Introduction to the Bootstrap (1993), chapter 13. The same values, in whatever order, give the
 * same interval.
 *
 * For a hundred values or more it is computed instead of resampled if `expandQuantile` is as close
 * to the percentile as 2,000 resamples are, since 10,000 values would otherwise cost 0.1 s.
 *
 * @param weights of the values, if they do not all have the same weight: value and weight are drawn
 *   together
 * @returns undefined for fewer than two values, whose spread is unknown
 */
export function bootstrapMean(
  values: readonly number[],
  weights?: readonly number[],
): Interval | undefined {
  if (values.length < 2) return undefined;
  if (weights) return drawWeighted(values, weights);
  const sorted = Float64Array.from(values).sort();
  return expandMean(sorted) ?? drawMean(sorted);
}

function drawMean(sorted: Float64Array): Interval {
  const { length } = sorted;
  const random = seedRandom(seed);
  const means = new Float64Array(resamples);
  for (let resample = 0; resample < resamples; resample++) {
    let sum = 0;
    for (let draw = 0; draw < length; draw++) sum += sorted[(random() * length) | 0] ?? 0;
    means[resample] = sum / length;
  }
  return cutPercentiles(means);
}

function drawWeighted(values: readonly number[], weights: readonly number[]): Interval {
  const { length } = values;
  // In a fixed order, so that the order of the rows does not matter.
  const order = Array.from(values, (_, index) => index).sort(
    (a, b) => (values[a] ?? 0) - (values[b] ?? 0) || (weights[a] ?? 0) - (weights[b] ?? 0),
  );
  const heavy = Float64Array.from(order, (index) => weights[index] ?? 0);
  const weighed = Float64Array.from(order, (index) => (values[index] ?? 0) * (weights[index] ?? 0));
  const random = seedRandom(seed);
  const means = new Float64Array(resamples);
  for (let resample = 0; resample < resamples; resample++) {
    let [sum, total] = [0, 0];
    for (let draw = 0; draw < length; draw++) {
      const index = (random() * length) | 0;
      sum += weighed[index] ?? 0;
      total += heavy[index] ?? 0;
    }
    means[resample] = sum / total;
  }
  return cutPercentiles(means);
}

function cutPercentiles(means: Float64Array): Interval {
  const ordered = [...means.sort()];
  return { low: quantile(ordered, 0.025) ?? 0, high: quantile(ordered, 0.975) ?? 0 };
}

/**
 * Computes the percentiles of the bootstrap distribution of a mean by its Cornish–Fisher expansion:
 * the cumulants of that distribution are those of the values over powers of n, so no resampling is
 * needed. Hall, The Bootstrap and Edgeworth Expansion (1992), chapters 2 and 3.
 *
 * @returns undefined for few values, or values so skewed that the expansion would be inaccurate
 */
function expandMean(sorted: Float64Array): Interval | undefined {
  const { length } = sorted;
  if (length < 100) return undefined;
  let sum = 0;
  for (const value of sorted) sum += value;
  const center = sum / length;
  let [second, third, fourth] = [0, 0, 0];
  for (const value of sorted) {
    const square = (value - center) ** 2;
    second += square / length;
    third += (square * (value - center)) / length;
    fourth += square ** 2 / length;
  }
  if (second === 0) return { low: center, high: center };
  const skewness = third / second ** 1.5 / Math.sqrt(length);
  const kurtosis = (fourth / second ** 2 - 3) / length;
  if (!(Math.abs(skewness) <= 0.5 && Math.abs(kurtosis) <= 0.35)) return undefined;
  const error = Math.sqrt(second / length);
  const [least = center, most = center] = [sorted[0], sorted[length - 1]];
  // No resample has a mean outside the values: an availability is never above one.
  return {
    low: Math.max(least, center + error * expandQuantile(-normal, skewness, kurtosis)),
    high: Math.min(most, center + error * expandQuantile(normal, skewness, kurtosis)),
  };
}

/**
 * Returns the quantile of a standardised distribution with these cumulants that corresponds to z in
 * the normal distribution.
 */
function expandQuantile(z: number, skewness: number, kurtosis: number): number {
  return (
    z +
    ((z ** 2 - 1) * skewness) / 6 +
    ((z ** 3 - 3 * z) * kurtosis) / 24 -
    ((2 * z ** 3 - 5 * z) * skewness ** 2) / 36
  );
}

/**
 * Computes Wilson's 95 % score interval of a share: E. B. Wilson, Journal of the American
 * Statistical Association 22 (1927). Unlike the usual interval it is accurate for few cases and for
 * shares near 0 and 1.
 *
 * @param successes of `n` cases
 */
export function wilson(successes: number, n: number): Interval | undefined {
  if (n === 0) return undefined;
  const z = normal;
  const share = successes / n;
  const center = share + (z * z) / (2 * n);
  const spread = z * Math.sqrt((share * (1 - share)) / n + (z * z) / (4 * n * n));
  const scale = 1 + (z * z) / n;
  return {
    low: Math.max(0, (center - spread) / scale),
    high: Math.min(1, (center + spread) / scale),
  };
}

import { seedRandom } from './random.ts';
import { quantile, sortNumbers } from './summary.ts';

export interface Interval {
  low: number;
  high: number;
}

const resamples = 2000;
const seed = 20_260_114;
/**
 * Above so many values the mean of a resample is normal to many digits (the central limit theorem; the
 * largest share of the variance that one value may have is held below), so it is computed instead of
 * drawn: 10,000 values would cost 0.1 s otherwise.
 */
const many = 2000;

/**
 * The 95 % bootstrap percentile interval of the mean: Efron and Tibshirani, An Introduction to the
 * Bootstrap (1993), chapter 13. The same values, in whatever order, give the same interval.
 *
 * @param weights of the values where they do not all weigh the same: value and weight are drawn together
 * @returns undefined for fewer than two values, of which no spread is known
 */
export function bootstrapMean(
  values: readonly number[],
  weights?: readonly number[],
): Interval | undefined {
  const { length } = values;
  if (length < 2) return undefined;
  if (weights) return bootstrapWeighted(values, weights);
  const sorted = Float64Array.from(values).sort();
  if (length > many) {
    const limit = approximate(sorted);
    if (limit) return limit;
  }
  const random = seedRandom(seed);
  const means = new Float64Array(resamples);
  for (let resample = 0; resample < resamples; resample++) {
    let sum = 0;
    for (let draw = 0; draw < length; draw++) sum += sorted[(random() * length) | 0] ?? 0;
    means[resample] = sum / length;
  }
  const ordered = sortNumbers([...means]);
  return { low: quantile(ordered, 0.025) ?? 0, high: quantile(ordered, 0.975) ?? 0 };
}

function bootstrapWeighted(values: readonly number[], weights: readonly number[]): Interval {
  // In a fixed order, so that the order of the rows does not matter.
  const pairs = values
    .map((value, index) => ({ value, weight: weights[index] ?? 0 }))
    .sort((a, b) => a.value - b.value || a.weight - b.weight);
  const random = seedRandom(seed);
  const means = Array.from({ length: resamples }, () => {
    let [sum, total] = [0, 0];
    for (let draw = 0; draw < pairs.length; draw++) {
      const { value, weight } = pairs[(random() * pairs.length) | 0] ?? { value: 0, weight: 0 };
      sum += value * weight;
      total += weight;
    }
    return sum / total;
  });
  const ordered = sortNumbers(means);
  return { low: quantile(ordered, 0.025) ?? 0, high: quantile(ordered, 0.975) ?? 0 };
}

/** The limit of the bootstrap distribution of a mean: normal, with the values' own (divisor n) variance over n. */
function approximate(sorted: Float64Array): Interval | undefined {
  let sum = 0;
  for (const value of sorted) sum += value;
  const center = sum / sorted.length;
  let squares = 0;
  let largest = 0;
  for (const value of sorted) {
    const square = (value - center) ** 2;
    squares += square;
    largest = Math.max(largest, square);
  }
  // One value that is much of the spread makes the distribution of means lopsided: then it is drawn.
  if (squares > 0 && largest / squares > 0.05) return undefined;
  const error = Math.sqrt(squares) / sorted.length;
  return { low: center - 1.959963984540054 * error, high: center + 1.959963984540054 * error };
}

/**
 * Wilson's 95 % score interval of a share: E. B. Wilson, Journal of the American Statistical
 * Association 22 (1927). Unlike the usual one it is right for few cases and for shares near 0 and 1.
 *
 * @param successes of `n` cases
 */
export function wilson(successes: number, n: number): Interval | undefined {
  if (n === 0) return undefined;
  const z = 1.959963984540054;
  const share = successes / n;
  const center = share + (z * z) / (2 * n);
  const spread = z * Math.sqrt((share * (1 - share)) / n + (z * z) / (4 * n * n));
  const scale = 1 + (z * z) / n;
  return {
    low: Math.max(0, (center - spread) / scale),
    high: Math.min(1, (center + spread) / scale),
  };
}

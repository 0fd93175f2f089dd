/** Returns the arithmetic mean; undefined for an empty list, so never NaN. */
export function mean(values: readonly number[]): number | undefined {
  if (values.length === 0) return undefined;
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}

/**
 * Returns the quantile of a sorted list by linear interpolation: definition 7 of Hyndman and Fan,
 * "Sample Quantiles in Statistical Packages", The American Statistician 50 (1996), as in R and
 * NumPy.
 *
 * @param sorted values in ascending order
 * @param share 0.5 is the median, 0.9 the 90th percentile
 */
export function quantile(sorted: readonly number[], share: number): number | undefined {
  if (sorted.length === 0) return undefined;
  const place = (sorted.length - 1) * share;
  const below = Math.floor(place);
  const low = sorted[below] ?? 0;
  const high = sorted[Math.min(below + 1, sorted.length - 1)] ?? low;
  return low + (high - low) * (place - below);
}

export function sortNumbers(values: readonly number[]): number[] {
  return [...Float64Array.from(values).sort()];
}

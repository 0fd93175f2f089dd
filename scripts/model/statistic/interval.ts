export interface Interval {
  low: number;
  high: number;
}

/** The 97.5th percentile of the normal distribution. */
export const normal = 1.959963984540054;

/**
 * Computes Wilson's 95 % score interval of a share: E. B. Wilson, Journal of the American
 * Statistical Association 22 (1927). Unlike the usual interval it is accurate for few cases and for
 * shares near 0 and 1. It reaches 0 or 1 exactly if no case, or every case, is a success.
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
    low: successes === 0 ? 0 : (center - spread) / scale,
    high: successes === n ? 1 : (center + spread) / scale,
  };
}

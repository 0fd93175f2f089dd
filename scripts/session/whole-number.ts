import { Failure } from './context.ts';

/**
 * Reads an option that holds a whole number above 0.
 *
 * @param option as people write it: `--limit`
 * @throws {Failure} if it holds anything else
 */
export function requireWholeNumber(option: string, value: string | boolean | undefined): number {
  const number = Number(value);
  if (typeof value === 'string' && Number.isSafeInteger(number) && number > 0) return number;
  throw new Failure(
    value === undefined
      ? `${option} is missing.`
      : `${option} ${String(value)} is not a whole number above 0.`,
    `Write it like this: ${option} 12`,
  );
}

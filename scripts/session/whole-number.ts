import { Failure } from './context.ts';

/** Parses digits as a whole number; undefined for anything else. */
export function parseWholeNumber(text: string | boolean | undefined): number | undefined {
  if (typeof text !== 'string' || !/^\d+$/.test(text)) return undefined;
  const number = Number(text);
  return Number.isSafeInteger(number) ? number : undefined;
}

/**
 * Reads an option that holds a whole number above 0.
 *
 * @param option as users write it: `--limit`
 * @throws {Failure} if it holds anything else
 */
export function requireWholeNumber(option: string, value: string | boolean | undefined): number {
  const number = parseWholeNumber(value);
  if (number !== undefined && number > 0) return number;
  throw new Failure(
    typeof value === 'string'
      ? `Cannot read \`${value}\` as a whole number above 0.`
      : `${option} needs a number.`,
    `Write it like this: ${option} 12`,
  );
}

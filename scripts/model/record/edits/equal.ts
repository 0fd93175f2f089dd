import { sortKeys } from '../../text/sort-keys.ts';

/** Returns true if two values read from YAML are equal, regardless of the order of their keys. */
export function saysTheSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(sortKeys(a)) === JSON.stringify(sortKeys(b));
}

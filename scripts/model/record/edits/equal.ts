import { sortKeys } from '../../text/sort-keys.ts';

/** Whether two values read from YAML say the same, whatever the order of their keys. */
export function saysTheSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(sortKeys(a)) === JSON.stringify(sortKeys(b));
}

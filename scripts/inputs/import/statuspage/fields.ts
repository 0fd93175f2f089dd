import { parseInstant } from '../../../model/time/instant.ts';
import type { SourceTime, ReportProblem } from './event.ts';

export type JsonFields = Readonly<Record<string, unknown>>;

export function isFields(value: unknown): value is JsonFields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Returns a text; undefined for the ways in which Statuspage omits one: null, '', or no key. */
export function readText(fields: JsonFields, name: string): string | undefined {
  const value = fields[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** Returns an id: a text in Statuspage, and a number in some exports. */
export function readId(fields: JsonFields, name = 'id'): string | undefined {
  const value = fields[name];
  const id = typeof value === 'number' && Number.isSafeInteger(value) ? String(value) : value;
  return typeof id === 'string' && /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(id) ? id : undefined;
}

/** Returns the items of a list; null or a missing key is an empty list. */
export function readList(value: unknown, pointer: string, report: ReportProblem): unknown[] {
  if (Array.isArray(value)) return value as unknown[];
  if (value !== undefined && value !== null) {
    report('warning', 'import-list', pointer, 'The value is not a list. All of it is left out.');
  }
  return [];
}

/**
 * Returns the times that are present; undefined if one of them is invalid, since nothing is
 * guessed.
 */
export function readTimes(
  fields: JsonFields,
  names: readonly string[],
  pointer: string,
  report: ReportProblem,
): Map<string, SourceTime> | undefined {
  const times = new Map<string, SourceTime>();
  let sound = true;
  for (const name of names) {
    const value = fields[name];
    if (value === undefined || value === null || value === '') continue;
    const at = typeof value === 'string' ? parseInstant(value) : undefined;
    if (typeof value === 'string' && at !== undefined) times.set(name, { text: value, at });
    else {
      sound = false;
      report(
        'error',
        'import-time',
        `${pointer}/${name}`,
        `\`${name}\` is ${JSON.stringify(value).slice(0, 80)}, which is not a time with an offset. The whole record is left out.`,
        'Add an offset, as in 2026-01-14T08:12:00Z.',
      );
    }
  }
  return sound ? times : undefined;
}

export function rename<K extends string>(
  times: ReadonlyMap<string, SourceTime>,
  names: Record<K, string>,
): Partial<Record<K, SourceTime>> {
  const renamed: Partial<Record<K, SourceTime>> = {};
  for (const key of Object.keys(names) as K[]) {
    const moment = times.get(names[key]);
    if (moment) renamed[key] = moment;
  }
  return renamed;
}

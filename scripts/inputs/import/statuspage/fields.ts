import { parseInstant } from '../../../model/time/instant.ts';
import type { Moment, Report } from './event.ts';

export type Fields = Readonly<Record<string, unknown>>;

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Statuspage leaves out a text by null, by '' or by leaving out its key. */
export function readText(fields: Fields, name: string): string | undefined {
  const value = fields[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** Ids are texts in Statuspage, and numbers in some exports. */
export function readId(fields: Fields, name = 'id'): string | undefined {
  const value = fields[name];
  const id = typeof value === 'number' && Number.isSafeInteger(value) ? String(value) : value;
  return typeof id === 'string' && /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(id) ? id : undefined;
}

/** The items of a list; null and a key that is left out are an empty one. */
export function readList(value: unknown, pointer: string, report: Report): unknown[] {
  if (Array.isArray(value)) return value as unknown[];
  if (value !== undefined && value !== null) {
    report('warning', 'import-list', pointer, 'It is no list: all of it is left out.');
  }
  return [];
}

/** The times that are there; undefined where one of them says no instant: nothing is guessed. */
export function readTimes(
  fields: Fields,
  names: readonly string[],
  pointer: string,
  report: Report,
): Map<string, Moment> | undefined {
  const times = new Map<string, Moment>();
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
        `\`${name}\` is ${JSON.stringify(value).slice(0, 80)}, which is no instant with an offset: the whole of it is left out.`,
        'Give it an offset, as in 2026-01-14T08:12:00Z.',
      );
    }
  }
  return sound ? times : undefined;
}

export function rename<K extends string>(
  times: ReadonlyMap<string, Moment>,
  names: Record<K, string>,
): Partial<Record<K, Moment>> {
  const renamed: Partial<Record<K, Moment>> = {};
  for (const key of Object.keys(names) as K[]) {
    const moment = times.get(names[key]);
    if (moment) renamed[key] = moment;
  }
  return renamed;
}

import { parseInstant, type Instant } from '../../../model/time/instant.ts';
import type { Link } from '../../../../schemas/generated/records.ts';

export type PayloadFields = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is PayloadFields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Returns the value at a path in untrusted JSON; undefined if the path ends early. Ignores
 * inherited names.
 */
export function pick(value: unknown, ...path: readonly string[]): unknown {
  let found = value;
  for (const name of path) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, name))
      return undefined;
    if (Array.isArray(found) && !/^\d+$/.test(name)) return undefined;
    found = (found as PayloadFields)[name];
  }
  return found;
}

/** Returns a text that is not blank, or a number as text. */
export function readText(value: unknown, ...path: readonly string[]): string | undefined {
  const found = pick(value, ...path);
  const text = typeof found === 'number' && Number.isFinite(found) ? String(found) : found;
  return typeof text === 'string' && text.trim() !== '' ? text.trim().slice(0, 20_000) : undefined;
}

export function readList(value: unknown, ...path: readonly string[]): unknown[] {
  const found = pick(value, ...path);
  return Array.isArray(found) ? (found as unknown[]) : [];
}

/** Returns labels that are texts, up to a limit. */
export function readLabels(value: unknown, ...path: readonly string[]): Record<string, string> {
  const found = pick(value, ...path);
  if (!isObject(found)) return {};
  const labels = Object.entries(found).flatMap(([name, label]): [string, string][] => {
    const text = typeof label === 'boolean' ? String(label) : readText(label);
    return text === undefined || name.length > 100 ? [] : [[name, text.slice(0, 500)]];
  });
  return Object.fromEntries(labels.slice(0, 50));
}

/**
 * Parses a time as tools write it: RFC 3339, or a number since 1970 in seconds, milliseconds,
 * microseconds or nanoseconds, recognised by its size.
 */
export function readInstant(value: unknown, ...path: readonly string[]): Instant | undefined {
  const found = pick(value, ...path);
  const isNumber = typeof found === 'number' || /^\d{9,20}(?:\.\d{1,9})?$/.test(String(found));
  if (!isNumber) return typeof found === 'string' ? parseInstant(found) : undefined;
  const number = Number(found);
  const unit = [1e11, 1e14, 1e17, 1e20].findIndex((most) => number < most);
  const instant = Math.floor(number * ([1000, 1, 1e-3, 1e-6][unit] ?? Number.NaN));
  return instant > 0 ? instant : undefined;
}

/** Returns the addresses that a record may link to, by name; drops the rest. */
export function readLinks(addresses: Readonly<Record<string, unknown>>): Link[] {
  return Object.entries(addresses).flatMap(([title, url]): Link[] =>
    typeof url === 'string' && /^https?:\/\/[!-~]{1,1900}$/i.test(url) && URL.canParse(url)
      ? [{ title, url }]
      : [],
  );
}

/** Quotes a value for a message: short, and safe for a terminal. */
export function quote(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value ?? 'nothing');
  return `\`${text.slice(0, 60).replace(/[^ -~]/g, '?')}\``;
}

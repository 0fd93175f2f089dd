import { parseInstant, type Instant } from '../../../model/time/instant.ts';
import type { Link } from '../../../../schemas/generated/records.ts';

export type Fields = Readonly<Record<string, unknown>>;

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What lies at a path in untrusted JSON; undefined where the path ends early. Inherited names are not seen. */
export function pick(value: unknown, ...path: readonly string[]): unknown {
  let found = value;
  for (const name of path) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, name))
      return undefined;
    if (Array.isArray(found) && !/^\d+$/.test(name)) return undefined;
    found = (found as Fields)[name];
  }
  return found;
}

/** A text that says something; a number is one too. */
export function readText(value: unknown, ...path: readonly string[]): string | undefined {
  const found = pick(value, ...path);
  const text = typeof found === 'number' && Number.isFinite(found) ? String(found) : found;
  return typeof text === 'string' && text.trim() !== '' ? text.trim().slice(0, 20_000) : undefined;
}

export function readList(value: unknown, ...path: readonly string[]): unknown[] {
  const found = pick(value, ...path);
  return Array.isArray(found) ? (found as unknown[]) : [];
}

/** Labels that are texts, as many as anybody reads. */
export function readLabels(value: unknown, ...path: readonly string[]): Record<string, string> {
  const found = pick(value, ...path);
  if (!isFields(found)) return {};
  const labels = Object.entries(found).flatMap(([name, label]): [string, string][] => {
    const text = typeof label === 'boolean' ? String(label) : readText(label);
    return text === undefined || name.length > 100 ? [] : [[name, text.slice(0, 500)]];
  });
  return Object.fromEntries(labels.slice(0, 50));
}

/**
 * An instant as tools write it: RFC 3339, or a number counted from 1970 in seconds, milliseconds,
 * microseconds or nanoseconds, told apart by its size.
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

/** Addresses that a record may link to, by what is behind them; the rest is dropped. */
export function readLinks(addresses: Readonly<Record<string, unknown>>): Link[] {
  return Object.entries(addresses).flatMap(([title, url]): Link[] =>
    typeof url === 'string' && /^https?:\/\/[!-~]{1,1900}$/i.test(url) && URL.canParse(url)
      ? [{ title, url }]
      : [],
  );
}

/** A value for a message: short, and nothing that could steer a terminal. */
export function quote(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value ?? 'nothing');
  return `\`${text.slice(0, 60).replace(/[^ -~]/g, '?')}\``;
}

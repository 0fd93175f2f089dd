/** Duration in milliseconds. A day is 24 hours here; use a calendar for calendar days. */
export type Duration = number;

export const minute = 60_000;
export const hour = 60 * minute;
export const day = 24 * hour;
export const week = 7 * day;

const units: Record<string, Duration> = { m: minute, h: hour, d: day, w: week };

/** Parses `15m`, `4h`, `1h30m`, `7d`, `2w`; returns undefined for anything else. */
export function parseDuration(text: string): Duration | undefined {
  if (!/^(?:\d{1,6}[mhdw]){1,4}$/.test(text)) return undefined;
  let total = 0;
  for (const part of text.match(/\d+[mhdw]/g) ?? []) {
    total += Number(part.slice(0, -1)) * (units[part.slice(-1)] ?? Number.NaN);
  }
  return total > 0 ? total : undefined;
}

const spelt = /(\d{1,6})\s*(m|mins?|minutes?|h|hrs?|hours?|d|days?|w|weeks?)(?=[\s\d,]|$)[\s,]*/gi;

/** Writes a duration with the units spelt out, such as `5 min`, as records do; undefined for any other text. */
export function normaliseDuration(text: string): string | undefined {
  const parts = [...text.matchAll(spelt)];
  if (parts.map(([part]) => part).join('') !== text) return undefined;
  const short = parts.map(
    ([, count = '', unit = '']) => `${count}${(unit[0] ?? '').toLowerCase()}`,
  );
  return parseDuration(short.join('')) === undefined ? undefined : short.join('');
}

/** Formats a duration with its two largest units: `3 d 4 h`, `1 h 5 min`, `42 min`, `30 s`. */
export function formatDuration(duration: Duration): string {
  if (!Number.isFinite(duration))
    throw new Error('A duration is not a number. This is a bug in Sitrep.');
  const sign = duration < 0 ? '−' : '';
  const seconds = Math.round(Math.abs(duration) / 1000);
  if (seconds < 60) return `${sign}${seconds} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${sign}${minutes} min`;
  if (minutes < 24 * 60) return `${sign}${join(minutes, 60, 'h', 'min')}`;
  return `${sign}${join(Math.round(minutes / 60), 24, 'd', 'h')}`;
}

function join(count: number, size: number, bigUnit: string, smallUnit: string): string {
  const [big, small] = [Math.floor(count / size), count % size];
  return small === 0 ? `${big} ${bigUnit}` : `${big} ${bigUnit} ${small} ${smallUnit}`;
}

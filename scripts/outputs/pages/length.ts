import { formatDuration, parseDuration } from '../../model/time/duration.ts';

/** Formats a length of time from a record for readers: `90m` is `1 h 30 min`. */
export function formatLength(text: string): string {
  const length = parseDuration(text);
  return length === undefined ? text : formatDuration(length);
}

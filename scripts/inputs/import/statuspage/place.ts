import type { Instant } from '../../../model/time/instant.ts';
import type { Entry } from '../../../../schemas/generated/records.ts';
import type { SourceTime } from './event.ts';

/** An entry with its instant, for sorting. */
export interface TimedEntry {
  at: Instant;
  entry: Entry;
}

/** Builds an entry at a moment, with the time as the source writes it. */
export function place(moment: SourceTime, entry: Omit<Entry, 'at'>): TimedEntry {
  return { at: moment.at, entry: { at: moment.text, ...entry } };
}

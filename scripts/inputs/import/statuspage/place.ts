import type { Instant } from '../../../model/time/instant.ts';
import type { Entry } from '../../../../schemas/generated/records.ts';
import type { Moment } from './event.ts';

/** An entry with its instant, to be brought into order. */
export interface Placed {
  at: Instant;
  entry: Entry;
}

/** An entry at a moment, whose time it says as the source does. */
export function place(moment: Moment, entry: Omit<Entry, 'at'>): Placed {
  return { at: moment.at, entry: { at: moment.text, ...entry } };
}

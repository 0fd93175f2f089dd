import type { Instant } from '../../../model/time/instant.ts';

/** Reports a problem at a place in the source. The importer adds the name of the source. */
export type Report = (
  level: 'error' | 'warning' | 'info',
  rule: string,
  pointer: string,
  message: string,
  help?: string,
) => void;

/** A time as the source writes it, including its offset, and as an instant. */
export interface Moment {
  text: string;
  at: Instant;
}

export interface Component {
  /** '' if the source has no usable id; the component is then identified by its name. */
  id: string;
  name: string;
  description?: string;
  groupId?: string;
  /** True for a heading of other components. */
  heading: boolean;
  pointer: string;
}

export interface Update {
  id: string;
  status: string;
  body: string;
  /** Time of publication: `display_at`, which may be back-dated, or else `created_at`. */
  moment: Moment;
  /** Components and their states, with ids as in the list of components. */
  affected: { name: string; id: string; status: string }[];
  pointer: string;
}

/** An incident or a scheduled maintenance, which Statuspage stores in the same shape. */
export interface Event {
  id: string;
  name: string;
  status: string;
  impact: string;
  shortlink?: string;
  started?: Moment;
  created?: Moment;
  changed?: Moment;
  monitoring?: Moment;
  resolved?: Moment;
  scheduledFor?: Moment;
  scheduledUntil?: Moment;
  postmortem?: { body: string; moment?: Moment };
  /** Oldest first. */
  updates: Update[];
  components: Component[];
  pointer: string;
}

export interface Page {
  name: string;
  url?: string;
  /** As the source names it, which may not be an IANA time zone. */
  timezone?: string;
}

/** One text of the public API, from any of its addresses. */
export interface Sheet {
  page?: Page;
  incidents: Event[];
  maintenances: Event[];
  components: Component[];
}

import type { Instant } from '../../../model/time/instant.ts';

/** What is wrong with a place in the source: the importer adds the source's name. */
export type Report = (
  level: 'error' | 'warning' | 'info',
  rule: string,
  pointer: string,
  message: string,
  help?: string,
) => void;

/** A time as the source writes it, offset included, and as an instant. */
export interface Moment {
  text: string;
  at: Instant;
}

export interface Component {
  /** '' where the source gives none that could be kept: it is then known by its name. */
  id: string;
  name: string;
  description?: string;
  groupId?: string;
  /** A heading for other components. */
  heading: boolean;
  pointer: string;
}

export interface Update {
  id: string;
  status: string;
  body: string;
  /** When readers saw it: `display_at`, which may be back-dated, or else `created_at`. */
  moment: Moment;
  /** Components and their states; ids as those of components. */
  affected: { name: string; id: string; status: string }[];
  pointer: string;
}

/** An incident or a scheduled maintenance: Statuspage keeps both in one shape. */
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
  /** As the source names it, which may be no zone that anybody else knows. */
  timezone?: string;
}

/** One text of the public API, whichever of its addresses it came from. */
export interface Sheet {
  page?: Page;
  incidents: Event[];
  maintenances: Event[];
  components: Component[];
}

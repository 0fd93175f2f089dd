import type { Instant } from '../../../model/time/instant.ts';

/** Reports a problem at a place in the source. The importer adds the name of the source. */
export type ReportProblem = (
  level: 'error' | 'warning' | 'info',
  rule: string,
  pointer: string,
  message: string,
  help?: string,
) => void;

/** A time as the source writes it, including its offset, and as an instant. */
export interface SourceTime {
  text: string;
  at: Instant;
}

export interface PageComponent {
  /** '' if the source has no usable id; the component is then identified by its name. */
  id: string;
  name: string;
  description?: string;
  groupId?: string;
  /** True for a heading of other components. */
  heading: boolean;
  pointer: string;
}

export interface PageUpdate {
  id: string;
  status: string;
  body: string;
  /** Time of publication: `display_at`, which may be back-dated, or else `created_at`. */
  moment: SourceTime;
  /** Components and their states, with ids as in the list of components. */
  affected: { name: string; id: string; status: string }[];
  pointer: string;
}

/** An incident or a scheduled maintenance, which Statuspage stores in the same shape. */
export interface PageEvent {
  id: string;
  name: string;
  status: string;
  impact: string;
  shortlink?: string;
  started?: SourceTime;
  created?: SourceTime;
  changed?: SourceTime;
  monitoring?: SourceTime;
  resolved?: SourceTime;
  scheduledFor?: SourceTime;
  scheduledUntil?: SourceTime;
  postmortem?: { body: string; moment?: SourceTime };
  /** Oldest first. */
  updates: PageUpdate[];
  components: PageComponent[];
  pointer: string;
}

export interface StatusPage {
  name: string;
  url?: string;
  /** As the source names it, which may not be an IANA time zone. */
  timezone?: string;
}

/** One text of the public API, from any of its addresses. */
export interface PageExport {
  page?: StatusPage;
  incidents: PageEvent[];
  maintenances: PageEvent[];
  components: PageComponent[];
}

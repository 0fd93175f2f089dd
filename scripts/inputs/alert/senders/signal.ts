import type { Instant } from '../../../model/time/instant.ts';
import type { Link } from '../../../../schemas/generated/records.ts';

/**
 * Kind of signal: an alert fires, is acknowledged, clears, or changes in another way worth
 * recording.
 */
export type SignalState = 'triggered' | 'acknowledged' | 'resolved' | 'note';

/** One event of one alert, from any tool. All texts are the sender's and untrusted. */
export interface Signal {
  /** Id of the sender: `pagerduty`, or as named in the settings. */
  source: string;
  /** The sender's id of the alert: the same from trigger to resolution. */
  key: string;
  state: SignalState;
  at: Instant;
  /** True if the sender gave no time, so that `at` is the time of receipt. */
  isUndated?: true;
  title: string;
  summary: string;
  /** Subject of the alert, by name: host, service, alertname. */
  labels: Readonly<Record<string, string>>;
  links: readonly Link[];
  /** The sender's own severity. */
  severity?: string;
}

/** A signal before it is known which of several senders of one format sent it. */
export type SenderSignal = Omit<Signal, 'source'>;

/**
 * Signals of a payload, with the parts left out and why; or the reason why it cannot be read. A
 * genuine payload may be of an unknown kind: it is accepted, since tools stop sending to a server
 * that rejects payloads.
 */
export type PayloadReading = { signals: SenderSignal[]; left: string[] } | UnsupportedPayload;

export interface UnsupportedPayload {
  unsupported: string;
  isGenuine?: true;
}

/** Field mapping of a custom sender: JSON pointers, and its words for the states. */
export interface Mapping {
  fields: Readonly<Record<string, string>>;
  states: Readonly<Partial<Record<SignalState, readonly string[]>>>;
}

/** Format of alerts, as data. Pure: nothing is fetched, and `received` is the current time. */
export interface Sender {
  name: string;
  /** Name of the tool. */
  title: string;
  /** Header with the HMAC of the body, if the tool signs. */
  signature?: string;
  read(payload: unknown, received: Instant, mapping?: Mapping): PayloadReading;
}

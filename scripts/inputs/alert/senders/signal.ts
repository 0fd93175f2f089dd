import type { Instant } from '../../../model/time/instant.ts';
import type { Link } from '../../../../schemas/generated/records.ts';

/** What one alert says: it fires, somebody took it, it cleared, or something else worth keeping. */
export type SignalState = 'triggered' | 'acknowledged' | 'resolved' | 'note';

/** One thing that happened to one alert, whatever tool told it. All texts are the sender's: untrusted. */
export interface Signal {
  /** Id of the sender: `pagerduty`, or as the settings name it. */
  source: string;
  /** The sender's name of the alert: the same from trigger to resolution. */
  key: string;
  state: SignalState;
  at: Instant;
  /** The sender told no time: `at` is when it came. */
  isUndated?: true;
  title: string;
  summary: string;
  /** What the alert is about, by name: host, service, alertname. */
  labels: Readonly<Record<string, string>>;
  links: readonly Link[];
  /** The sender's own word for how bad it is. */
  severity?: string;
}

/** A signal before it is known which of several senders of one format sent it. */
export type Told = Omit<Signal, 'source'>;

/**
 * What a payload says, with what of it was left out and why; or why it cannot be read at all. One that
 * is genuine has the form of its tool, and a kind that nobody knows here: tools stop sending to a
 * server that refuses such ones.
 */
export type Reading = { signals: Told[]; left: string[] } | Unsupported;

export interface Unsupported {
  unsupported: string;
  isGenuine?: true;
}

/** Where a sender of no known format keeps what, as JSON pointers, and its words for the states. */
export interface Mapping {
  fields: Readonly<Record<string, string>>;
  states: Readonly<Partial<Record<SignalState, readonly string[]>>>;
}

/** A format that alerts come in, as data. Pure: nothing is fetched, and `received` is the clock. */
export interface Sender {
  name: string;
  /** As people call the tool. */
  title: string;
  /** Header that holds the HMAC of the body, where the tool signs. */
  signature?: string;
  read(payload: unknown, received: Instant, mapping?: Mapping): Reading;
}

import type { Instant } from '../../model/time/instant.ts';
import type { Entry } from '../../../schemas/generated/records.ts';
import type { Signal, SignalState } from './senders/signal.ts';

/** The trace of a signal in a timeline entry, by which the record knows which signals it contains. */
export interface Mark {
  /** Digest of sender and key; for a note, also of its text. */
  digest: string;
  state: MarkState;
  at: Instant;
}

/** State of an alert as a field of an entry's `alerts`. */
export type MarkState = keyof NonNullable<Entry['alerts']>;

/** Hashes a text as hexadecimal. Ten digits are kept: 10,000 alerts collide in 1 of 20,000 cases. */
export type HashText = (text: string) => string;

const markStates: Readonly<Record<SignalState, MarkState>> = {
  triggered: 'fired',
  acknowledged: 'acknowledged',
  resolved: 'cleared',
  note: 'noted',
};

/** Computes the digest of an alert. */
export function digestAlert(
  { source, key }: Pick<Signal, 'source' | 'key'>,
  hash: HashText,
): string {
  return hash(JSON.stringify([source, key])).slice(0, 10);
}

/** Builds the mark of a signal. Two notes about one alert at the same time differ by their text. */
export function buildMark(signal: Signal, hash: HashText): Mark {
  const { source, key, summary, at } = signal;
  const state = markStates[signal.state];
  const digest =
    state === 'noted'
      ? hash(JSON.stringify([source, key, summary])).slice(0, 10)
      : digestAlert(signal, hash);
  return { digest, state, at };
}

/** Formats a mark as a key of a set. */
export function formatMarkKey({ digest, state, at }: Mark): string {
  return `${state} ${digest} ${at}`;
}

/** Maximum number of marks in one entry: so many fit into a field of `alerts`, whatever they are. */
export const maxMarks = 450;

/** Formats marks as the field `alerts` of an entry at a time. */
export function formatMarks(marks: readonly Mark[], at: Instant): NonNullable<Entry['alerts']> {
  const alerts: NonNullable<Entry['alerts']> = {};
  for (const mark of marks) {
    const ago = at - mark.at;
    const sign = ago < 0 ? '+' : '-';
    const text = ago === 0 ? mark.digest : `${mark.digest}${sign}${Math.abs(ago).toString(36)}`;
    const before = alerts[mark.state];
    alerts[mark.state] = before === undefined ? text : `${before} ${text}`;
  }
  return alerts;
}

/** Parses the marks of an entry. An entry that no alert wrote has none. */
export function parseMarks({ alerts = {} }: Entry, at: Instant): Mark[] {
  return Object.entries(alerts).flatMap(([state, text]) =>
    text.split(' ').flatMap((part): Mark[] => {
      const [, digest, sign = '-', ago = '0'] =
        /^([0-9a-f]{10})(?:([+-])([0-9a-z]{1,10}))?$/.exec(part) ?? [];
      if (digest === undefined) return [];
      const offset = Number.parseInt(ago, 36) * (sign === '-' ? -1 : 1);
      return [{ digest, state: state as MarkState, at: at + offset }];
    }),
  );
}

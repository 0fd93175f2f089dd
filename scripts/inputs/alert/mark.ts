import type { Instant } from '../../model/time/instant.ts';
import type { Entry } from '../../../schemas/generated/records.ts';
import type { Signal, SignalState } from './senders/signal.ts';

/** What an entry keeps of an alert, so that the record itself knows what was told already. */
export interface Mark {
  /** Digest of sender and key; of a note's text too. */
  digest: string;
  told: Told;
  at: Instant;
}

export type Told = keyof NonNullable<Entry['alerts']>;

/** The first ten digits of a hexadecimal digest: among 10,000 alerts two are alike once in 20,000 times. */
export type Digest = (text: string) => string;

export const toldAs: Readonly<Record<SignalState, Told>> = {
  triggered: 'fired',
  acknowledged: 'acknowledged',
  resolved: 'cleared',
  note: 'noted',
};

/** The alert's own digest. */
export function digestAlert(
  { source, key }: Pick<Signal, 'source' | 'key'>,
  digest: Digest,
): string {
  return digest(JSON.stringify([source, key])).slice(0, 10);
}

/** The mark of one signal: two notes of one alert at one instant differ by their text. */
export function markSignal(signal: Signal, digest: Digest): Mark {
  const { source, key, state, summary, at } = signal;
  const told = toldAs[state];
  return {
    digest:
      told === 'noted'
        ? digest(JSON.stringify([source, key, summary])).slice(0, 10)
        : digestAlert(signal, digest),
    told,
    at,
  };
}

/** A mark as one text, to be found again. */
export function nameMark({ digest, told, at }: Mark): string {
  return `${told} ${digest} ${at}`;
}

/** So many marks fit into one field of an entry, whatever they are. */
export const mostMarks = 450;

/** The marks of an entry as its field `alerts` holds them. */
export function formatMarks(marks: readonly Mark[], at: Instant): NonNullable<Entry['alerts']> {
  const alerts: NonNullable<Entry['alerts']> = {};
  for (const mark of marks) {
    const ago = at - mark.at;
    const sign = ago < 0 ? '+' : '-';
    const text = ago === 0 ? mark.digest : `${mark.digest}${sign}${Math.abs(ago).toString(36)}`;
    const before = alerts[mark.told];
    alerts[mark.told] = before === undefined ? text : `${before} ${text}`;
  }
  return alerts;
}

/** What an entry tells of alerts; nothing for one that no intake wrote. */
export function parseMarks({ alerts = {} }: Entry, at: Instant): Mark[] {
  return Object.entries(alerts).flatMap(([told, text]) =>
    text.split(' ').flatMap((part): Mark[] => {
      const [, digest, sign = '-', ago = '0'] =
        /^([0-9a-f]{10})(?:([+-])([0-9a-z]{1,10}))?$/.exec(part) ?? [];
      if (digest === undefined) return [];
      const offset = Number.parseInt(ago, 36) * (sign === '-' ? -1 : 1);
      return [{ digest, told: told as Told, at: at + offset }];
    }),
  );
}

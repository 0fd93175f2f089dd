import { parseInstant, type Instant } from '../model/time/instant.ts';
import { parseDeadline, parseWhen } from '../model/time/when.ts';
import { Failure } from './context.ts';

/**
 * Reads the instant of `--at`. A time of day is in the organisation's time zone.
 *
 * @param root data root, whose settings name the zone
 */
export async function readNow(root: string, text: string): Promise<Instant> {
  return parseInstant(text) ?? readWhen(root, text, '--at');
}

/**
 * Reads an option that holds an instant.
 *
 * @param option as users write it: `--since`
 * @throws {Failure} if it holds anything else
 */
export async function readWhen(
  root: string,
  text: string,
  option: string,
  side: 'past' | 'future' = 'past',
): Promise<Instant> {
  const { loadSettings } = await import('../edges/disk/load.ts');
  const { timezone } = (await loadSettings(root)).organisation;
  const at = (side === 'past' ? parseWhen : parseDeadline)(text, Date.now(), timezone);
  if (at !== undefined) return at;
  const { explainYear } = await import('../model/record/impossible.ts');
  throw new Failure(
    explainYear(text) ?? `Cannot read \`${text}\` as a time.`,
    `Write ${option} as RFC 3339 with an offset (2026-01-14T08:12:00+01:00), "${side === 'past' ? '10 minutes ago' : 'in 2 hours'}", or 14:05 (${timezone}).`,
  );
}

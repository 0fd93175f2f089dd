import { day, minute } from './duration.ts';
import { formatDay, formatPair, lastYear, parseInstant, type Instant } from './instant.ts';

const formats = new Map<string, Intl.DateTimeFormat>();
const offsets = new Map<string, Map<Instant, number>>();

/**
 * Time zones change their offset at whole quarters of an hour, so it is constant within one. The
 * exception is Newfoundland, which changed its clocks at a minute past midnight until November
 * 2011.
 */
const quarter = 15 * minute;
const regular = Date.UTC(2012, 0, 1);

/** Last instant at which a zone's offset is looked up: a sum with a long duration may be past every calendar. */
const latest = Date.UTC(lastYear + 10, 0, 1);
const stepAt = (instant: Instant): number => (instant < regular ? minute : quarter);

/**
 * Formats a time as wall-clock time in a time zone: `2026-01-14 08:12`. For display only; never
 * parsed.
 */
export function formatInZone(instant: Instant, zone: string): string {
  const wall = toWall(instant, zone);
  const date = Math.floor(wall / day);
  const minutes = Math.floor((wall - date * day) / minute);
  return `${formatDay(wall)} ${formatPair(Math.floor(minutes / 60))}:${formatPair(minutes % 60)}`;
}

/** Returns what a zone's clocks show at a time, as milliseconds counted as if the zone were UTC. */
export function toWall(instant: Instant, zone: string): number {
  const step = stepAt(instant);
  return instant + findOffset(Math.floor(instant / step) * step, zone);
}

/**
 * Returns the first time at which a zone's clocks show a wall-clock time or a later one: the first
 * occurrence of a repeated hour, and the moment of the change for a skipped one.
 *
 * @param wall as `toWall` returns it
 */
export function findInstant(wall: number, zone: string): Instant {
  // A day before and a day after, the clocks have not been changed yet, or have already been,
  // whatever the offset.
  const [before, after] = [wall - day, wall + day].map(
    (instant) => toWall(instant, zone) - instant,
  );
  if (before === undefined || after === undefined)
    throw new Error('A time zone has no offset. This is a bug in Sitrep.');
  if (before === after) return wall - before;
  const change = findChange(wall - day, wall + day, zone, before);
  return wall - before < change ? wall - before : Math.max(change, wall - after);
}

/**
 * Lists the times that a wall-clock time (`2026-07-14T08:12:00`) can mean in a zone, each with its
 * offset: two in a repeated hour, none in a skipped one.
 */
export function addOffsets(local: string, zone: string): string[] {
  const wall = parseInstant(`${local}Z`);
  if (wall === undefined) return [];
  const around = [wall - day, wall + day].map((instant) => toWall(instant, zone) - instant);
  return [...new Set(around)]
    .filter((offset) => toWall(wall - offset, zone) === wall)
    .map((offset) => local + formatOffset(offset));
}

function formatOffset(offset: number): string {
  const minutes = Math.abs(offset) / minute;
  return `${offset < 0 ? '-' : '+'}${formatPair(Math.floor(minutes / 60))}:${formatPair(minutes % 60)}`;
}

/** Finds the first time between two others at which a zone's offset changes. */
function findChange(from: Instant, to: Instant, zone: string, offset: number): Instant {
  const step = stepAt(from);
  let [low, high] = [Math.floor(from / step), Math.ceil(to / step)];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (findOffset(middle * step, zone) === offset) low = middle;
    else high = middle;
  }
  return high * step;
}

/**
 * Returns a zone's offset from UTC, cached by UTC day. No zone changed it twice on one UTC day
 * since 1970 (of 22,140 changes in Node's data), so a day that begins and ends with one offset has
 * no other.
 */
function findOffset(instant: Instant, zone: string): number {
  const from = Math.max(0, Math.min(instant, latest));
  const first = Math.floor(from / day) * day;
  const offset = askOffset(first, zone);
  return askOffset(first + day, zone) === offset ? offset : askOffset(from, zone);
}

/** Queries Intl, which is slow, so the result is cached. */
function askOffset(from: Instant, zone: string): number {
  let known = offsets.get(zone);
  if (!known) offsets.set(zone, (known = new Map<Instant, number>()));
  let offset = known.get(from);
  if (offset === undefined) {
    const wall = readFormat(zone).format(from);
    offset = Date.parse(`${wall.replace(' ', 'T')}Z`) - from;
    known.set(from, offset);
  }
  return offset;
}

function readFormat(zone: string): Intl.DateTimeFormat {
  let format = formats.get(zone);
  if (!format) {
    // The Swedish locale writes dates as ISO 8601 does.
    format = new Intl.DateTimeFormat('sv-SE', {
      timeZone: zone,
      dateStyle: 'short',
      timeStyle: 'short',
    });
    formats.set(zone, format);
  }
  return format;
}

import { weekdays } from '../time/weekdays.ts';
import { day, parseDuration, week } from '../time/duration.ts';
import { parseDay, parseInstant, type Instant } from '../time/instant.ts';
import type { Layer, TeamRecord } from '../../../schemas/generated/records.ts';
import { findInstant, toWall } from '../time/zone.ts';

interface Span {
  from: Instant;
  to: Instant;
}

/** Period in which one person is on call: from `from` up to, but not including, `to`. */
export interface Shift extends Span {
  handle: string;
  /**
   * Name of the layer; undefined for a rotation without layer names, and for an override of all
   * layers.
   */
  layer?: string;
  /** For an override: its index in the file's `overrides`. */
  override?: number;
}

/** Part of a team that determines who is on call. */
export type Rotating = Pick<TeamRecord, 'rotation'>;
type Rotation = NonNullable<TeamRecord['rotation']>;

/**
 * Lists who in a team is on call at a time, in the order of the layers.
 *
 * @returns one shift for each layer with somebody on call; none without a rotation
 * @throws never: invalid parts give nobody, and the schema or a rule reports them
 */
export function findOnCall(team: Rotating, at: Instant): Shift[] {
  return collectShifts(team, at, at + 1);
}

/**
 * Lists every shift of a team that touches a period, in order, with its true beginning and end.
 *
 * A shift begins when the clocks of its time zone first show the handover time, or a later time if
 * that one is skipped: so a shift of a day is 23 or 25 hours long when the clocks change. Overrides
 * replace every shift, even outside the hours of a layer; of two that overlap, the later in the
 * file wins.
 */
export function listShifts(team: Rotating, from: Instant, to: Instant): Shift[] {
  return collectShifts(team, from, to).sort((a, b) => a.from - b.from);
}

/**
 * Finds the first shift after a time that brings somebody who is not on call then; undefined if
 * nobody else ever takes over.
 */
export function findNextOnCall(team: Rotating, at: Instant): Shift | undefined {
  const present = new Set(findOnCall(team, at).map(({ handle }) => handle));
  // Most rotations change within a week or two; few are worth searching for years.
  for (const horizon of [2 * week, 26 * week, 520 * week]) {
    const next = listShifts(team, at, at + horizon).find(
      ({ handle, from }) => from > at && !present.has(handle),
    );
    if (next) return next;
  }
  return undefined;
}

/** Lists the periods between two times in which nobody in a team is on call, in order. */
export function listGaps(team: Rotating, from: Instant, to: Instant): Span[] {
  const gaps: Span[] = [];
  let covered = from;
  for (const shift of listShifts(team, from, to)) {
    if (shift.from > covered) gaps.push({ from: covered, to: shift.from });
    covered = Math.max(covered, shift.to);
  }
  if (covered < to) gaps.push({ from: covered, to });
  return gaps;
}

/** Lists the layers of a rotation; one written without layers is a single layer without a name. */
export function listLayers(rotation: Rotation): (Omit<Layer, 'name'> & { name?: string })[] {
  const { timezone, handover, order, start, length, layers = [] } = rotation;
  return timezone !== undefined && handover && order && start !== undefined && length !== undefined
    ? [{ timezone, handover, order, start, length }, ...layers]
    : layers;
}

/** A parsed layer: its regular shifts, and the overrides that apply to it. */
interface Track {
  list: (from: Instant, to: Instant) => Shift[];
  /** Overrides, clipped so that they do not overlap. */
  swaps: Shift[];
  /**
   * Overrides to be listed with this layer: one of all layers is listed once, not in each layer.
   */
  listed: Shift[];
}

const tracks = new WeakMap<Rotation, Track[]>();

function collectShifts({ rotation }: Rotating, from: Instant, to: Instant): Shift[] {
  if (!rotation) return [];
  let read = tracks.get(rotation);
  if (!read) tracks.set(rotation, (read = readTracks(rotation)));
  return read
    .flatMap(({ list, swaps, listed }) => [
      ...list(from, to).flatMap((shift) => cutOut(shift, swaps)),
      ...listed,
    ])
    .filter((shift) => shift.from < to && shift.to > from);
}

function readTracks(rotation: Rotation): Track[] {
  const seen: Shift[] = [];
  return listLayers(rotation).map((layer) => {
    const swaps = settleSwaps(rotation, layer.name);
    const listed = swaps.flatMap((swap) =>
      cutOut(
        swap,
        seen.filter(({ override }) => override === swap.override),
      ),
    );
    seen.push(...listed.filter((swap) => swap.layer === undefined));
    return { list: readLayer(layer), swaps, listed };
  });
}

/**
 * Lists the overrides that apply to a layer, without overlaps: the later in the file takes time
 * from the earlier.
 */
function settleSwaps({ overrides = [] }: Rotation, name: string | undefined): Shift[] {
  let settled: Shift[] = [];
  for (const [override, { handle, layer, ...span }] of overrides.entries()) {
    if (layer !== undefined && layer !== name) continue;
    const [from, to] = [parseInstant(span.from), parseInstant(span.to)];
    if (from === undefined || to === undefined || from >= to) continue;
    const swap = { handle, ...(layer !== undefined && { layer }), from, to, override };
    settled = [...settled.flatMap((earlier) => cutOut(earlier, [swap])), swap];
  }
  return settled;
}

/** Returns what is left of a span after others are removed from it. */
function cutOut<T extends Span>(span: T, holes: readonly Span[]): T[] {
  let rest = [span];
  for (const hole of holes) {
    if (hole.from >= span.to || hole.to <= span.from) continue;
    rest = rest.flatMap((part) =>
      hole.from >= part.to || hole.to <= part.from
        ? [part]
        : [
            ...(part.from < hole.from ? [{ ...part, to: hole.from }] : []),
            ...(hole.to < part.to ? [{ ...part, from: hole.to }] : []),
          ],
    );
  }
  return rest;
}

/** Builds the function that lists a layer's regular shifts. */
function readLayer(layer: ReturnType<typeof listLayers>[number]): Track['list'] {
  const { name, timezone, order, handover } = layer;
  const midnight = parseDay(layer.start);
  const length = parseDuration(layer.length);
  if (midnight === undefined || length === undefined) return () => [];
  const first = midnight + readClock(handover);
  const listHours = readHours(layer);
  const begin = (turn: number): Instant => findInstant(first + turn * length, timezone);
  return (from, to) => {
    const hours = listHours?.(from, to);
    const shifts: Shift[] = [];
    let turn = Math.max(0, Math.floor((toWall(from, timezone) - first) / length));
    for (let start = begin(turn); start < to; turn++) {
      const end = begin(turn + 1);
      const handle = order[turn % order.length];
      for (const open of hours ?? [{ from: start, to: end }]) {
        const shift = { from: Math.max(start, open.from), to: Math.min(end, open.to) };
        if (handle === undefined || shift.from >= shift.to) continue;
        shifts.push({ handle, ...(name !== undefined && { layer: name }), ...shift });
      }
      start = end;
    }
    return shifts;
  };
}

/**
 * Lists the periods of a layer's hours around a span, in order, with touching ones merged;
 * undefined if it covers all hours. Hours belong to the day on which they begin.
 */
function readHours({
  hours,
  days = [...weekdays],
  timezone,
}: Pick<Layer, 'hours' | 'days' | 'timezone'>):
  ((from: Instant, to: Instant) => Span[]) | undefined {
  const [opens = 0, ends = 0] = (hours ?? '00:00-24:00').split('-').map(readClock);
  const closes = ends <= opens ? ends + day : ends;
  const isWhole = closes - opens === day;
  if (isWhole && weekdays.every((name) => days.includes(name))) return undefined;
  // Consecutive whole days are one span: at most six of them.
  const reach = (isWhole ? 8 : 1) * day;
  return (from, to) => {
    const found: Span[] = [];
    const last = toWall(to, timezone) + reach;
    let midnight = Math.floor(toWall(from, timezone) / day) * day - reach;
    for (; midnight <= last; midnight += day) {
      // 1970-01-01 was a Thursday.
      const weekday = weekdays[(((midnight / day + 4) % 7) + 7) % 7];
      if (!weekday || !days.includes(weekday)) continue;
      const open = findInstant(midnight + opens, timezone);
      const close = findInstant(midnight + closes, timezone);
      const before = found.at(-1);
      if (before?.to === open) before.to = close;
      else if (open < close) found.push({ from: open, to: close });
    }
    return found;
  };
}

/** Parses `08:30` as milliseconds after midnight. */
function readClock(text: string): number {
  const [hours = 0, minutes = 0] = text.split(':').map(Number);
  return (hours * 60 + minutes) * 60_000;
}

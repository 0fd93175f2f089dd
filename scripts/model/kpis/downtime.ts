import type { Instant } from '../time/instant.ts';
import { expandMaintenance } from '../register/recurrence.ts';
import type { Affected, Register } from '../register/register.ts';
import type { Span } from './kpi.ts';
import { explainExclusion } from './population.ts';

/** What a piece of time takes away: a share of the service, or what nobody has stated or can read. */
type Weight = number | 'unstated' | 'unread';

const weights: Record<Exclude<Affected['state'], 'maintenance'>, Weight> = {
  'major-outage': 1,
  'partial-outage': 0.5,
  degraded: 0,
  affected: 'unstated',
};

/** Of overlapping pieces the first holds: only a major outage leaves nothing unknown. */
const order: readonly Weight[] = [1, 'unstated', 'unread', 0.5, 0];

interface Piece extends Span {
  weight: Weight;
}

/** Weighted and unweighted time, in milliseconds, that services were affected within a span. */
export interface Downtime {
  /** Time lost: major outages whole, partial ones half. */
  lost: number;
  /** Time in any state other than operational. */
  affected: number;
  /** Time of which nobody has stated the effect, or whose record cannot be read: not lost, and not up. */
  unknown: number;
  /** The part of it in which not even an effect is known. */
  unread: number;
  /** Planned time within the span: it counts for neither. */
  planned: number;
}

/**
 * Each service's downtime within a span: clipped to it, overlaps counted once at the worst state, and
 * planned maintenance taken out of both the lost time and the time that was promised.
 */
export function measureDowntime(
  register: Register,
  span: Span,
  now: Instant,
): Map<string, Downtime> {
  const until = span.from + measureElapsed(span, now);
  const pieces = new Map<string, Piece[]>([...register.services.keys()].map((id) => [id, []]));
  for (const incident of register.incidents.values()) {
    if (explainExclusion(incident) !== undefined) continue;
    for (const { service, state, from, to = until } of incident.affected) {
      if (state === 'maintenance') continue;
      pieces.get(service)?.push({ from, to, weight: weights[state] });
    }
  }
  for (const { services, from = now } of register.unread) {
    for (const service of services)
      pieces.get(service)?.push({ from, to: until, weight: 'unread' });
  }
  const planned = planWindows(register, span.from, until);
  return new Map(
    [...pieces].map(([service, list]) => [
      service,
      sumPieces(list, planned.get(service) ?? [], span.from, until),
    ]),
  );
}

/** How much of a span is past, in milliseconds: nothing can be said of the rest. */
export function measureElapsed({ from, to }: Span, now: Instant): number {
  return Math.max(0, Math.min(to, now) - from);
}

function planWindows({ maintenance }: Register, from: Instant, to: Instant): Map<string, Span[]> {
  const windows = new Map<string, Span[]>();
  for (const record of maintenance.values()) {
    for (const { start, end } of expandMaintenance(record, from, to)) {
      for (const service of record.services) {
        const known = windows.get(service);
        if (known) known.push({ from: start, to: end });
        else windows.set(service, [{ from: start, to: end }]);
      }
    }
  }
  return windows;
}

/** Sweeps over the ends of all pieces, counting which are open: between two ends nothing changes. */
function sumPieces(
  pieces: readonly Piece[],
  planned: readonly Span[],
  from: Instant,
  to: Instant,
): Downtime {
  const changes: { at: Instant; step: 1 | -1; weight: Weight | undefined }[] = [];
  const add = (span: Span, weight: Weight | undefined): void => {
    const [start, end] = [Math.max(from, span.from), Math.min(to, span.to)];
    if (start < end) changes.push({ at: start, step: 1, weight }, { at: end, step: -1, weight });
  };
  for (const piece of pieces) add(piece, piece.weight);
  for (const window of planned) add(window, undefined);
  changes.sort((a, b) => a.at - b.at);
  const sum: Downtime = { lost: 0, affected: 0, unknown: 0, unread: 0, planned: 0 };
  // How many are open of each weight; planned work has none.
  const open = new Map<Weight | undefined, number>();
  const isOpen = (weight: Weight | undefined): boolean => (open.get(weight) ?? 0) > 0;
  const known = order.filter((weight) => weight !== 'unread');
  let since = from;
  for (const { at, step, weight } of changes) {
    if (isOpen(undefined)) sum.planned += at - since;
    else {
      const worst = order.find(isOpen);
      if (typeof worst === 'number') sum.lost += worst * (at - since);
      else if (worst !== undefined) sum.unknown += at - since;
      if (known.some(isOpen)) sum.affected += at - since;
      else if (worst !== undefined) sum.unread += at - since;
    }
    since = at;
    open.set(weight, (open.get(weight) ?? 0) + step);
  }
  return sum;
}

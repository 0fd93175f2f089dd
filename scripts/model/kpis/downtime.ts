import type { Instant } from '../time/instant.ts';
import { expandMaintenance } from '../register/recurrence.ts';
import type { Records } from '../register/register.ts';
import type { Span } from './kpi.ts';
import { explainExclusion } from './population.ts';

/** Share of a service that a period takes away, or the reason why the share is unknown. */
type Weight = number | 'unstated' | 'unread';

interface Piece extends Span {
  weight: Weight;
}

/**
 * Weighted and unweighted time, in milliseconds, in which services were affected within a period.
 */
export interface Downtime {
  /** Time lost: each state by its weight in the settings. */
  lost: number;
  /** Time in any state other than operational. */
  affected: number;
  /** Time with an unstated effect, or an unreadable record, which counts as neither lost nor available. */
  unknown: number;
  /** Part of the unknown time in which it is not even known whether there was an effect. */
  unread: number;
  /** Planned time within the period, which counts as neither. */
  planned: number;
}

/**
 * Calculates each service's downtime within a period: clipped to it, with overlaps counted once at
 * the worst state, and planned maintenance removed from both the lost and the agreed time.
 */
export function measureDowntime(
  register: Records,
  span: Span,
  now: Instant,
): Map<string, Downtime> {
  const until = span.from + measureElapsed(span, now);
  const weights = { ...register.settings.kpi.weights, affected: 'unstated' } as const;
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
      sumPieces(
        list,
        planned.get(service) ?? [],
        span.from,
        until,
        orderWeights(register.settings.kpi.weights),
      ),
    ]),
  );
}

/** Orders weights by precedence: only the loss of a major outage overrides an unknown effect. */
function orderWeights(weights: Records['settings']['kpi']['weights']): Weight[] {
  const [most = 1, ...less] = [...new Set(Object.values(weights))].sort((a, b) => b - a);
  return [most, 'unstated', 'unread', ...less];
}

/** Returns how much of a period is past, in milliseconds; the rest is unknown. */
export function measureElapsed({ from, to }: Span, now: Instant): number {
  return Math.max(0, Math.min(to, now) - from);
}

function planWindows({ maintenance }: Records, from: Instant, to: Instant): Map<string, Span[]> {
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

/**
 * Sweeps over the ends of all pieces, counting which are open: between two ends nothing changes.
 */
function sumPieces(
  pieces: readonly Piece[],
  planned: readonly Span[],
  from: Instant,
  to: Instant,
  order: readonly Weight[],
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
  // Number of open pieces of each weight; planned work has none.
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

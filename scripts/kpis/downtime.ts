import type { Instant } from '../register/instant.ts';
import { expandMaintenance } from '../register/recurrence.ts';
import type { Affected, Register } from '../register/register.ts';
import type { Span } from './kpi.ts';
import { explainExclusion } from './population.ts';

/** Share of a service that each state takes away. */
const weights: Record<Affected['state'], number> = {
  'major-outage': 1,
  'partial-outage': 0.5,
  degraded: 0,
  maintenance: 0,
};

interface Piece extends Span {
  weight: number;
}

/**
 * Weighted and unweighted time, in milliseconds, in which services were affected within a period.
 */
export interface Downtime {
  /** Time lost: major outages in full, partial outages by half. */
  lost: number;
  /** Time in any state other than operational. */
  affected: number;
  /** Planned time within the period, which counts as neither. */
  planned: number;
}

/**
 * Calculates each service's downtime within a period: clipped to it, with overlaps counted once at
 * the worst state, and planned maintenance removed from both the lost and the agreed time.
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
  const planned = planWindows(register, span.from, until);
  return new Map(
    [...pieces].map(([service, list]) => [
      service,
      sumPieces(list, planned.get(service) ?? [], span.from, until),
    ]),
  );
}

/** Returns how much of a period is past, in milliseconds; the rest is unknown. */
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

/**
 * Sweeps over the ends of all pieces, counting which are open: between two ends nothing changes.
 */
function sumPieces(
  pieces: readonly Piece[],
  planned: readonly Span[],
  from: Instant,
  to: Instant,
): Downtime {
  const changes: { at: Instant; step: 1 | -1; weight: number | undefined }[] = [];
  const add = (span: Span, weight: number | undefined): void => {
    const [start, end] = [Math.max(from, span.from), Math.min(to, span.to)];
    if (start < end) changes.push({ at: start, step: 1, weight }, { at: end, step: -1, weight });
  };
  for (const piece of pieces) add(piece, piece.weight);
  for (const window of planned) add(window, undefined);
  changes.sort((a, b) => a.at - b.at);
  const sum: Downtime = { lost: 0, affected: 0, planned: 0 };
  // Number of open pieces of each weight; planned work has none.
  const open = new Map<number | undefined, number>();
  const isOpen = (weight: number | undefined): boolean => (open.get(weight) ?? 0) > 0;
  let since = from;
  for (const { at, step, weight } of changes) {
    if (isOpen(undefined)) sum.planned += at - since;
    else {
      const worst = [1, 0.5, 0].find(isOpen);
      if (worst !== undefined) {
        sum.affected += at - since;
        sum.lost += worst * (at - since);
      }
    }
    since = at;
    open.set(weight, (open.get(weight) ?? 0) + step);
  }
  return sum;
}

import type { Instant } from '../register/instant.ts';
import { expandMaintenance } from '../register/recurrence.ts';
import type { Affected, Register } from '../register/register.ts';
import type { Span } from './kpi.ts';
import { explainExclusion } from './population.ts';

/** How much of a service each state takes away. */
const weights: Record<Affected['state'], number> = {
  'major-outage': 1,
  'partial-outage': 0.5,
  degraded: 0,
  maintenance: 0,
};

interface Piece extends Span {
  weight: number;
}

/** Weighted and unweighted time, in milliseconds, that services were affected within a span. */
export interface Downtime {
  /** Time lost: major outages whole, partial ones half. */
  lost: number;
  /** Time in any state other than operational. */
  affected: number;
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
  const until = Math.min(span.to, Math.max(span.from, now));
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

function planWindows({ maintenance }: Register, from: Instant, to: Instant): Map<string, Span[]> {
  const windows = new Map<string, Span[]>();
  for (const record of maintenance.values()) {
    for (const { start, end } of expandMaintenance(record, from, to)) {
      for (const service of record.services) {
        windows.set(service, [...(windows.get(service) ?? []), { from: start, to: end }]);
      }
    }
  }
  return windows;
}

/** Sweeps over the ends of all pieces: between two of them nothing changes. */
function sumPieces(
  pieces: readonly Piece[],
  planned: readonly Span[],
  from: Instant,
  to: Instant,
): Downtime {
  const sum: Downtime = { lost: 0, affected: 0, planned: 0 };
  const clip = (at: Instant): Instant => Math.min(to, Math.max(from, at));
  const cuts = new Set([from, to]);
  for (const piece of [...pieces, ...planned]) cuts.add(clip(piece.from)).add(clip(piece.to));
  const ordered = [...cuts].sort((a, b) => a - b);
  for (const [index, start] of ordered.entries()) {
    const end = ordered[index + 1];
    if (end === undefined) break;
    const covers = (span: Span): boolean => span.from <= start && span.to >= end;
    const active = pieces.filter(covers);
    if (planned.some(covers)) sum.planned += end - start;
    else if (active.length > 0) {
      sum.affected += end - start;
      sum.lost += Math.max(...active.map(({ weight }) => weight)) * (end - start);
    }
  }
  return sum;
}

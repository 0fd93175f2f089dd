import type { Instant } from '../time/instant.ts';
import { formatInZone } from '../time/zone.ts';
import type { CountedLimit, Derivation } from './limits.ts';

/** Explains how the due time of a regulatory clock came about, one line per step. */
export function explainDeadline(law: string | undefined, derivation: Derivation): string[] {
  const { zone, limits, openAt, moved, due, latest } = derivation;
  const show = (at: Instant): string => formatInZone(at, zone);
  return [
    `${law === undefined ? 'A deadline of the settings' : `By ${law}`}; its times are in ${zone}.`,
    ...(openAt === undefined
      ? []
      : [`At ${show(openAt)}, when it was due, the incident was open: it counts anew.`]),
    ...limits.map((limit) => describeLimit(limit, show)),
    ...(limits.length > 1 ? ['The earliest of these limits applies.'] : []),
    ...(moved
      ? [
          `${show(moved.from)} is on ${moved.why}: it is due at noon of the next working day, ${show(due)}.`,
        ]
      : []),
    ...(latest === undefined
      ? []
      : [`Regulation 1182/71 may give until ${show(latest)}; the clock does not rely on it.`]),
  ];
}

function describeLimit(
  { after, within, start, end, leftOut }: CountedLimit,
  show: (at: Instant) => string,
): string {
  const counted =
    start === undefined || end === undefined ? '' : `: ${show(start)} to ${show(end)}`;
  return `${within} after ${after}${counted}${leftOut === undefined ? '' : `; left out: ${leftOut}`}.`;
}

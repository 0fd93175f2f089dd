import type { Instant } from './instant.ts';

const formats = new Map<string, Intl.DateTimeFormat>();
const offsets = new Map<string, Map<number, number>>();

/** Zones change their offset at whole quarters of an hour, so within one it is the same. */
const quarter = 900_000;

/** An instant as wall-clock time in a zone: `2026-01-14 08:12`. For showing; never for reading back. */
export function formatInZone(instant: Instant, zone: string): string {
  const local = instant + findOffset(Math.floor(instant / quarter), zone);
  return new Date(local).toISOString().slice(0, 16).replace('T', ' ');
}

/** What a zone's clocks were ahead of UTC in a quarter of an hour; asked of Intl once, which is slow. */
function findOffset(index: number, zone: string): number {
  let known = offsets.get(zone);
  if (!known) offsets.set(zone, (known = new Map<number, number>()));
  let offset = known.get(index);
  if (offset === undefined) {
    const wall = readFormat(zone).format(index * quarter);
    offset = Date.parse(`${wall.replace(' ', 'T')}Z`) - index * quarter;
    known.set(index, offset);
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

import type { Instant } from './instant.ts';

const formats = new Map<string, Intl.DateTimeFormat>();

/** An instant as wall-clock time in a zone: `2026-01-14 08:12`. For showing; never for reading back. */
export function formatInZone(instant: Instant, zone: string): string {
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
  return format.format(instant);
}

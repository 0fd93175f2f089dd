import { parseDuration } from '../time/duration.ts';
import { parseDay, parseInstant } from '../time/instant.ts';
import { parsePeriod } from '../time/period.ts';

const zones = new Map<string, boolean>();

/** Returns true if the name is an IANA time zone that this machine knows. */
export function isZone(name: string): boolean {
  let known = zones.get(name);
  if (known === undefined) {
    known = canFormat(name);
    zones.set(name, known);
  }
  return known;
}

function canFormat(timeZone: string): boolean {
  // Intl also accepts offsets such as +01:00. They have no daylight saving time, so they are not
  // zones here.
  if (!/^[A-Za-z][A-Za-z0-9_+/-]{0,63}$/.test(timeZone)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone });
    return true;
  } catch {
    return false;
  }
}

/**
 * Returns true if an address may be used in a link: http, https, mailto, or relative to the record.
 */
export function isSafeUrl(url: string): boolean {
  // Browsers drop tabs and line feeds, and read a backslash as a slash: `java\nscript:` and
  // `/\host`.

  if (url === '' || /[\u0000-\u0020\u007f-\u00a0\\]/.test(url) || url.startsWith('//'))
    return false;
  const scheme = /^([^/?#]*?):/.exec(url)?.[1];
  if (scheme === undefined) return true;
  if (!/^(?:https?|mailto)$/i.test(scheme)) return false;
  return scheme.toLowerCase() === 'mailto' || URL.canParse(url);
}

/** Formats that the schemas use. Each is as strict as the code that later reads the text. */
export const formats = {
  instant: (text: string): boolean => parseInstant(text) !== undefined,
  day: (text: string): boolean => parseDay(text) !== undefined,
  duration: (text: string): boolean => parseDuration(text) !== undefined,
  period: (text: string): boolean => parsePeriod(text) !== undefined,
  timezone: isZone,
  'clock-time': (text: string): boolean => /^(?:[01][0-9]|2[0-3]):[0-5][0-9]$/.test(text),
  'hour-span': (text: string): boolean =>
    /^(?:[01][0-9]|2[0-3]):[0-5][0-9]-(?:(?:[01][0-9]|2[0-3]):[0-5][0-9]|24:00)$/.test(text),
  'mail-address': (text: string): boolean =>
    /^[^\s@<>()[\],;:"\\]{1,64}@[A-Za-z0-9.-]{1,189}$/.test(text),
  'safe-url': isSafeUrl,
};

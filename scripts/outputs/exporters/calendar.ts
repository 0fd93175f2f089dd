import { formatInstant, type Instant } from '../../model/time/instant.ts';

/** An event of a calendar. Its texts are plain; they are escaped when they are written. */
export interface CalendarEvent {
  /** Stable id: equal in every export of the same event. */
  uid: string;
  from: Instant;
  to: Instant;
  title: string;
  description?: string;
  categories: readonly string[];
  url?: string;
}

/** A calendar with its events. */
export interface Calendar {
  title: string;
  description: string;
  events: readonly CalendarEvent[];
}

/**
 * Formats a calendar as iCalendar (RFC 5545), to be subscribed to. Instants are in UTC, so that it
 * needs no definitions of zones, which are often outdated in calendars.
 *
 * @param now when it is written
 */
export function formatCalendar({ title, description, events }: Calendar, now: Instant): string {
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Sitrep//Sitrep//EN',
    'CALSCALE:GREGORIAN',
    'METHOD:PUBLISH',
    // The name twice: as RFC 7986 defines it, and as most calendars read it.
    `NAME:${escape(title)}`,
    `X-WR-CALNAME:${escape(title)}`,
    `DESCRIPTION:${escape(description)}`,
    `X-WR-CALDESC:${escape(description)}`,
    'REFRESH-INTERVAL;VALUE=DURATION:PT1H',
    'X-PUBLISHED-TTL:PT1H',
    ...events.flatMap((event) => formatEvent(event, now)),
    'END:VCALENDAR',
  ];
  return lines.map((line) => `${fold(line)}\r\n`).join('');
}

function formatEvent(event: CalendarEvent, now: Instant): string[] {
  const { uid, from, to, title, description, categories, url } = event;
  return [
    'BEGIN:VEVENT',
    `UID:${escape(uid)}`,
    `DTSTAMP:${formatUtc(now)}`,
    `DTSTART:${formatUtc(from)}`,
    `DTEND:${formatUtc(to)}`,
    `SUMMARY:${escape(title)}`,
    ...(description === undefined ? [] : [`DESCRIPTION:${escape(description)}`]),
    `CATEGORIES:${categories.map(escape).join(',')}`,
    ...(url === undefined ? [] : [`URL:${url}`]),
    // Being on call does not make a person busy.
    'TRANSP:TRANSPARENT',
    'END:VEVENT',
  ];
}

/** Formats an instant as `20260114T071200Z`. */
function formatUtc(instant: Instant): string {
  const whole = Math.floor(instant / 1000) * 1000;
  return formatInstant(whole).replaceAll(/[-:]/g, '');
}

function escape(text: string): string {
  return text
    .replaceAll(/[\\;,]/g, String.raw`\$&`)
    .replaceAll(/\r\n?|\n/g, String.raw`\n`)
    .replaceAll(/[\u0000-\u001f\u007f]/g, ' ');
}

const encoder = new TextEncoder();

/** Folds a line into lines of at most 75 octets, each continued after a line end and a space. Characters stay whole. */
function fold(line: string): string {
  if (encoder.encode(line).length <= 75) return line;
  let folded = '';
  let left = 75;
  for (const character of line) {
    const size = encoder.encode(character).length;
    if (size > left) {
      folded += '\r\n ';
      left = 74;
    }
    folded += character;
    left -= size;
  }
  return folded;
}

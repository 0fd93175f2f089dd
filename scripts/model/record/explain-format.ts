import { normaliseDuration } from '../time/duration.ts';
import { normaliseInstant } from '../time/instant.ts';
import { addOffsets } from '../time/zone.ts';
import { explainImpossible, explainYear } from './impossible.ts';
import { nameValue, type ExplainProblem } from './schema-problem.ts';

const formatWords: Record<string, { what: string; example: string }> = {
  instant: { what: 'a time with an offset', example: '2026-01-14T08:12:00+01:00' },
  day: { what: 'a day', example: '2026-01-14' },
  duration: { what: 'a duration', example: '15m, 4h, 2d or 1w' },
  period: { what: 'a period', example: '24h, 14d or 1mo' },
  timezone: { what: 'an IANA time zone', example: 'Europe/Amsterdam' },
  'clock-time': { what: 'a time of day', example: '09:00' },
  'hour-span': { what: 'a span of hours', example: '08:30-17:30' },
  'mail-address': { what: 'an email address', example: 'duty@example.com' },
  'safe-url': {
    what: 'a link address',
    example: 'https://example.com/page (http, https, mailto or relative)',
  },
};

const localTime = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?$/;

/** Explains a text that is not in the format of its key, such as a time without an offset. */
export const explainFormat: ExplainProblem = ({ make, param, found, zone }) => {
  const format = param('format');
  const { what, example } = formatWords[format] ?? { what: format, example: '' };
  if (format === 'instant' && typeof found === 'string' && localTime.test(found)) {
    return make(
      `\`${found}\` has no offset, so it could be any of 38 instants.`,
      `Add the offset of the place where the time was read${proposeInstants(found.replace(' ', 'T'), zone)}, or \`Z\` for UTC.`,
      { rule: 'bare-local-time' },
    );
  }
  const isDate = format === 'instant' || format === 'day';
  const year = isDate ? explainYear(String(found)) : undefined;
  if (year !== undefined) return make(year, 'Correct the year, or remove the key.');
  const normal = format === 'instant' ? normaliseInstant(String(found)) : undefined;
  if (normal !== undefined) {
    return make(
      `${nameValue(found)} is a time in another format than records use.`,
      `Write \`${normal}\`, or run \`sitrep validate --fix\`.`,
    );
  }
  const duration = format === 'duration' ? normaliseDuration(String(found)) : undefined;
  if (duration !== undefined)
    return make(`${nameValue(found)} is not ${what}.`, `Write \`${duration}\`.`);
  const why = isDate ? explainImpossible(String(found)) : undefined;
  return make(`${nameValue(found)} is not ${what}.`, why ?? `Use this format: ${example}.`);
};

/**
 * Formats the offsets that the organisation's time zone had then, for use in a sentence that also
 * mentions UTC.
 */
function proposeInstants(local: string, zone: string | undefined): string {
  if (zone === undefined || zone === 'UTC') return '';
  const proposals = addOffsets(local, zone).map((instant) => `\`${instant}\``);
  return proposals.length === 0 ? '' : `: ${proposals.join(' or ')} in ${zone}`;
}

import { isScalar, parseDocument, visit } from 'yaml';
import { parseInstant } from '../register/instant.ts';
import { applySplices, type Splice } from './splice.ts';

/** Keys whose values are instants, in any kind of record. */
const keys = new Set(['at', 'due', 'done', 'start', 'end', 'from', 'to', 'effective']);

/**
 * Writes instants that are nearly RFC 3339 as it wants them: `t`, `z` or a space, an offset without a
 * colon or minutes. The instant and its offset stay the same; a time without an offset is left alone,
 * since only a person knows where its clock hung. Comments, quotes and everything else stay byte for byte.
 */
export function normaliseInstants(yaml: string): string {
  const splices: Splice[] = [];
  visit(parseDocument(yaml, { logLevel: 'silent' }), {
    Pair(_, { key, value }) {
      if (!isScalar(key) || !keys.has(String(key.value)) || !isScalar(value) || !value.range)
        return;
      if (typeof value.value !== 'string') return;
      const normal = normalise(value.value);
      const [from, to] = value.range;
      const at = yaml.slice(from, to).indexOf(value.value);
      if (normal === undefined || at < 0) return;
      splices.push({ from: from + at, to: from + at + value.value.length, text: normal });
    },
  });
  return applySplices(yaml, splices);
}

/** The same instant as RFC 3339 writes it; undefined where it is so already, or is no instant. */
function normalise(text: string): string | undefined {
  const match =
    /^(\d{4}-\d{2}-\d{2})(?:[tT]|\s+)(\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)\s*(?:([zZ])|([+-]\d{2}):?(\d{2})?)$/.exec(
      text,
    );
  if (!match) return undefined;
  const [, day = '', time = '', utc, hours = '', minutes = '00'] = match;
  const offset = utc === undefined ? `${hours}:${minutes}` : 'Z';
  const normal = `${day}T${time.length === 5 ? `${time}:00` : time}${offset}`;
  return normal === text || parseInstant(normal) === undefined ? undefined : normal;
}

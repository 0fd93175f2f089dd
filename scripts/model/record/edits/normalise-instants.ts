import { isScalar, parseDocument, visit } from 'yaml';
import { normaliseInstant } from '../../time/instant.ts';
import { applySplices, type Splice } from './splice.ts';

/** Keys whose values are times, in any kind of record. */
const keys = new Set(['at', 'due', 'done', 'start', 'end', 'from', 'to', 'effective']);

/**
 * Rewrites times that are nearly RFC 3339 in its exact format. The time and its offset stay the
 * same. A time without an offset is left unchanged, since only a person knows which zone it is in.
 * Everything else stays the same, byte for byte.
 */
export function normaliseInstants(yaml: string): string {
  const splices: Splice[] = [];
  visit(parseDocument(yaml, { logLevel: 'silent' }), {
    Pair(_, { key, value }) {
      if (!isScalar(key) || !keys.has(String(key.value)) || !isScalar(value) || !value.range)
        return;
      if (typeof value.value !== 'string') return;
      const normal = normaliseInstant(value.value);
      const [from, to] = value.range;
      const at = yaml.slice(from, to).indexOf(value.value);
      if (normal === undefined || at < 0) return;
      splices.push({ from: from + at, to: from + at + value.value.length, text: normal });
    },
  });
  return applySplices(yaml, splices);
}

import type { Hit } from '../../model/text/search.ts';

/** Formats the records that a search found. */
export function formatHits(hits: readonly Hit[]): string {
  return hits
    .map(({ id, kind, title, excerpt }) => `${id}  ${title}  (${kind})\n    ${excerpt}`)
    .join('\n');
}

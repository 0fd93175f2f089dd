import { findWords, listFields, type Passage } from '../prose/passages.ts';
import { compilePhrases, gatherJargon, seekPhrases, type FindPhrases } from '../prose/phrase.ts';
import type { Document } from '../register/document.ts';
import type {
  Entry,
  IncidentRecord,
  MaintenanceRecord,
  Timeline,
} from '../../../schemas/generated/records.ts';
import type { DocumentRule } from './rule.ts';

const jargon = gatherJargon().map(([phrase, plain]) => ({
  pattern: new RegExp(`^${compilePhrases([phrase])}`, 'iu'),
  plain,
}));
const findJargon = seekPhrases({ phrases: gatherJargon().map(([phrase]) => phrase) });

/** Names of things in programs. */
const findIdentifiers: FindPhrases = (text) => [...text.matchAll(/\b[a-z]+(?:_[a-z]+)+\b/g)];

const ended = new Set(['resolved', 'closed', 'cancelled', 'merged']);

/** Technical terms in texts for customers. */
export const publicJargon: DocumentRule = {
  name: 'public-jargon',
  level: 'warning',
  scope: 'document',
  about: 'prose',
  kinds: ['incident', 'timeline', 'fragment', 'maintenance'],
  *check(document) {
    for (const passage of listPublic(document)) {
      const found = [...findWords(passage, findJargon), ...findWords(passage, findIdentifiers)];
      for (const { words, place } of found) {
        const plain = jargon.find(({ pattern }) => pattern.test(words))?.plain ?? '';
        yield {
          ...place,
          message: `\`${words}\` is jargon in a text for the public.`,
          help:
            plain === ''
              ? 'Describe what people can and cannot do.'
              : `Describe what people notice, or write “${plain}”.`,
        };
      }
    }
  },
};

function* listPublic({ kind, path, value }: Document): Generator<Passage> {
  if (kind === 'incident' || kind === 'maintenance') {
    const { visibility, ...record } = value as IncidentRecord | MaintenanceRecord;
    if (visibility !== 'public') return;
    yield* listFields(path, record.title, '/title', 'title');
    if ('summary' in record) yield* listFields(path, record.summary, '/summary', 'summary');
    const { events = [] } = record as MaintenanceRecord;
    for (const [index, event] of events.entries())
      if (event.audience === 'public') yield* listFields(path, event, `/events/${index}`, '');
    return;
  }
  const entries = Array.isArray(value) ? (value as Timeline) : [value as Entry];
  // Updates of an incident that is over were sent and stay as they are.
  if (entries.some(({ type }) => ended.has(type))) return;
  for (const [index, entry] of entries.entries())
    if (entry.audience === 'public')
      yield* listFields(
        path,
        entry.note,
        Array.isArray(value) ? `/${index}/note` : '/note',
        'note',
      );
}

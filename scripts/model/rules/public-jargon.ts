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

/** Words of the trade in what customers read. */
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
          message: `\`${words}\` is a word of the trade in a text that the public reads.`,
          help:
            plain === ''
              ? 'Say what people can and cannot do.'
              : `Say what people notice, or write “${plain}”.`,
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
  // Once it is over, what was told was told.
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

import { readWholeIncident, readWholeText } from './load.ts';
import { type Register } from '../../model/register/register.ts';
import { type SearchText } from '../../model/text/search.ts';
import { readIncident, readText } from './incident.ts';

/** Lists the texts to search: titles, and everything written under them. */
export function* collectTexts(
  root: string,
  register: Register,
  isWhole: boolean,
): Generator<SearchText> {
  const read = isWhole ? readWholeIncident : readIncident;
  const readDocument = isWhole ? readWholeText : readText;
  for (const incident of register.incidents.values()) {
    const files = read(root, register.settings, incident);
    const { id, path, title, summary, aliases, tags } = incident;
    const notes = files?.log.flatMap(({ entry }) => [entry.note, entry.reason]) ?? [];
    yield {
      id,
      kind: 'incident',
      path: `${path}/incident.md`,
      title,
      text: [summary, ...aliases, ...tags, ...incident.services, files?.record.body, ...notes]
        .filter((part) => part !== undefined)
        .join('\n'),
    };
    if (!files?.postmortem) continue;
    const { value, body = '' } = files.postmortem;
    yield {
      id,
      kind: 'postmortem',
      path: files.postmortem.path,
      title,
      text: `${listTexts(value).join('\n')}\n${body}`,
    };
  }
  const shelves = [
    ['runbook', register.runbooks],
    ['problem', register.problems],
    ['maintenance', register.maintenance],
    ['service', register.services],
  ] as const;
  for (const [kind, records] of shelves) {
    for (const record of records.values()) {
      const document = kind === 'service' ? undefined : readDocument(root, record.path);
      const title = 'title' in record ? record.title : record.name;
      const text = `${listTexts(document?.value ?? record).join('\n')}\n${document?.body ?? ''}`;
      yield { id: record.id, kind, path: record.path, title, text };
    }
  }
}

function listTexts(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    ['hash', 'path', 'digest'].includes(key) ? [] : listTexts(inner),
  );
}

import { readIncident, readText, readWholeIncident, readWholeText } from '../edges/disk/load.ts';
import type { Register } from '../model/register/register.ts';
import { rankTexts, type SearchText } from '../model/text/search.ts';
import { Failure, type Command, type Context, type ExitStatus } from './command.ts';
import { includesRestricted, restrictedOption } from '../inputs/terminal/include-restricted.ts';
import { openToTell } from '../session/open.ts';

export const search: Command = {
  name: 'search',
  summary: 'Search every record for words: incidents, postmortems, runbooks, problems',
  arguments: [
    { name: '<words...>', description: 'all of them must be found; a beginning will do' },
  ],
  options: [
    { flags: '--limit <n>', description: 'at most so many', default: '20' },
    restrictedOption,
  ],
  examples: [
    { line: 'sitrep search connection pool', does: 'whatever speaks of both' },
    { line: 'sitrep search certif --json', does: 'words that begin so, for another program' },
  ],
  async run(context, [words], options): Promise<ExitStatus> {
    const { limit } = options;
    const most = Number(limit);
    const isWhole = includesRestricted(context, options);
    if (!Number.isInteger(most) || most < 1) {
      throw new Failure(`--limit ${String(limit)} is no whole number above 0.`);
    }
    const { register } = await openToTell(context);
    const query = (Array.isArray(words) ? words : [words]).join(' ');
    const found = rankTexts(collectTexts(context, register, isWhole), query);
    const shown = found.slice(0, most);
    if (context.json) {
      context.print(JSON.stringify({ query, found: found.length, results: shown }, null, 2));
    } else if (shown.length === 0) context.tell(`Nothing speaks of ${query}.`);
    else {
      context.print(
        shown
          .map(({ id, kind, title, excerpt }) => `${id}  ${title}  (${kind})\n    ${excerpt}`)
          .join('\n'),
      );
      if (found.length > most) context.tell(`… and ${found.length - most} more: --limit`);
    }
    return found.length === 0 ? 1 : 0;
  },
};

/** What is searched: titles, and everything written under them. */
function* collectTexts(
  { root }: Context,
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

import { rankTexts } from '../model/text/search.ts';
import { type Command } from './command.ts';
import { includesRestricted, restrictedOption } from '../inputs/terminal/include-restricted.ts';
import { openToTell } from '../session/open.ts';
import { collectTexts } from '../edges/disk/texts.ts';
import { Failure, type ExitStatus } from '../session/context.ts';

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
    const found = rankTexts(collectTexts(context.root, register, isWhole), query);
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

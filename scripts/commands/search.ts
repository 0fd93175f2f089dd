import { includesRestricted, restrictedOption } from '../inputs/terminal/include-restricted.ts';
import { formatHits } from '../outputs/views/search.ts';
import { openToTell } from '../session/open.ts';
import type { CommandResult } from '../session/result.ts';
import { searchRecords } from '../session/search.ts';
import { requireWholeNumber } from '../session/whole-number.ts';
import type { Command } from './command.ts';

export const search: Command = {
  name: 'search',
  summary: 'Search incidents, postmortems, runbooks and problems',
  arguments: [
    {
      name: '<words...>',
      description: 'all of them must be found; the beginning of one is enough',
    },
  ],
  options: [
    { flags: '--limit <n>', description: 'maximum number of results', default: '20' },
    restrictedOption,
  ],
  examples: [
    { line: 'sitrep search connection pool', does: 'records that contain both words' },
    { line: 'sitrep search certif --json', does: 'words that begin so, for another program' },
  ],
  async run(context, [words], options): Promise<CommandResult> {
    const isWhole = includesRestricted(context, options);
    const limit = requireWholeNumber('--limit', options['limit']);
    const { register } = await openToTell(context);
    const query = (Array.isArray(words) ? words : [words]).join(' ');
    const found = searchRecords(context, register, query, isWhole);
    const results = found.slice(0, limit);
    const more = found.length - results.length;
    return {
      status: found.length === 0 ? 1 : 0,
      data: { query, found: found.length, results },
      text: formatHits(results),
      notes: [
        ...(found.length === 0 ? [`Nothing matches ${query}.`] : []),
        ...(more > 0 ? [`… and ${more} more: --limit`] : []),
      ],
    };
  },
};

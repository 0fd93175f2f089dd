import { includesRestricted, restrictedOption } from '../inputs/terminal/include-restricted.ts';
import { formatHits } from '../outputs/views/search.ts';
import { openToTell } from '../session/open.ts';
import type { CommandResult } from '../session/result.ts';
import { searchRecords } from '../session/search.ts';
import { defineCommand } from './command.ts';

export const search = defineCommand({
  name: 'search',
  summary: 'Search incidents, postmortems, runbooks and problems',
  arguments: [
    {
      name: '<words...>',
      description: 'records must contain all of them, or words that begin so',
    },
  ],
  options: [
    {
      flags: '--limit <n>',
      description: 'maximum number of results',
      default: 20,
      number: { min: 1 },
    },
    restrictedOption,
  ],
  examples: [
    { line: 'sitrep search connection pool', does: 'find records that contain both words' },
    { line: 'sitrep search certif --json', does: 'find words that begin so, as JSON' },
  ],
  async run(context, [words], options): Promise<CommandResult> {
    const isWhole = includesRestricted(context, options);
    const { register } = await openToTell(context);
    const query = words.join(' ');
    const found = searchRecords(context, register, query, isWhole);
    const results = found.slice(0, options.limit);
    const more = found.length - results.length;
    return {
      status: found.length === 0 ? 1 : 0,
      data: { query, found: found.length, results },
      text: formatHits(results),
      notes: [
        ...(found.length === 0 ? [`No matches for ${query}.`] : []),
        ...(more > 0 ? [`… and ${more} more. Use --limit to see them.`] : []),
      ],
    };
  },
});

import { recordTrailers } from '../inputs/commit/run.ts';
import { type Command } from './command.ts';
import { deliveryOptions } from './delivery-options.ts';

export const trailers: Command = {
  name: 'trailers',
  summary: 'Record changes and fixes from commits in another repository',
  arguments: [{ name: '<repository>', description: 'folder of its clone, which is not changed' }],
  options: [
    {
      flags: '--since <when>',
      description:
        'only commits that reached its branch since: a day, RFC 3339 with offset, or "7 days ago"',
    },
    {
      flags: '--name <owner/name>',
      description: 'name of the repository in entries; that of its remote if left out',
    },
    ...deliveryOptions,
  ],
  examples: [
    {
      line: 'sitrep trailers ../checkout --since "7 days ago" --dry-run',
      does: 'show the entries that commits with `Incident:` or `Fixes-Action:` trailers would add',
    },
    {
      line: 'sitrep trailers ../checkout --since 2026-01-14 --pr',
      does: 'write and propose the entries that are not on record yet',
    },
  ],
  run: (context, [folder], options) => recordTrailers(context, String(folder), options),
};

import { recordTrailers } from '../inputs/commit/run.ts';
import { defineCommand } from './command.ts';
import { deliveryOptions } from './delivery-options.ts';

export const trailers = defineCommand({
  name: 'trailers',
  summary: 'Record changes and fixes from commits in another repository',
  arguments: [{ name: '<repository>', description: 'folder of a clone, which is only read' }],
  options: [
    {
      flags: '--since <when>',
      description:
        'only commits that reached its branch since then: a day, RFC 3339 with offset, or "7 days ago"',
    },
    {
      flags: '--name <owner/name>',
      description: 'name of the repository in entries; that of its remote by default',
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
      does: 'propose the entries that are not recorded yet',
    },
  ],
  run: (context, [folder], options) => recordTrailers(context, folder, options),
});

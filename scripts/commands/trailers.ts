import { planTrailers } from '../inputs/commit/plan.ts';
import { type Command } from './command.ts';
import { readWholeLog } from '../session/incident.ts';
import { openRegister } from '../session/open.ts';
import { prepareTrailers } from '../inputs/commit/change.ts';
import { deliveryOptions } from './delivery-options.ts';
import { applyChange } from '../deliver/apply.ts';
import { readSince, readRepository, report } from '../inputs/commit/run.ts';
import { type ExitStatus } from '../session/context.ts';

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
  async run(context, [folder], options): Promise<ExitStatus> {
    const { register } = await openRegister(context);
    const { root, now } = context;
    const since = readSince(options['since'], register, now);
    const found = await readRepository(root, String(folder), since);
    const name = typeof options['name'] === 'string' ? options['name'] : found.name;
    const plan = planTrailers(found.commits, {
      register,
      repository: name,
      now,
      readLog: (incident) => readWholeLog(context, register, incident),
    });
    const prepared = prepareTrailers(root, register, plan, name, now);
    const isEmpty = prepared.change.files.length === 0;
    const delivered = isEmpty
      ? { paths: [] }
      : await applyChange(context, register, prepared.change, options);
    report(context, { ...found, name }, since, prepared, delivered);
    return prepared.troubles.length > 0 ? 1 : 0;
  },
};

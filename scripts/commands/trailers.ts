import { planTrailers } from '../inputs/commit/plan.ts';
import { readWholeIncident } from '../edges/disk/load.ts';
import { type Command } from './command.ts';
import { openRegister } from '../session/open.ts';
import { prepareTrailers } from '../inputs/commit/change.ts';
import { deliveryOptions } from './delivery-options.ts';
import { applyChange } from '../deliver/apply.ts';
import { readSince, readRepository, report } from '../inputs/commit/run.ts';
import { type ExitStatus } from '../session/context.ts';

export const trailers: Command = {
  name: 'trailers',
  summary: 'Record what commits of another repository say they changed or fixed',
  arguments: [{ name: '<repository>', description: 'folder of its clone, which is only read' }],
  options: [
    {
      flags: '--since <when>',
      description:
        'what reached its branch since then: a day, RFC 3339 with offset, or "7 days ago"',
    },
    {
      flags: '--name <owner/name>',
      description: "how entries name it; as its remote's address does when left out",
    },
    ...deliveryOptions,
  ],
  examples: [
    {
      line: 'sitrep trailers ../checkout --since "7 days ago" --dry-run',
      does: 'what commits with `Incident: <id>` or `Fixes-Action: <id>/<action>` would bring',
    },
    {
      line: 'sitrep trailers ../checkout --since 2026-01-14 --pr',
      does: 'write it, and propose it; what is on record already is left alone',
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
      readLog: (incident) => readWholeIncident(root, register.settings, incident)?.log ?? [],
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

import { summariseProposal } from './text.ts';
import { readBytes } from '../../edges/disk/bytes.ts';
import { coverRestricted } from '../../model/record/cover.ts';
import { locateFindings } from '../../model/record/locate.ts';
import { loadRegister } from '../../edges/disk/load.ts';
import {
  checkDocument,
  checkRecord,
  checkRegister,
  settleFindings,
} from '../../model/rules/check.ts';
import { openRegister, requireRoot } from '../../session/open.ts';
import { readIncident } from '../../edges/disk/incident.ts';
import { type Context } from '../../session/context.ts';

/** The text: from both data roots as data, with the code of this one. */
export async function summarise(context: Context, proposed: string): Promise<string> {
  const { register: before } = await openRegister(context);
  // Nothing that was kept is taken from there: a pull request may bring a cache of its own.
  const inspect = { document: checkDocument, record: checkRecord };
  await requireRoot({ ...context, root: proposed });
  const loaded = await loadRegister(proposed, { inspect });
  const after = loaded.register;
  const all = settleFindings(
    [...loaded.findings, ...checkRegister(after, context.now)],
    after,
    context.now,
  );
  // What was wrong before is not the doing of this pull request.
  const isNew = (path: string): boolean =>
    readText(context.root, path) !== readText(proposed, path);
  const located = locateFindings(
    all.filter(({ path }) => isNew(path)),
    (path) => readText(proposed, path),
  );
  const byFile = Map.groupBy(located, ({ path }) => path);
  const findings = [...byFile].flatMap(([path, found]) =>
    coverRestricted(found, readText(proposed, path) ?? ''),
  );
  return summariseProposal({
    before,
    after,
    findings,
    now: context.now,
    readLog: (side, incident) =>
      (side === 'before'
        ? readIncident(context.root, before.settings, incident)
        : readIncident(proposed, after.settings, incident)
      )?.log ?? [],
  });
}

function readText(root: string, path: string): string | undefined {
  const read = readBytes(root, path);
  return 'bytes' in read ? new TextDecoder().decode(read.bytes) : undefined;
}

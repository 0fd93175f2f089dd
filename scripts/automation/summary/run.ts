import { resolve } from 'node:path';
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
import { upsertComment } from '../../edges/github/comment.ts';
import { findLogin } from '../../edges/github/viewer.ts';
import { attempt, reachGitHub } from '../../session/github.ts';

/**
 * Keeps the summary of a pull request as one comment on it.
 *
 * @param pull number of the pull request
 * @returns whether the comment was created, changed, or left unchanged
 */
export async function keepSummary(
  repository: string | undefined,
  pull: number,
  text: string,
): ReturnType<typeof upsertComment> {
  const github = reachGitHub(repository);
  return attempt(async () => upsertComment(github, pull, text, await findLogin(github)));
}

/**
 * Summarises what a pull request changes in the records. Both data roots are read as data, with the code
 * of this one.
 *
 * @param folder data root as the pull request would have it
 */
export async function summarise(context: Context, folder: string): Promise<string> {
  const proposed = resolve(folder);
  const { register: before } = await openRegister(context);
  // No cache is used: a pull request may bring one of its own.
  const inspect = { document: checkDocument, record: checkRecord };
  await requireRoot({ ...context, root: proposed });
  const loaded = await loadRegister(proposed, { inspect });
  const after = loaded.register;
  const all = settleFindings(
    [...loaded.findings, ...checkRegister(after, context.now)],
    after,
    context.now,
  );
  // Findings in files that the pull request does not change are not its fault.
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

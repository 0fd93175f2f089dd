import { resolve } from 'node:path';
import { summariseProposal } from '../automation/summary/text.ts';
import { readBytes } from '../edges/disk/bytes.ts';
import { coverRestricted } from '../model/record/cover.ts';
import { locateFindings } from '../model/record/locate.ts';
import { loadRegister, readIncident } from '../edges/disk/load.ts';
import { checkDocument, checkRecord, checkRegister, settleFindings } from '../model/rules/check.ts';
import { Failure, type Command, type Context, type ExitStatus } from './command.ts';
import { openRegister, requireRoot } from '../session/open.ts';

export const comment: Command = {
  name: 'comment',
  summary: 'Tell on a pull request, in one comment, what it changes in the records',
  options: [
    {
      flags: '--with <folder>',
      description: 'data root as the pull request would have it; --root is how it is now',
    },
    { flags: '--pull <number>', description: 'number of the pull request' },
    {
      flags: '--repository <owner/name>',
      description: 'repository on GitHub; GITHUB_REPOSITORY when left out',
    },
  ],
  examples: [
    { line: 'sitrep comment --with ../proposed/incidents --dry-run', does: 'print it' },
    { line: 'sitrep comment --with ../proposed/incidents --pull 12', does: 'keep it on #12' },
  ],
  async run(context, _values, { with: folder, pull, repository }): Promise<ExitStatus> {
    if (typeof folder !== 'string')
      throw new Failure('--with is missing: name the other data root.');
    const number = Number(pull);
    if (!context.dryRun && !(Number.isInteger(number) && number > 0)) {
      throw new Failure(
        pull === undefined ? '--pull is missing.' : `--pull ${String(pull)} is no number.`,
        'Name the pull request, or take --dry-run.',
      );
    }
    const text = await summarise(context, resolve(folder));
    if (context.dryRun) {
      context.print(text);
      return 0;
    }
    const { attempt, reachGitHub } = await import('../automation/escalate/command.ts');
    const { keepComment } = await import('../edges/github/comment.ts');
    const { findLogin } = await import('../edges/github/viewer.ts');
    const github = reachGitHub(repository);
    const done = await attempt(async () =>
      keepComment(github, number, text, await findLogin(github)),
    );
    context.print(
      context.json ? JSON.stringify({ pull: number, comment: done }) : `#${number}: ${done}`,
    );
    return 0;
  },
};

/** The text: from both data roots as data, with the code of this one. */
async function summarise(context: Context, proposed: string): Promise<string> {
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

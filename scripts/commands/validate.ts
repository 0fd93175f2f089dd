import { existsSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { readChangedPaths } from '../git/changed.ts';
import { openRepository } from '../git/repository.ts';
import { readVersion } from '../package.ts';
import { readBytes } from '../record/bytes.ts';
import { locateFindings } from '../record/locate.ts';
import type { Finding } from '../register/finding.ts';
import { reporters } from '../reporters/index.ts';
import { countLevels } from '../reporters/reporter.ts';
import { checkRegister, settleFindings } from '../rules/check.ts';
import { Failure, type Command, type Context } from './command.ts';
import { fixFiles, formatFix } from './fix.ts';
import { openRegister, requireRoot } from './open.ts';

export const validate: Command = {
  name: 'validate',
  summary: 'Check every record: shape, references, chronology, and what is missing or overdue',
  arguments: [
    { name: '[paths...]', description: 'report only what is found in these files or folders' },
  ],
  options: [
    {
      flags: '--format <format>',
      description: 'how findings are printed',
      choices: reporters.map(({ name }) => name),
    },
    {
      flags: '--fix',
      description: 'mend what is mechanical first: the form of instants, the order of timelines',
    },
    {
      flags: '--changed [base]',
      description:
        'report only what is found in files that differ from this commit (HEAD when left out)',
    },
  ],
  examples: [
    { line: 'sitrep validate', does: 'check everything; ends with 1 where there is an error' },
    {
      line: 'sitrep validate --changed origin/main --format github',
      does: 'annotate a pull request',
    },
    { line: 'sitrep validate --fix --dry-run', does: 'show what would be mended' },
  ],
  async run(context, [paths], { format, fix, changed }) {
    await requireRoot(context);
    if (fix === true) await mend(context);
    const wanted = await chooseFiles(context, paths, changed);
    const { register, findings, files } = await openRegister(context);
    const all = [...findings, ...checkRegister(register, context.now)];
    const settled = settleFindings(all, register.settings, context.now).filter(wanted);
    const located = locateFindings(settled, (path) => readTextOf(context.root, path));
    const name = typeof format === 'string' ? format : context.json ? 'json' : 'text';
    const reporter = reporters.find((known) => known.name === name);
    const report = reporter?.report(located, {
      prefix: relative(process.cwd(), context.root).replaceAll('\\', '/'),
      color: context.color,
      files: files.length,
      version: readVersion(),
    });
    if (report !== undefined && report !== '' && !isQuiet(context, name, located.length))
      context.print(report);
    return countLevels(located).error > 0 ? 1 : 0;
  },
};

/** With `--quiet` a report for people that has nothing to tell is left out. */
function isQuiet({ quiet }: Context, format: string, count: number): boolean {
  return quiet && format === 'text' && count === 0;
}

async function mend(context: Context): Promise<void> {
  const fixes = await fixFiles(context.root, context.dryRun);
  for (const fix of fixes) context.tell(formatFix(fix));
  const verb = context.dryRun ? 'would be mended' : 'mended';
  if (fixes.length > 0) context.tell(`${fixes.length} files ${verb}.\n`);
}

async function chooseFiles(
  context: Context,
  paths: string | readonly string[] | undefined,
  changed: string | boolean | undefined,
): Promise<(finding: Finding) => boolean> {
  const named = [paths ?? []].flat().map((path) => placePath(context.root, path));
  const isNamed = ({ path }: Finding): boolean =>
    named.length === 0 ||
    named.some((one) => one === '' || path === one || path.startsWith(`${one}/`));
  if (changed === undefined) return isNamed;
  const repository = await openRepository(context.root);
  if ('none' in repository) throw new Failure(`--changed needs Git: ${repository.none}.`);
  const base = typeof changed === 'string' ? changed : undefined;
  const differing = await readChangedPaths(repository, base);
  if (!differing)
    throw new Failure(`Git knows no commit ${base ?? ''}.`, 'Fetch it, or name another one.');
  return (finding) => isNamed(finding) && differing.has(finding.path);
}

/** A path from the command line, seen from here or from the data root, as the register names it. */
function placePath(root: string, path: string): string {
  for (const full of [resolve(path), resolve(root, path)]) {
    const inside = relative(root, full).replaceAll('\\', '/');
    if (!inside.startsWith('..') && existsSync(full)) return inside;
  }
  throw new Failure(`There is no ${path} in the data root.`, 'Name files or folders below it.');
}

function readTextOf(root: string, path: string): string | undefined {
  const read = readBytes(root, path);
  return 'bytes' in read ? Buffer.from(read.bytes).toString('utf8') : undefined;
}

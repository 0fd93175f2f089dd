import { existsSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { readChangedPaths } from '../edges/git/changed.ts';
import { openRepository } from '../edges/git/repository.ts';
import { readVersion } from '../edges/disk/package.ts';
import { checkAttachments } from '../edges/disk/attached.ts';
import { readBytes } from '../edges/disk/bytes.ts';
import { locateFindings } from '../model/record/locate.ts';
import type { Finding } from '../model/register/finding.ts';
import { reporters } from '../outputs/reporters/index.ts';
import { countLevels } from '../outputs/reporters/reporter.ts';
import { checkRegister, settleFindings } from '../model/rules/check.ts';
import { Failure, type Context, type Option } from './command.ts';
import { openRegister } from '../session/open.ts';

/** How findings are chosen and printed. */
export const findingOptions: readonly Option[] = [
  {
    flags: '--format <format>',
    description: 'how findings are printed',
    choices: reporters.map(({ name }) => name),
  },
  {
    flags: '--changed [base]',
    description:
      'report only what is found in files that differ from this commit (HEAD when left out)',
  },
];

/** What was asked for: which files, and in which form. */
export interface Wanted {
  format: string;
  concerns: (path: string) => boolean;
  /** Whether only what differs from a commit is asked for. */
  isChanges: boolean;
}

/**
 * Reads which findings are wanted, and refuses what contradicts itself, before anything is done.
 *
 * @param paths files or folders from the command line; all when there are none
 */
export async function readWanted(
  context: Context,
  paths: string | readonly string[] | undefined,
  { format, changed }: Readonly<Record<string, string | boolean | undefined>>,
): Promise<Wanted> {
  if (context.json && typeof format === 'string' && format !== 'json') {
    throw new Failure(`--json and --format ${format} contradict each other.`, 'Leave one out.');
  }
  return {
    format: typeof format === 'string' ? format : context.json ? 'json' : 'text',
    concerns: await choosePaths(context, paths, changed),
    isChanges: changed !== undefined,
  };
}

/**
 * Prints what the rules find in all records, or in the files that were asked for.
 *
 * @param isMeant whether a finding is one that this command tells of; `isUnread`: it is of a file that
 * could not be read, and that most rules therefore say nothing of
 * @returns how many of each level were printed, and how many of those files there are
 */
export async function reportFindings(
  context: Context,
  { format, concerns, isChanges }: Wanted,
  isMeant: (finding: Finding, isUnread: boolean) => boolean,
): Promise<ReturnType<typeof countLevels> & { unread: number }> {
  const { register, findings, files } = await openRegister(context);
  const all = [
    ...findings,
    ...checkAttachments(context.root, files),
    ...checkRegister(register, context.now),
  ];
  const unread = new Set(register.leftOut.map(({ path }) => path).filter(concerns));
  const meant = settleFindings(all, register, context.now).filter((finding) =>
    isMeant(finding, unread.has(finding.path)),
  );
  const settled = meant.filter(({ path }) => concerns(path));
  const located = locateFindings(settled, (path) => readTextOf(context.root, path));
  const reporter = reporters.find(({ name }) => name === format);
  const report = reporter?.report(located, {
    prefix: relative(process.cwd(), context.root).replaceAll('\\', '/'),
    color: context.color,
    files: files.length,
    version: readVersion(),
  });
  if (report !== undefined && report !== '' && !isQuiet(context, format, located.length)) {
    if (format === 'github') context.command(report);
    else context.print(report);
  }
  if (isChanges) tellOfOthers(context, meant, concerns);
  return { ...countLevels(located), unread: unread.size };
}

/** What is removed or renamed breaks files that did not change: so what is left out is said. */
function tellOfOthers(
  context: Context,
  findings: readonly Finding[],
  concerns: Wanted['concerns'],
): void {
  const others = findings.filter(({ level, path }) => level === 'error' && !concerns(path));
  if (others.length === 0) return;
  const errors = others.length === 1 ? '1 error is' : `${others.length} errors are`;
  context.tell(`${errors} in files that are left out: run this without --changed to see them.`);
}

/** With `--quiet` a report for people that has nothing to tell is left out. */
function isQuiet({ quiet }: Context, format: string, count: number): boolean {
  return quiet && format === 'text' && count === 0;
}

async function choosePaths(
  context: Context,
  paths: string | readonly string[] | undefined,
  changed: string | boolean | undefined,
): Promise<(path: string) => boolean> {
  const named = [paths ?? []].flat().map((path) => placePath(context.root, path));
  const isNamed = (path: string): boolean =>
    named.length === 0 ||
    named.some((one) => one === '' || path === one || path.startsWith(`${one}/`));
  if (changed === undefined) return isNamed;
  const repository = await openRepository(context.root);
  if ('none' in repository) throw new Failure(`--changed needs Git: ${repository.none}.`);
  const base = typeof changed === 'string' ? changed : undefined;
  const differing = await readChangedPaths(repository, base);
  if (!differing)
    throw new Failure(`Git knows no commit ${base ?? ''}.`, 'Fetch it, or name another one.');
  return (path) => isNamed(path) && differing.has(path);
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

import { relative } from 'node:path';
import { checkAttachments } from '../edges/disk/attached.ts';
import { readBytes } from '../edges/disk/bytes.ts';
import { locateFindings } from '../model/record/locate.ts';
import type { Finding } from '../model/register/finding.ts';
import { reporters } from '../outputs/reporters/index.ts';
import { countLevels } from '../outputs/reporters/reporter.ts';
import { checkRegister, settleFindings } from '../model/rules/check.ts';
import { openRegister } from '../session/open.ts';
import { type Wanted } from '../inputs/terminal/wanted.ts';
import { type Context, type Option } from '../session/context.ts';
import { readVersion } from '../session/version.ts';

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

/**
 * Prints what the rules find in all records, or in the files that were asked for.
 *
 * @param isMeant whether a finding is one that this command tells of; `isUnread`: it is of a file that
 * could not be read, and that most rules therefore say nothing of
 * @param fixed the result of `--fix`, for JSON
 * @returns how many of each level were printed, and how many of those files there are
 */
export async function reportFindings(
  context: Context,
  { format, concerns, isChanges }: Wanted,
  isMeant: (finding: Finding, isUnread: boolean) => boolean,
  fixed?: object,
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
    ...(fixed && { fixed }),
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

function readTextOf(root: string, path: string): string | undefined {
  const read = readBytes(root, path);
  return 'bytes' in read ? Buffer.from(read.bytes).toString('utf8') : undefined;
}

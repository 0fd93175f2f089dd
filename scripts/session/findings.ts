import { checkAttachments } from '../edges/disk/attached.ts';
import { readBytes } from '../edges/disk/bytes.ts';
import { locateFindings } from '../model/record/locate.ts';
import type { Finding, LocatedFinding } from '../model/register/finding.ts';
import { checkRegister, settleFindings } from '../model/rules/check.ts';
import type { Context } from './context.ts';
import { openRegister } from './open.ts';

/** Findings of the rules in the files that were asked for, and what is left out beside them. */
export interface FoundProblems {
  located: LocatedFinding[];
  /** Number of files that were read. */
  files: number;
  /** Number of files that were asked for and cannot be read. */
  unread: number;
  /** Number of errors in files that were not asked for. */
  otherErrors: number;
}

/**
 * Checks all records, and returns the findings in the files that were asked for.
 *
 * @param concerns whether a file was asked for
 * @param isMeant whether a finding is one of those wanted; `isUnread`: its file cannot be read, so most
 *   rules could not check it
 */
export async function findProblems(
  context: Context,
  concerns: (path: string) => boolean,
  isMeant: (finding: Finding, isUnread: boolean) => boolean,
): Promise<FoundProblems> {
  const { root, now } = context;
  const { register, findings, files } = await openRegister(context);
  const all = [...findings, ...checkAttachments(root, files), ...checkRegister(register, now)];
  const unread = new Set(register.leftOut.map(({ path }) => path).filter(concerns));
  const meant = settleFindings(all, register, now).filter((finding) =>
    isMeant(finding, unread.has(finding.path)),
  );
  const wanted = meant.filter(({ path }) => concerns(path));
  return {
    located: locateFindings(wanted, (path) => readTextOf(root, path)),
    files: files.length,
    unread: unread.size,
    otherErrors: meant.filter(({ level, path }) => level === 'error' && !concerns(path)).length,
  };
}

function readTextOf(root: string, path: string): string | undefined {
  const read = readBytes(root, path);
  return 'bytes' in read ? Buffer.from(read.bytes).toString('utf8') : undefined;
}

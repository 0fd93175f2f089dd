import type { FindingSelection } from '../inputs/terminal/selection.ts';
import type { Finding } from '../model/register/finding.ts';
import { reporters } from '../outputs/reporters/index.ts';
import { countLevels } from '../outputs/reporters/reporter.ts';
import { nameRoot, type Context } from '../session/context.ts';
import { findProblems } from '../session/findings.ts';
import type { Option } from '../session/options.ts';
import type { CommandResult } from '../session/result.ts';
import { readVersion } from '../session/version.ts';

/** Options that choose findings and how they are printed. */
export const findingOptions = [
  {
    flags: '--format <format>',
    description: 'output format of findings',
    choices: reporters.map(({ name }) => name),
  },
  {
    flags: '--changed [base]',
    description: 'report only findings in files that differ from this commit (HEAD if left out)',
  },
] as const satisfies readonly Option[];

/** Result of a command that reports findings, without its exit status but with their counts. */
export interface FindingsReport extends Omit<CommandResult, 'status'> {
  counts: ReturnType<typeof countLevels> & { unread: number };
}

/**
 * Reports what the rules find in all records, or in the files that the user named.
 *
 * @param isMeant whether the command reports a finding; with `isUnread`, its file cannot be read, so most
 *   rules could not check it
 * @param fixed the result of `--fix`, for JSON
 */
export async function reportFindings(
  context: Context,
  { format, concerns, isChanges }: FindingSelection,
  isMeant: (finding: Finding, isUnread: boolean) => boolean,
  fixed?: object,
): Promise<FindingsReport> {
  const { located, files, unread, otherErrors } = await findProblems(context, concerns, isMeant);
  const options = {
    prefix: nameRoot(context),
    color: context.color,
    files,
    version: readVersion(),
    ...(fixed && { fixed }),
  };
  const write = (name: string): string =>
    reporters.find((reporter) => reporter.name === name)?.report(located, options) ?? '';
  const isEmpty = context.quiet && format === 'text' && located.length === 0;
  // Removing or renaming a file causes errors in files that did not change.
  if (isChanges && otherErrors > 0) {
    const errors = otherErrors === 1 ? '1 error is' : `${otherErrors} errors are`;
    context.tell(`${errors} in other files. Run this without --changed to see them.`);
  }
  return {
    data: () => JSON.parse(write('json')) as object,
    text: () => (isEmpty ? '' : write(format)),
    isForRunner: format === 'github',
    counts: { ...countLevels(located), unread },
  };
}

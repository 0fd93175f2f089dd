import { fixFiles, formatFix } from '../deliver/fix.ts';
import { readWanted, type Wanted } from '../inputs/terminal/wanted.ts';
import type { Context } from '../session/context.ts';
import { requireRoot } from '../session/open.ts';
import type { CommandResult } from '../session/result.ts';
import type { Command } from './command.ts';
import { findingOptions, reportFindings } from './report-findings.ts';

export const validate: Command = {
  name: 'validate',
  summary: 'Check every record for errors and overdue work',
  arguments: [
    {
      name: '[paths...]',
      description: 'report and fix only findings in these files or folders',
    },
  ],
  options: [
    ...findingOptions,
    {
      flags: '--fix',
      description: 'fix the form of instants and the order of timelines first',
    },
  ],
  examples: [
    { line: 'sitrep validate', does: 'check everything; end with 1 if there is an error' },
    {
      line: 'sitrep validate --changed origin/main --format github',
      does: 'annotate a pull request',
    },
    { line: 'sitrep validate --fix --dry-run', does: 'show what would be fixed' },
  ],
  async run(context, [paths], options): Promise<CommandResult> {
    await requireRoot(context);
    const wanted = await readWanted(context, paths, options);
    if (options['fix'] === true) await fix(context, wanted);
    const { counts, ...report } = await reportFindings(context, wanted, () => true);
    return { status: counts.error > 0 ? 1 : 0, ...report };
  },
};

async function fix(context: Context, { concerns }: Wanted): Promise<void> {
  const fixes = await fixFiles(context.root, concerns, context.dryRun);
  for (const fixed of fixes) context.tell(formatFix(fixed));
  const verb = context.dryRun ? 'would be fixed' : 'fixed';
  const files = fixes.length === 1 ? 'file' : 'files';
  if (fixes.length > 0) context.tell(`${fixes.length} ${files} ${verb}.\n`);
}

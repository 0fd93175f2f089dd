import type { Command, Context } from './command.ts';
import { fixFiles, formatFix } from './fix.ts';
import { requireRoot } from './open.ts';
import { findingOptions, reportFindings } from './report-findings.ts';

export const validate: Command = {
  name: 'validate',
  summary: 'Check every record: shape, references, chronology, and what is missing or overdue',
  arguments: [
    { name: '[paths...]', description: 'report only what is found in these files or folders' },
  ],
  options: [
    ...findingOptions,
    {
      flags: '--fix',
      description: 'mend what is mechanical first: the form of instants, the order of timelines',
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
  async run(context, [paths], options) {
    await requireRoot(context);
    if (options['fix'] === true) await mend(context);
    const counts = await reportFindings(context, paths, options, () => true);
    return counts.error > 0 ? 1 : 0;
  },
};

async function mend(context: Context): Promise<void> {
  const fixes = await fixFiles(context.root, context.dryRun);
  for (const fix of fixes) context.tell(formatFix(fix));
  const verb = context.dryRun ? 'would be mended' : 'mended';
  if (fixes.length > 0) context.tell(`${fixes.length} files ${verb}.\n`);
}

import type { Command } from './command.ts';
import { fixFiles, formatFix } from '../deliver/fix.ts';
import { requireRoot } from '../session/open.ts';
import { findingOptions, reportFindings } from './report-findings.ts';
import { readWanted, type Wanted } from '../inputs/terminal/wanted.ts';
import { type Context } from '../session/context.ts';

export const validate: Command = {
  name: 'validate',
  summary: 'Check every record: shape, references, chronology, and what is missing or overdue',
  arguments: [
    {
      name: '[paths...]',
      description: 'report, and mend, only what is found in these files or folders',
    },
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
    const wanted = await readWanted(context, paths, options);
    if (options['fix'] === true) await mend(context, wanted);
    const counts = await reportFindings(context, wanted, () => true);
    return counts.error > 0 ? 1 : 0;
  },
};

async function mend(context: Context, { concerns }: Wanted): Promise<void> {
  const fixes = await fixFiles(context.root, concerns, context.dryRun);
  for (const fix of fixes) context.tell(formatFix(fix));
  const verb = context.dryRun ? 'would be mended' : 'mended';
  const files = fixes.length === 1 ? 'file' : 'files';
  if (fixes.length > 0) context.tell(`${fixes.length} ${files} ${verb}.\n`);
}

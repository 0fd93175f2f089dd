import type { Delivered } from '../change/change.ts';
import { planFixes, prepareFixes } from '../change/fix.ts';
import { applyChange, listCommit, type DeliveryFlags } from '../deliver/apply.ts';
import { readSelection, type FindingSelection } from '../inputs/terminal/selection.ts';
import { formatDiff } from '../outputs/views/diff.ts';
import { Failure, type Context } from '../session/context.ts';
import { openRegister, requireRoot } from '../session/open.ts';
import type { CommandResult } from '../session/result.ts';
import { defineCommand } from './command.ts';
import { deliveryOptions } from './delivery-options.ts';
import { findingOptions, reportFindings } from './report-findings.ts';

export const validate = defineCommand({
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
      description: 'first fix the format of times and the order of timelines',
    },
    ...deliveryOptions,
  ],
  examples: [
    { line: 'sitrep validate', does: 'check every record; exit with 1 if there is an error' },
    {
      line: 'sitrep validate --changed origin/main --format github',
      does: 'annotate a pull request',
    },
    { line: 'sitrep validate --fix --dry-run', does: 'show what would be fixed' },
    { line: 'sitrep validate --fix --pr', does: 'propose the fixes in a pull request' },
  ],
  async run(context, [paths], options): Promise<CommandResult> {
    await requireRoot(context);
    requireFix(options);
    const wanted = await readSelection(context, paths, options);
    const fixed = options.fix === true ? await applyFixes(context, wanted, options) : undefined;
    const { counts, ...report } = await reportFindings(context, wanted, () => true, fixed);
    return { status: counts.error > 0 ? 1 : 0, ...report };
  },
});

function requireFix({ fix, commit, push, pr }: DeliveryFlags & { fix: boolean | undefined }): void {
  if (fix === true || (commit !== true && push !== true && pr !== true)) return;
  throw new Failure('--commit, --push and --pr need --fix.', 'Add --fix, or leave them out.');
}

async function applyFixes(
  context: Context,
  { concerns }: FindingSelection,
  options: DeliveryFlags,
): Promise<Delivered & { dry_run: boolean }> {
  const fixes = await planFixes(context.root, concerns);
  if (fixes.length === 0) return { paths: [], dry_run: context.dryRun };
  const { register } = await openRegister(context);
  const delivered = await applyChange(context, register, prepareFixes(fixes), options);
  const verb = context.dryRun ? 'would be fixed' : 'fixed';
  const diffs = fixes.map(({ path, before, after }) => formatDiff(path, before, after));
  for (const line of [...diffs, ...listCommit(delivered)]) context.tell(line);
  context.tell(`${fixes.length === 1 ? '1 file' : `${fixes.length} files`} ${verb}.\n`);
  return { ...delivered, dry_run: context.dryRun };
}

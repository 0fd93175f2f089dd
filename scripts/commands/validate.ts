import type { Command } from './command.ts';
import { planFixes, prepareFixes } from '../change/fix.ts';
import type { Delivered } from '../change/change.ts';
import { applyChange, tellCommit } from '../deliver/apply.ts';
import { formatFix } from '../outputs/views/fix.ts';
import { openRegister, requireRoot } from '../session/open.ts';
import { deliveryOptions } from './delivery-options.ts';
import { findingOptions, reportFindings } from './report-findings.ts';
import { readWanted, type Wanted } from '../inputs/terminal/wanted.ts';
import { Failure, type Context } from '../session/context.ts';
import { type Values } from '../session/options.ts';

export const validate: Command = {
  name: 'validate',
  summary: 'Check every record: shape, references, order, what is overdue',
  arguments: [
    {
      name: '[paths...]',
      description: 'report and fix only what is in these files or folders',
    },
  ],
  options: [
    ...findingOptions,
    {
      flags: '--fix',
      description: 'first fix the format of instants and the order of timelines',
    },
    ...deliveryOptions,
  ],
  examples: [
    { line: 'sitrep validate', does: 'check everything; exits with 1 if there is an error' },
    {
      line: 'sitrep validate --changed origin/main --format github',
      does: 'annotate a pull request',
    },
    { line: 'sitrep validate --fix --dry-run', does: 'show what would be fixed' },
    { line: 'sitrep validate --fix --pr', does: 'propose the fixes in a pull request' },
  ],
  async run(context, [paths], options) {
    await requireRoot(context);
    requireFix(options);
    const wanted = await readWanted(context, paths, options);
    const fixed = options['fix'] === true ? await applyFixes(context, wanted, options) : undefined;
    const counts = await reportFindings(context, wanted, () => true, fixed);
    return counts.error > 0 ? 1 : 0;
  },
};

function requireFix({ fix, commit, push, pr }: Values): void {
  if (fix === true || (commit !== true && push !== true && pr !== true)) return;
  throw new Failure('--commit, --push and --pr need --fix.', 'Add --fix, or leave them out.');
}

async function applyFixes(
  context: Context,
  { concerns }: Wanted,
  options: Values,
): Promise<Delivered & { dry_run: boolean }> {
  const fixes = await planFixes(context.root, concerns);
  if (fixes.length === 0) return { paths: [], dry_run: context.dryRun };
  const { register } = await openRegister(context);
  const delivered = await applyChange(context, register, prepareFixes(fixes), options);
  const verb = context.dryRun ? 'would be fixed' : 'fixed';
  for (const fix of fixes) context.tell(formatFix(fix));
  tellCommit(context, delivered);
  context.tell(`${fixes.length === 1 ? '1 file' : `${fixes.length} files`} ${verb}.\n`);
  return { ...delivered, dry_run: context.dryRun };
}

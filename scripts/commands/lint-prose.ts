import { readSelection } from '../inputs/terminal/selection.ts';
import { rules } from '../model/rules/index.ts';
import type { CommandResult } from '../session/result.ts';
import { defineCommand } from './command.ts';
import { findingOptions, reportFindings } from './report-findings.ts';

const names = new Set(rules.filter(({ about }) => about === 'prose').map(({ name }) => name));

export const lintProse = defineCommand({
  name: 'lint-prose',
  summary: 'Check wording: blame, hindsight, vague actions, jargon',
  arguments: [
    { name: '[paths...]', description: 'report only findings in these files or folders' },
  ],
  options: findingOptions,
  examples: [
    { line: 'sitrep lint-prose', does: 'check every text; exit with 1 if there is a finding' },
    {
      line: 'sitrep lint-prose 2026/2026-01-14-checkout-latency',
      does: 'check one incident before a review',
    },
  ],
  async run(context, [paths], options): Promise<CommandResult> {
    const wanted = await readSelection(context, paths, options);
    // A file that cannot be read is reported, because its text could not be checked.
    const { counts, ...report } = await reportFindings(
      context,
      wanted,
      ({ rule }, isUnread) => names.has(rule) || isUnread,
    );
    const { error, warning, unread } = counts;
    if (unread > 0) {
      context.tell(
        unread === 1
          ? '1 file cannot be read, so its text was not checked. Run `sitrep validate`.'
          : `${unread} files cannot be read, so their texts were not checked. Run \`sitrep validate\`.`,
      );
    }
    return { status: error + warning + unread > 0 ? 1 : 0, ...report };
  },
});

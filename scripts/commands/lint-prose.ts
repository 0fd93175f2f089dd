import { rules } from '../model/rules/index.ts';
import type { Command } from './command.ts';
import { findingOptions, reportFindings } from './report-findings.ts';
import { readWanted } from '../inputs/terminal/wanted.ts';

const names = new Set(rules.filter(({ about }) => about === 'prose').map(({ name }) => name));

export const lintProse: Command = {
  name: 'lint-prose',
  summary: 'Check the texts alone: blame, what did not happen, vague actions, jargon in public',
  arguments: [
    { name: '[paths...]', description: 'report only what is found in these files or folders' },
  ],
  options: findingOptions,
  examples: [
    { line: 'sitrep lint-prose', does: 'check every text; ends with 1 where there is a finding' },
    { line: 'sitrep lint-prose 2026/2026-01-14-checkout-latency', does: 'before a review' },
  ],
  async run(context, [paths], options) {
    const wanted = await readWanted(context, paths, options);
    // What keeps a text from being read is told, or it would pass for a text without a finding.
    const { error, warning, unread } = await reportFindings(
      context,
      wanted,
      ({ rule }, isUnread) => names.has(rule) || isUnread,
    );
    if (unread > 0) {
      context.tell(
        unread === 1
          ? '1 file cannot be read, and its text was not checked: see sitrep validate.'
          : `${unread} files cannot be read, and their texts were not checked: see sitrep validate.`,
      );
    }
    return error + warning + unread > 0 ? 1 : 0;
  },
};

import { rules } from '../rules/index.ts';
import type { Command } from './command.ts';
import { findingOptions, readWanted, reportFindings } from './report-findings.ts';

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
    const counts = await reportFindings(context, wanted, ({ rule }) => names.has(rule));
    return counts.error + counts.warning > 0 ? 1 : 0;
  },
};

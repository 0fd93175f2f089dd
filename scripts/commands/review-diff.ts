import { chooseIncident } from '../inputs/terminal/choose.ts';
import { formatDiff } from '../outputs/views/diff.ts';
import { Failure } from '../session/context.ts';
import { readAmendedText } from '../session/history.ts';
import { openRegister } from '../session/open.ts';
import type { CommandResult } from '../session/result.ts';
import { defineCommand } from './command.ts';

const labels = { before: 'approved', after: 'now' };

export const reviewDiff = defineCommand({
  name: 'review diff',
  summary: 'Show what changed in a postmortem since its approval',
  arguments: [{ name: '<incident>', description: 'id, alias, or part of one' }],
  examples: [
    {
      line: 'sitrep review diff 2025-11-28',
      does: 'show the changes; exit with 1 if there are any',
    },
  ],
  async run(context, [wanted]): Promise<CommandResult> {
    const { register } = await openRegister(context);
    const { id, postmortem } = chooseIncident(register, wanted);
    if (!postmortem) throw new Failure(`${id} has no postmortem.`, `sitrep postmortem ${id}`);
    const { path, standing, approvals = [], digest } = postmortem;
    if (approvals.length === 0) throw new Failure(`Nobody has approved the postmortem of ${id}.`);
    const data = { incident: id, standing };
    if (approvals.some((approval) => approval.digest === digest)) {
      const text = `${id}: the text has not changed since its approval.`;
      return { status: 0, data: { ...data, diff: '' }, text };
    }
    const { commit, approved, current } = await readAmendedText(context, id, postmortem);
    const diff = formatDiff(path, approved, current, labels);
    return {
      status: 1,
      data: { ...data, commit, diff },
      text: diff,
      notes: [`${id}: the approved text is that of ${commit.slice(0, 12)}.`],
    };
  },
});

import { keepCodeOwners } from '../automation/code-owners-file.ts';
import { formatDiff } from '../outputs/views/diff.ts';
import { openRegister } from '../session/open.ts';
import type { CommandResult } from '../session/result.ts';
import { defineCommand } from './command.ts';

const words = { unchanged: 'up to date', written: 'written', differs: 'not up to date' };

export const codeowners = defineCommand({
  name: 'codeowners',
  summary: 'Write CODEOWNERS from the catalog and review settings',
  options: [
    { flags: '--check', description: 'write nothing; exit with 1 if it is not up to date' },
  ],
  examples: [
    { line: 'sitrep codeowners', does: 'write .github/CODEOWNERS, and keep your own lines' },
    { line: 'sitrep codeowners --check', does: 'in a workflow: check whether it is up to date' },
  ],
  async run(context, _values, { check }): Promise<CommandResult> {
    const { register } = await openRegister(context);
    const found = await keepCodeOwners(context, register, check === true);
    const { path, state, before, after } = found;
    return {
      status: check === true && state !== 'unchanged' ? 1 : 0,
      data: { path, state },
      text: state === 'differs' ? formatDiff(path, before, after) : '',
      notes: [`${path}: ${words[state]}`],
    };
  },
});

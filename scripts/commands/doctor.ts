import { formatChecks } from '../outputs/views/doctor.ts';
import { checkSetup } from '../session/doctor.ts';
import type { CommandResult } from '../session/result.ts';
import { defineCommand } from './command.ts';

export const doctor = defineCommand({
  name: 'doctor',
  summary: 'Check versions, settings and history, and explain problems',
  examples: [
    { line: 'sitrep doctor', does: 'check everything that Sitrep needs' },
    { line: 'sitrep doctor --json', does: 'collect the details for a bug report' },
  ],
  async run(context): Promise<CommandResult> {
    const checks = await checkSetup(context);
    const isBroken = checks.some(({ state }) => state === 'broken');
    return { status: isBroken ? 1 : 0, data: { checks }, text: formatChecks(checks) };
  },
});

import { knownAtOption, openAsKnown } from '../session/as-known.ts';
import { defineCommand } from './command.ts';
import { describeLacking, openAsOf } from '../session/open.ts';
import { gatherOverview, format, describe } from '../outputs/views/overview.ts';
import { findHandle } from '../session/options.ts';
import type { CommandResult } from '../session/result.ts';

export const overview = defineCommand({
  name: 'overview',
  summary: 'Show open incidents, SLA clocks, on-call and overdue work',
  options: [
    {
      flags: '--for <handle>',
      description: 'show overdue work of this person; SITREP_HANDLE by default',
    },
    { flags: '--all', description: 'print every line' },
    knownAtOption,
  ],
  examples: [
    { line: 'sitrep', does: 'show the current situation' },
    { line: 'SITREP_HANDLE=msato sitrep', does: 'add your overdue work' },
  ],
  async run(given, _values, options): Promise<CommandResult> {
    const context = await openAsKnown(given, options.knownAt);
    const { register, findings } = await openAsOf(context);
    const view = gatherOverview(register, context.now, findHandle(options.for));
    const errors = findings.filter(({ level }) => level === 'error').length;
    // Without settings, there are no SLA targets, and times are in UTC.
    if (findings.some(({ level, path }) => level === 'error' && path === 'sitrep.yaml')) {
      context.tell('sitrep.yaml has errors: SLA targets and the time zone may be wrong.');
    }
    if (errors > 0) {
      context.tell(
        `${errors} ${errors === 1 ? 'error' : 'errors'} in the records. Run \`sitrep validate\`.`,
      );
    }
    const limit = options.all === true ? Infinity : 10;
    return {
      status: 0,
      data: () => ({ ...describe(view, context.now), ...describeLacking(register) }),
      text: () => format(view, register, context.now, limit),
    };
  },
});

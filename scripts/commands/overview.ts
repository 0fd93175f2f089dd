import type { Command } from './command.ts';
import { describeLacking, openRegister } from '../session/open.ts';
import { gatherOverview, format, describe } from '../outputs/views/overview.ts';
import { findHandle } from '../session/options.ts';
import type { CommandResult } from '../session/result.ts';

export const overview: Command = {
  name: 'overview',
  summary: 'Show open incidents, deadlines, on-call and overdue work',
  options: [
    {
      flags: '--for <handle>',
      description: 'show the overdue work of this person; SITREP_HANDLE by default',
    },
    { flags: '--all', description: 'print every line' },
  ],
  examples: [
    { line: 'sitrep', does: 'the current situation' },
    { line: 'SITREP_HANDLE=msato sitrep', does: 'with what is overdue for you' },
  ],
  async run(context, _values, options): Promise<CommandResult> {
    const { register, findings } = await openRegister(context);
    const view = gatherOverview(register, context.now, findHandle(options, 'for'));
    const errors = findings.filter(({ level }) => level === 'error').length;
    // Without its settings there are no SLA targets, and times are in another zone.
    if (findings.some(({ level, path }) => level === 'error' && path === 'sitrep.yaml')) {
      context.tell('sitrep.yaml cannot be read in whole: deadlines and time zone may be wrong.');
    }
    if (errors > 0) {
      context.tell(
        `${errors} ${errors === 1 ? 'error' : 'errors'} in the records: see sitrep validate.`,
      );
    }
    const limit = options['all'] === true ? Infinity : 10;
    return {
      status: 0,
      data: () => ({ ...describe(view, context.now), ...describeLacking(register) }),
      text: () => format(view, register, context.now, limit),
    };
  },
};

import type { Command } from './command.ts';
import { describeLacking, openRegister } from '../session/open.ts';
import { look, format, describe } from '../outputs/views/overview.ts';
import { findHandle } from '../session/options.ts';
import type { CommandResult } from '../session/result.ts';

export const overview: Command = {
  name: 'overview',
  summary: 'What is open, the next deadline, who is on call, what is overdue; `sitrep` alone',
  options: [
    { flags: '--for <handle>', description: 'for whom; SITREP_HANDLE when left out' },
    { flags: '--all', description: 'every line, however many there are' },
  ],
  examples: [
    { line: 'sitrep', does: 'how things stand' },
    { line: 'SITREP_HANDLE=msato sitrep', does: 'with what is overdue for you' },
  ],
  async run(context, _values, options): Promise<CommandResult> {
    const { register, findings } = await openRegister(context);
    const view = look(register, context.now, findHandle(options, 'for'));
    const errors = findings.filter(({ level }) => level === 'error').length;
    // Without its settings nothing is promised, and times are in another zone: that is no good news.
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

import { formatInstant } from '../model/time/instant.ts';
import { evaluateRegister, isPending } from '../model/sla/urgency.ts';
import type { Command } from './command.ts';
import { openToTell } from '../session/open.ts';
import { listServices, readKnown } from '../inputs/terminal/options.ts';
import { describeClock, formatClocks } from '../outputs/views/sla.ts';
import type { CommandResult } from '../session/result.ts';

const states = ['running', 'paused', 'at-risk', 'breached', 'met', 'not-applicable'] as const;

export const sla: Command = {
  name: 'sla',
  summary: 'Show the clocks of every promise, the most urgent first',
  options: [
    { flags: '--all', description: 'also what is done, and what nothing is promised of' },
    { flags: '--state <state>', description: 'only clocks in this state', choices: states },
    { flags: '--service <id>', description: 'only incidents that concern this service' },
  ],
  examples: [
    { line: 'sitrep sla', does: 'what is due, at risk or broken, and not done' },
    { line: 'sitrep sla --at 2026-11-20T21:15:00Z', does: 'how it stood at an instant' },
    { line: 'sitrep sla --state breached --all', does: 'every promise that was broken' },
    { line: 'sitrep sla explain', does: 'the arithmetic behind the clocks of one incident' },
  ],
  async run(context, _values, options): Promise<CommandResult> {
    const { register } = await openToTell(context);
    const { all, state } = options;
    const service = readKnown(options, 'service', listServices(register));
    const clocks = evaluateRegister(register, context.now).filter(
      (clock) =>
        (all === true || isPending(clock)) &&
        (state === undefined || clock.state === state) &&
        (service === undefined ||
          register.incidents.get(clock.incident)?.services.includes(service)),
    );
    const isBreached = clocks.some((clock) => isPending(clock) && clock.state === 'breached');
    return {
      status: isBreached ? 1 : 0,
      data: () => ({
        at: formatInstant(context.now),
        clocks: clocks.map(describeClock),
        left_out: register.leftOut.length,
      }),
      text: () => (clocks.length === 0 ? '' : formatClocks(clocks, register, context.now)),
      notes: clocks.length === 0 ? ['No promise is due, at risk or broken.'] : [],
    };
  },
};

import { knownAtOption, openAsKnown } from '../session/as-known.ts';
import { formatInstant } from '../model/time/instant.ts';
import { evaluateRegister, isPending } from '../model/sla/urgency.ts';
import { defineCommand } from './command.ts';
import { describeLacking, openToTell } from '../session/open.ts';
import { listServices, requireKnownValue } from '../inputs/terminal/options.ts';
import { describeClock, formatClocks } from '../outputs/views/sla.ts';
import type { Register } from '../model/register/register.ts';
import type { Clock } from '../model/sla/clock.ts';
import type { CommandResult } from '../session/result.ts';

const states = [
  'running',
  'paused',
  'at-risk',
  'breached',
  'unknown',
  'met',
  'not-applicable',
] as const;

export const sla = defineCommand({
  name: 'sla',
  summary: 'Show SLA clocks, the most urgent first',
  options: [
    { flags: '--all', description: 'include stopped clocks and those without an SLA target' },
    { flags: '--state <state>', description: 'only clocks in this state', choices: states },
    { flags: '--service <id>', description: 'only incidents that affect this service' },
    knownAtOption,
  ],
  examples: [
    { line: 'sitrep sla', does: 'show clocks that are running, at risk or breached' },
    { line: 'sitrep sla --at 2026-11-20T21:15:00Z', does: 'show the clocks at another time' },
    { line: 'sitrep sla --state breached --all', does: 'list every breached SLA target' },
    { line: 'sitrep sla explain', does: 'explain how the clocks of an incident were calculated' },
  ],
  async run(given, _values, options): Promise<CommandResult> {
    const context = await openAsKnown(given, options.knownAt);
    const { register } = await openToTell(context);
    const { all, state, service } = options;
    requireKnownValue('service', service, listServices(register));
    const clocks = evaluateRegister(register, context.now).filter(
      (clock) =>
        (all === true || isPending(clock)) &&
        (state === undefined || clock.state === state) &&
        (service === undefined || findServices(register, clock).includes(service)),
    );
    const isMissed = clocks.some(
      (clock) => isPending(clock) && (clock.state === 'breached' || clock.state === 'unknown'),
    );
    return {
      status: isMissed ? 1 : 0,
      data: () => ({
        at: formatInstant(context.now),
        clocks: clocks.map((clock) =>
          describeClock(clock, register.incidents.get(clock.incident)?.lastRead),
        ),
        ...describeLacking(register),
      }),
      text: () => (clocks.length === 0 ? '' : formatClocks(clocks, register, context.now)),
      notes: clocks.length === 0 ? ['No SLA clock is running, at risk or breached.'] : [],
    };
  },
});

/** Finds the services of a clock's incident, from its text if it cannot be read. */
function findServices({ incidents, unread }: Register, { incident: id }: Clock): string[] {
  return (incidents.get(id) ?? unread.find((other) => other.id === id))?.services ?? [];
}

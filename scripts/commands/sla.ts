import { formatDuration } from '../model/time/duration.ts';
import { formatInstant, type Instant } from '../model/time/instant.ts';
import type { Register } from '../model/register/register.ts';
import { formatInZone } from '../model/time/zone.ts';
import type { Clock } from '../model/sla/clock.ts';
import { evaluateRegister, isPending } from '../model/sla/urgency.ts';
import type { Command, ExitStatus } from './command.ts';
import { openToTell } from '../session/open.ts';
import { listServices, readKnown } from '../inputs/terminal/options.ts';
import { formatTable } from '../outputs/views/table.ts';

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
  async run(context, _values, options): Promise<ExitStatus> {
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
    if (context.json) {
      const described = clocks.map(describeClock);
      const at = formatInstant(context.now);
      const leftOut = register.leftOut.length;
      context.print(JSON.stringify({ at, clocks: described, leftOut }, null, 2));
    } else if (clocks.length === 0) {
      context.tell('No promise is due, at risk or broken.');
    } else {
      context.print(formatClocks(clocks, register, context.now));
    }
    return clocks.some((clock) => isPending(clock) && clock.state === 'breached') ? 1 : 0;
  },
};

/** A clock for another program: instants as RFC 3339, lengths of time in seconds. */
export function describeClock(clock: Clock) {
  const { incident, key, kind, title, state, reason, basis, severity, calendar } = clock;
  const instants = {
    since: clock.since,
    start: clock.start,
    due: clock.due,
    done: clock.stopped,
    breached: clock.breachedAt,
    policy: clock.policy,
  };
  return {
    incident,
    key,
    kind,
    title,
    state,
    ...(reason !== undefined && { reason }),
    ...(basis !== undefined && { basis }),
    ...(severity !== undefined && { severity }),
    calendar,
    ...(clock.target !== undefined && { target_seconds: clock.target / 1000 }),
    elapsed_seconds: clock.elapsed / 1000,
    ...Object.fromEntries(
      Object.entries(instants).flatMap(([name, at]) =>
        at === undefined ? [] : [[name, formatInstant(at)]],
      ),
    ),
    changes: clock.changes.map(({ at, state: next }) => ({ at: formatInstant(at), state: next })),
  };
}

function formatClocks(clocks: readonly Clock[], register: Register, now: Instant): string {
  const { timezone } = register.settings.organisation;
  return formatTable(
    [
      { heading: 'state' },
      { heading: `due (${timezone})` },
      { heading: '' },
      { heading: 'severity' },
      { heading: 'promise' },
      { heading: 'incident' },
    ],
    clocks.map((clock) => [
      clock.state,
      clock.due === undefined ? '–' : formatInZone(clock.due, timezone),
      tellRemaining(clock, now),
      clock.severity ?? '–',
      clock.key,
      clock.incident,
    ]),
  );
}

/** How long is left, or since when it is late; of what is done by how much it was kept or broken. */
function tellRemaining({ state, due, stopped, reason }: Clock, now: Instant): string {
  if (state === 'not-applicable') return reason ?? '';
  if (due === undefined) return state === 'paused' ? 'stands still' : '';
  const until = stopped ?? now;
  const length = formatDuration(Math.abs(due - until));
  if (stopped !== undefined) return state === 'met' ? `${length} before` : `${length} after`;
  return due > now ? `in ${length}` : `${length} ago`;
}

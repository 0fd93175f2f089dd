import { formatInstant } from '../model/time/instant.ts';
import type { Clock } from '../model/sla/clock.ts';
import { evaluateClocks } from '../model/sla/evaluate.ts';
import { explainClock } from '../model/sla/explain.ts';
import { readTargets } from '../model/sla/targets.ts';
import { compareUrgency } from '../model/sla/urgency.ts';
import { chooseIncident } from '../inputs/terminal/choose.ts';
import type { Command } from './command.ts';
import { openToTell } from '../session/open.ts';
import { describeClock } from '../outputs/views/sla.ts';
import type { CommandResult } from '../session/result.ts';

export const slaExplain: Command = {
  name: 'sla explain',
  summary: 'Explain how each SLA clock was calculated',
  arguments: [
    {
      name: '[incident]',
      description: 'id, alias, or part of one; the newest live incident by default',
    },
  ],
  examples: [
    { line: 'sitrep sla explain', does: 'the live incident' },
    { line: 'sitrep sla explain 2026-01-14 --json', does: 'the same for another program' },
  ],
  async run(context, [wanted]): Promise<CommandResult> {
    const { register } = await openToTell(context);
    const incident = chooseIncident(register, typeof wanted === 'string' ? wanted : undefined);
    const { timezone } = register.settings.organisation;
    const { now } = context;
    const clocks = evaluateClocks(incident, readTargets(register, now), now)
      .sort(compareUrgency)
      .map((clock) => ({ clock, steps: explainClock(clock, now, timezone) }));
    const { id, title } = incident;
    return {
      status: 0,
      data: {
        incident: id,
        title,
        at: formatInstant(now),
        clocks: clocks.map(({ clock, steps }) => ({ ...describeClock(clock), steps })),
        left_out: register.leftOut.length,
      },
      text: [`${id}: ${title}\nTimes are in ${timezone}.`, ...formatExplained(clocks)].join('\n\n'),
    };
  },
};

function formatExplained(clocks: readonly { clock: Clock; steps: readonly string[] }[]): string[] {
  const parts = clocks
    .filter(({ clock }) => clock.course)
    .map(({ clock: { key, state, title }, steps }) =>
      [`${key}: ${state}  (${title})`, ...steps.map((step) => `  ${step}`)].join('\n'),
    );
  const idle = clocks
    .filter(({ clock }) => !clock.course)
    .map(({ clock: { key, reason } }) => `  ${key}: ${reason ?? 'no target'}`);
  return idle.length > 0 ? [...parts, ['No SLA target:', ...idle].join('\n')] : parts;
}

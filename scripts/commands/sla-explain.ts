import { knownAtOption, openAsKnown } from '../session/as-known.ts';
import { formatInstant } from '../model/time/instant.ts';
import { evaluateClocks } from '../model/sla/evaluate.ts';
import { explainClock } from '../model/sla/explain.ts';
import { readTargets } from '../model/sla/targets.ts';
import { compareUrgency } from '../model/sla/urgency.ts';
import { chooseIncident } from '../inputs/terminal/choose.ts';
import { defineCommand } from './command.ts';
import { openToTell } from '../session/open.ts';
import { describeClock, formatExplained } from '../outputs/views/sla.ts';
import type { Incident } from '../model/register/register.ts';
import { sayLastRead } from '../model/register/states.ts';
import type { CommandResult } from '../session/result.ts';

export const slaExplain = defineCommand({
  name: 'sla explain',
  summary: 'Explain how each SLA clock was calculated',
  arguments: [
    {
      name: '[incident]',
      description: 'id, alias, or part of one; the newest live incident by default',
    },
  ],
  options: [knownAtOption],
  examples: [
    { line: 'sitrep sla explain', does: 'explain the clocks of the newest live incident' },
    {
      line: 'sitrep sla explain 2026-01-14 --json',
      does: 'explain the clocks of one incident, as JSON',
    },
  ],
  async run(given, [wanted], { knownAt }): Promise<CommandResult> {
    const context = await openAsKnown(given, knownAt);
    const { register } = await openToTell(context);
    const incident = chooseIncident(register, wanted);
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
        clocks: clocks.map(({ clock, steps }) => ({
          ...describeClock(clock, incident.lastRead),
          steps,
        })),
        left_out: register.leftOut.length,
      },
      text: [
        `${id}: ${title}\n${describeSource(incident, timezone)}Times are in ${timezone}.`,
        ...formatExplained(clocks),
      ].join('\n\n'),
    };
  },
});

function describeSource({ lastRead }: Incident, zone: string): string {
  return lastRead ? `It is shown ${sayLastRead(lastRead, zone)}.\n` : '';
}

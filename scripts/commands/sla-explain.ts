import { formatInstant } from '../model/time/instant.ts';
import { evaluateClocks } from '../model/sla/evaluate.ts';
import { explainClock } from '../model/sla/explain.ts';
import { readTargets } from '../model/sla/targets.ts';
import { compareUrgency } from '../model/sla/urgency.ts';
import { chooseIncident } from '../inputs/terminal/choose.ts';
import type { Command } from './command.ts';
import { openToTell } from '../session/open.ts';
import { describeClock } from '../outputs/views/sla.ts';
import { type ExitStatus } from '../session/context.ts';

export const slaExplain: Command = {
  name: 'sla explain',
  summary: 'Tell how each clock of an incident came to where it stands, step by step',
  arguments: [
    {
      name: '[incident]',
      description: 'id, alias, or part of one; the newest live incident when left out',
    },
  ],
  examples: [
    { line: 'sitrep sla explain', does: 'the incident that is going on' },
    { line: 'sitrep sla explain 2026-01-14 --json', does: 'the same for another program' },
  ],
  async run(context, [wanted]): Promise<ExitStatus> {
    const { register } = await openToTell(context);
    const incident = chooseIncident(register, typeof wanted === 'string' ? wanted : undefined);
    const { timezone } = register.settings.organisation;
    const { now } = context;
    const clocks = evaluateClocks(incident, readTargets(register, now), now)
      .sort(compareUrgency)
      .map((clock) => ({ clock, steps: explainClock(clock, now, timezone) }));
    if (context.json) {
      const described = clocks.map(({ clock, steps }) => ({ ...describeClock(clock), steps }));
      const { id, title } = incident;
      const leftOut = register.leftOut.length;
      const output = { incident: id, title, at: formatInstant(now), clocks: described, leftOut };
      context.print(JSON.stringify(output, null, 2));
      return 0;
    }
    const parts = clocks
      .filter(({ clock }) => clock.course)
      .map(({ clock: { key, state, title }, steps }) =>
        [`${key}: ${state}  (${title})`, ...steps.map((step) => `  ${step}`)].join('\n'),
      );
    const idle = clocks
      .filter(({ clock }) => !clock.course)
      .map(({ clock: { key, reason } }) => `  ${key}: ${reason ?? 'no target'}`);
    context.print(
      [
        `${incident.id}: ${incident.title}\nTimes are of ${timezone}.`,
        ...parts,
        ...(idle.length > 0 ? [['Nothing is promised:', ...idle].join('\n')] : []),
      ].join('\n\n'),
    );
    return 0;
  },
};

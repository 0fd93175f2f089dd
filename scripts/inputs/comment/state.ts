import type { Instant } from '../../model/time/instant.ts';
import { findStart } from '../../model/register/lifetime.ts';
import type { Incident, Register } from '../../model/register/register.ts';
import { formatInZone } from '../../model/time/zone.ts';
import { evaluateClocks } from '../../model/sla/evaluate.ts';
import { readTargets } from '../../model/sla/targets.ts';
import { compareUrgency, isPending } from '../../model/sla/urgency.ts';
import { quoteText } from '../../model/text/quote.ts';

const maxClocks = 6;

/** Describes the current state of an incident, for a reply in its issue. */
export function describeState(incident: Incident, register: Register, now: Instant): string {
  const { timezone } = register.settings.organisation;
  const { title, id, status, severity, roles, affected, updates, milestones } = incident;
  const show = (at: Instant | undefined): string | undefined =>
    at === undefined ? undefined : formatInZone(at, timezone);
  const states = affected
    .filter(({ to }) => to === undefined || to > now)
    .map(({ service, state }) => `${service} ${state}`);
  const facts: [string, string | undefined][] = [
    ['State', [status, severity ?? 'not triaged'].join(', ')],
    ['Since', show(findStart(incident))],
    ['Acknowledged', show(milestones.acknowledged) ?? 'not yet'],
    ['Mitigated', show(milestones.mitigated)],
    ['Resolved', show(milestones.resolved)],
    ['Affected', states.length === 0 ? undefined : states.join(', ')],
    ...Object.entries(roles).map(([role, who]): [string, string] => [role, who]),
    ['Last update', show(updates.at(-1)?.at) ?? 'none yet'],
  ];
  const clocks = evaluateClocks(incident, readTargets(register, now), now)
    .filter(isPending)
    .sort(compareUrgency)
    .slice(0, maxClocks)
    .map(
      ({ title: what, state, due }) =>
        `- ${quoteText(what, 100)}: ${state}${due === undefined ? '' : `, due ${formatInZone(due, timezone)}`}`,
    );
  return [
    `**${quoteText(title, 150)}** (\`${id}\`)`,
    facts
      .filter((fact): fact is [string, string] => fact[1] !== undefined)
      .map(([what, how]) => `- ${quoteText(what, 60)}: ${quoteText(how, 300)}`)
      .join('\n'),
    ...(clocks.length > 0 ? [`Due:\n\n${clocks.join('\n')}`] : []),
    `At ${formatInZone(now, timezone)} (${timezone}), from ${incident.entries} entries.`,
  ].join('\n\n');
}

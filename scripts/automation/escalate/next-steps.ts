import { quoteText } from '../../model/text/quote.ts';
import type { Register } from '../../model/register/register.ts';
import type { Clock } from '../../model/sla/clock.ts';
import type { Escalation } from './escalations.ts';
import type { IssueLinks } from './links.ts';
import { listOwners } from './notices.ts';

/** Lists what to do next for a clock: the command, the owners, the runbooks, and how it was calculated. */
export function adviseNext(
  { incident, clock }: Escalation,
  register: Register,
  { files }: IssueLinks,
): string {
  const runbooks = [...register.runbooks.values()].filter(
    ({ id, services }) =>
      incident.runbooks.includes(id) ||
      services.some((service) => incident.services.includes(service)),
  );
  const owners = listOwners(incident, register).map(({ name }) => quoteText(name, 80));
  const steps: Record<Clock['kind'], string> = {
    acknowledge:
      'Acknowledge it (`sitrep ack`), and assign a commander (`sitrep assign --role commander --to …`).',
    update:
      'Post what is known, what is being done, and when the next update follows: `sitrep update`.',
    mitigate:
      'Reduce the impact before you look for the cause: roll back, fail over, or shed load. Then `sitrep mitigate`.',
    resolve:
      'Decide whether you need more people, a vendor or a workaround. Then `sitrep resolve`; or `sitrep pause --reason …` while you wait for someone else.',
    postmortem: 'Finish the postmortem, set its `state` to `in-review` and write `submitted`.',
    action: 'Do it and set `done`, or agree on another day with its owner.',
    record:
      'Correct the file and commit it: `sitrep validate` names the line. Until then, nobody knows what is due.',
    regulation: 'Send the report, then record it: `sitrep note --fulfils <clock> --note …`.',
  };
  return [
    `- ${steps[clock.kind]}`,
    ...(owners.length > 0 ? [`- Owned by ${owners.join(', ')}.`] : []),
    ...(['acknowledge', 'mitigate', 'resolve'].includes(clock.kind)
      ? runbooks
          .slice(0, 5)
          .map(({ title, path }) =>
            files === undefined
              ? `- Runbook: ${quoteText(title, 120)} (\`${path}\`)`
              : `- Runbook: [${quoteText(title, 120)}](${files}${path})`,
          )
      : []),
    ...(clock.kind === 'record'
      ? []
      : [`- \`sitrep sla explain ${incident.id}\` shows how the clock was calculated.`]),
  ].join('\n');
}

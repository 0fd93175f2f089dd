import { quoteText } from '../../model/text/quote.ts';
import type { Register } from '../../model/register/register.ts';
import type { Escalation } from './escalations.ts';
import { formatTime, linkIncident, linkProposed } from './issue-facts.ts';
import type { IssueLinks } from './links.ts';

/** Maximum number of clocks in the table. */
const maxRows = 200;

/** Writes the table of the one issue that lists quiet clocks. */
export function writeDigest(
  escalations: readonly Escalation[],
  register: Register,
  links: IssueLinks,
): string {
  const rows = escalations.slice(0, maxRows).map((escalation) => {
    const { incident, clock } = escalation;
    const cells = [
      [clock.state, ...linkProposed(escalation, links)].join(', with '),
      quoteText(clock.title, 120),
      linkIncident(escalation, links),
      incident.severity ?? '–',
      formatTime(clock.due, register),
    ];
    return `| ${cells.join(' | ')} |`;
  });
  return [
    `${escalations.length} ${escalations.length === 1 ? 'SLA target is' : 'SLA targets are'} at risk or breached.`,
    [
      '| State | SLA target | Incident | Severity | Due |',
      '| --- | --- | --- | --- | --- |',
      ...rows,
    ].join('\n'),
    ...(escalations.length > maxRows
      ? [`… and ${escalations.length - maxRows} more: see \`sitrep sla\`.`]
      : []),
  ].join('\n\n');
}

import { formatDuration } from '../../model/time/duration.ts';
import type { Instant } from '../../model/time/instant.ts';
import type { Register } from '../../model/register/register.ts';
import type { Clock } from '../../model/sla/clock.ts';
import type { Escalation } from './escalations.ts';
import { quotePlain, quoteText } from '../../model/text/quote.ts';
import { formatSource, formatTime, linkIncident, linkProposed, nameStatus } from './issue-facts.ts';
import type { IssueLinks } from './links.ts';
import { adviseNext } from './next-steps.ts';
import { listPeople, type Notice } from './notices.ts';

/** Writes a title that also makes sense to people who do not know the tool. */
export function writeTitle({ incident, clock }: Escalation): string {
  const severity = incident.severity ?? 'Not triaged';
  if (clock.kind === 'record') return quotePlain(`${incident.title}: ${clock.title}`, 200);
  const isBreached = clock.state === 'breached';
  const what: Record<Exclude<Clock['kind'], 'record'>, [late: string, soon: string]> = {
    acknowledge: ['nobody has taken it on in time', 'nobody has taken it on yet'],
    update: ['no update in time', 'an update is due'],
    mitigate: ['not mitigated in time', 'close to the limit for mitigating'],
    resolve: ['not resolved in time', 'close to the limit for resolving'],
    postmortem: ['postmortem overdue', 'postmortem due soon'],
    action: [`action overdue: ${clock.title}`, `action due soon: ${clock.title}`],
    regulation: [`overdue: ${clock.title}`, `due soon: ${clock.title}`],
  };
  const [late, soon] = what[clock.kind];
  return quotePlain(`${severity} ${incident.title}: ${isBreached ? late : soon}`, 200);
}

/**
 * Writes the text of an escalation issue, without its marks. It states times, not durations until now, so
 * it changes only when the records do.
 *
 * @param noticedAt when the issue was opened
 * @param mentions handles that cannot be assigned
 */
export function writeBody(
  escalation: Escalation,
  register: Register,
  noticedAt: Instant,
  mentions: readonly string[],
  links: IssueLinks,
): string {
  const { incident, clock, reason, notices, wanted } = escalation;
  const show = (at: Instant | undefined): string => formatTime(at, register);
  const commander = incident.roles['commander'];
  const facts: [string, string | undefined][] = [
    ['Incident', linkIncident(escalation, links)],
    [
      'State',
      `${nameStatus(escalation)}${incident.severity === undefined ? '' : `, ${incident.severity}`}`,
    ],
    ['Record', formatSource(escalation, register)],
    ['Services', incident.services.map((id) => nameService(id, register)).join(', ')],
    ['Detected', show(incident.milestones.detected ?? incident.firstAt)],
    ['Commander', commander === undefined ? 'nobody yet' : namePerson(commander, register)],
    ['SLA target', describeTarget(clock)],
    ['Due', clock.due === undefined ? explainNoDue(clock) : show(clock.due)],
    ['Breached at', clock.breachedAt === undefined ? undefined : show(clock.breachedAt)],
    ['Done at', clock.stopped === undefined ? undefined : show(clock.stopped)],
    ['Noticed at', show(noticedAt)],
  ];
  const parts = [
    wanted === 'closed' ? `**${reason ?? 'Closed.'}**` : headline(clock),
    ...describeProposed(escalation, links),
    quoteText(incident.summary),
    ['| | |', '| --- | --- |', ...facts.flatMap(writeRow)].join('\n'),
    ...(wanted === 'closed'
      ? []
      : [`### What to do next\n\n${adviseNext(escalation, register, links)}`]),
    ...(notices.length > 0
      ? [`### Notified so far\n\n${listNotices(notices, register, show)}`]
      : []),
    ...(mentions.length > 0 && wanted !== 'closed'
      ? [
          `Responsible, but cannot be assigned here: ${mentions.map((handle) => `@${handle}`).join(' ')}`,
        ]
      : []),
    clock.kind === 'record'
      ? 'This text follows the records. To close the issue, correct the file and commit it.'
      : 'This text follows the records. To close the issue, meet the SLA target and record it in the timeline.',
  ];
  // GitHub takes 65,536 characters; every part is bounded, and the marks need a few.
  return parts.join('\n\n').slice(0, 60_000);
}

/** Writes the comment for the levels that are due: the newest, and those that earlier runs missed. */
export function writeRaise(
  escalation: Escalation,
  due: readonly Notice[],
  register: Register,
  links: IssueLinks,
): string {
  const show = (at: Instant | undefined): string => formatTime(at, register);
  const people = listPeople(due);
  const newest = due.at(-1);
  const source = formatSource(escalation, register);
  return [
    `**Level ${newest?.level ?? 0}${newest && newest.repeat > 0 ? `, repeat ${newest.repeat}` : ''}.** ${headline(escalation.clock)}`,
    ...(source === undefined ? [] : [`The record is shown ${source}.`]),
    ...describeProposed(escalation, links),
    listNotices(due, register, show),
    ...(people.length > 0 ? [people.map((handle) => `@${handle}`).join(' ')] : []),
  ].join('\n\n');
}

/** Lists the entries that count but are not merged. A closed issue keeps this text. */
function describeProposed(escalation: Escalation, links: IssueLinks): string[] {
  const waiting = linkProposed(escalation, links);
  if (waiting.length === 0) return [];
  return [`This includes entries that were not merged when it was written: ${waiting.join(', ')}.`];
}

function headline(clock: Clock): string {
  const title = quoteText(clock.title, 120);
  if (clock.state === 'unknown') return `**SLA clocks ${quoteText(clock.reason ?? '')}.**`;
  return clock.state === 'breached'
    ? `**SLA target breached: ${title}.**`
    : `**SLA target at risk: ${title}.**`;
}

/** Explains why a clock has no due time. */
export function explainNoDue({ state }: Clock): string {
  return state === 'unknown' ? 'unknown' : 'unknown while the clock is paused';
}

function writeRow([name, value]: [string, string | undefined]): string[] {
  return value === undefined || value === '' ? [] : [`| ${name} | ${value} |`];
}

function describeTarget({ target, severity, calendar }: Clock): string {
  if (target === undefined) return '–';
  const hours = calendar === 'always' ? 'at all hours' : `during the hours of ${calendar}`;
  return `within ${formatDuration(target)}${severity === undefined ? '' : ` for ${severity}`}, ${hours}`;
}

function nameService(id: string, { services }: Register): string {
  const name = services.get(id)?.name;
  return name === undefined ? `\`${id}\`` : quoteText(name, 80);
}

function namePerson(handle: string, { people }: Register): string {
  const name = people.get(handle)?.name;
  return name === undefined ? handle : `${quoteText(name, 80)} (${handle})`;
}

/** Maximum number of notices in the text; it counts the others. */
const maxNotices = 30;

function listNotices(
  notices: readonly Notice[],
  register: Register,
  show: (at: Instant) => string,
): string {
  const lines = notices.slice(-maxNotices).map(({ level, at, kind, notify, people, contact }) => {
    const who =
      contact === undefined
        ? people.map((handle) => namePerson(handle, register)).join(', ') || 'nobody'
        : quoteText(contact);
    return `- ${show(at)}: level ${level}, ${kind}, ${notify}: ${who}`;
  });
  const left = notices.length - lines.length;
  return [...(left > 0 ? [`- ${left} earlier`] : []), ...lines].join('\n');
}

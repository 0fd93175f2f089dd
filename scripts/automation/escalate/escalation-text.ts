import { formatDuration } from '../../model/time/duration.ts';
import type { Instant } from '../../model/time/instant.ts';
import type { Register } from '../../model/register/register.ts';
import { formatInZone } from '../../model/time/zone.ts';
import type { Clock } from '../../model/sla/clock.ts';
import type { Escalation } from './escalations.ts';
import { quotePlain, quoteText } from '../../model/text/quote.ts';
import { listOwners, type Notice } from './notices.ts';

/** Where the reader finds more; undefined where the settings do not say. */
export interface Places {
  /** Address of the site, with a slash at its end. */
  site?: string;
  /** Address of the folder of the data root in the repository, with a slash at its end. */
  files?: string;
  /** Entries that count and are not merged yet, by the id of their incident. */
  proposed?: ReadonlyMap<string, readonly UnmergedEntries[]>;
}

/** Entries of an incident that wait in a pull request. */
export interface UnmergedEntries {
  /** Number of the pull request. */
  number: number;
  url: string;
  /** How many entries it adds. */
  entries: number;
}

/** A title that says to somebody who does not know the tool what is wrong. */
export function writeTitle({ incident, clock }: Escalation): string {
  const severity = incident.severity ?? 'Not triaged';
  const broken = clock.state === 'breached';
  const what: Record<Clock['kind'], [late: string, soon: string]> = {
    acknowledge: ['nobody has taken it on in time', 'nobody has taken it on yet'],
    update: ['no update in time', 'an update is due'],
    mitigate: ['not mitigated in time', 'close to the limit for mitigating'],
    resolve: ['not resolved in time', 'close to the limit for resolving'],
    postmortem: ['postmortem overdue', 'postmortem due soon'],
    action: [`action overdue: ${clock.title}`, `action due soon: ${clock.title}`],
    regulation: [`overdue: ${clock.title}`, `due soon: ${clock.title}`],
  };
  const [late, soon] = what[clock.kind];
  return quotePlain(`${severity} ${incident.title}: ${broken ? late : soon}`, 200);
}

/**
 * The text of an escalation issue, without the marks by which it is found again. It names instants and
 * no lengths of time until now: so it changes when the facts do, and not with every run.
 *
 * @param noticedAt when the issue was opened
 * @param mentions handles that cannot be assigned
 */
export function writeBody(
  escalation: Escalation,
  register: Register,
  noticedAt: Instant,
  mentions: readonly string[],
  places: Places,
): string {
  const { incident, clock, reason, notices, wish } = escalation;
  const show = (at: Instant | undefined): string => showInstant(at, register);
  const commander = incident.roles['commander'];
  const facts: [string, string | undefined][] = [
    ['Incident', linkIncident(escalation, places)],
    [
      'State',
      `${incident.status}${incident.severity === undefined ? '' : `, ${incident.severity}`}`,
    ],
    ['Services', incident.services.map((id) => nameService(id, register)).join(', ')],
    ['Detected', show(incident.milestones.detected ?? incident.firstAt)],
    ['Commander', commander === undefined ? 'nobody yet' : namePerson(commander, register)],
    ['Promise', describePromise(clock)],
    ['Due', clock.due === undefined ? 'cannot be said: it stands still' : show(clock.due)],
    ['Broken at', clock.breachedAt === undefined ? undefined : show(clock.breachedAt)],
    ['Done at', clock.stopped === undefined ? undefined : show(clock.stopped)],
    ['Noticed at', show(noticedAt)],
  ];
  const parts = [
    wish === 'closed' ? `**${reason ?? 'Closed.'}**` : headline(clock),
    ...tellProposed(escalation, places),
    quoteText(incident.summary),
    ['| | |', '| --- | --- |', ...facts.flatMap(writeRow)].join('\n'),
    ...(wish === 'closed'
      ? []
      : [`### What to do next\n\n${adviseNext(escalation, register, places)}`]),
    ...(notices.length > 0 ? [`### Told so far\n\n${listNotices(notices, register, show)}`] : []),
    ...(mentions.length > 0 && wish !== 'closed'
      ? [
          `Cannot be assigned here, and is meant: ${mentions.map((handle) => `@${handle}`).join(' ')}`,
        ]
      : []),
    'This text follows the records. To end it, do what was promised and write it into the timeline.',
  ];
  // GitHub takes 65,536 characters; every part is bounded, and the marks need a few.
  return parts.join('\n\n').slice(0, 60_000);
}

/** What a comment says when further levels are due: the newest, and those that were missed. */
export function writeRaise(
  escalation: Escalation,
  due: readonly Notice[],
  register: Register,
  places: Places,
): string {
  const show = (at: Instant | undefined): string => showInstant(at, register);
  const people = [...new Set(due.flatMap((notice) => notice.people))];
  const newest = due.at(-1);
  return [
    `**Level ${newest?.level ?? 0}${newest && newest.repeat > 0 ? `, told again (${newest.repeat})` : ''}.** ${headline(escalation.clock)}`,
    ...tellProposed(escalation, places),
    listNotices(due, register, show),
    ...(people.length > 0 ? [people.map((handle) => `@${handle}`).join(' ')] : []),
  ].join('\n\n');
}

/** The table of the one issue in which quiet clocks are gathered. */
export function writeDigest(
  escalations: readonly Escalation[],
  register: Register,
  places: Places,
): string {
  const most = 200;
  const rows = escalations.slice(0, most).map((escalation) => {
    const { incident, clock } = escalation;
    const cells = [
      [clock.state, ...linkProposed(escalation, places)].join(', with '),
      quoteText(clock.title, 120),
      linkIncident(escalation, places),
      incident.severity ?? '–',
      showInstant(clock.due, register),
    ];
    return `| ${cells.join(' | ')} |`;
  });
  return [
    `${escalations.length} ${escalations.length === 1 ? 'promise is' : 'promises are'} at risk or broken.`,
    [
      '| State | Promise | Incident | Severity | Due |',
      '| --- | --- | --- | --- | --- |',
      ...rows,
    ].join('\n'),
    ...(escalations.length > most
      ? [`… and ${escalations.length - most} more: see \`sitrep sla\`.`]
      : []),
  ].join('\n\n');
}

/** Says what is counted that the records do not have yet: a closed issue keeps this text. */
function tellProposed(escalation: Escalation, places: Places): string[] {
  const links = linkProposed(escalation, places);
  if (links.length === 0) return [];
  return [`This counts what was proposed and not merged when it was written: ${links.join(', ')}.`];
}

function linkProposed({ incident }: Escalation, { proposed }: Places): string[] {
  return (proposed?.get(incident.id) ?? []).map(({ number, url, entries }) => {
    const count = entries === 1 ? '1 entry' : `${entries} entries`;
    return `${count} of [pull request ${number}](${url})`;
  });
}

function headline(clock: Clock): string {
  const title = quoteText(clock.title, 120);
  return clock.state === 'breached'
    ? `**Promise broken: ${title}.**`
    : `**Promise at risk: ${title}.**`;
}

function writeRow([name, value]: [string, string | undefined]): string[] {
  return value === undefined || value === '' ? [] : [`| ${name} | ${value} |`];
}

function describePromise({ target, severity, calendar }: Clock): string {
  if (target === undefined) return '–';
  const hours = calendar === 'always' ? 'day and night' : `in the hours of ${calendar}`;
  return `within ${formatDuration(target)}${severity === undefined ? '' : ` for ${severity}`}, ${hours}`;
}

function linkIncident({ incident }: Escalation, { site, files }: Places): string {
  const name = `${quoteText(incident.title, 120)} (\`${incident.id}\`)`;
  const links = [
    ...(site === undefined ? [] : [`[page](${site}incidents/${incident.id}/)`]),
    ...(files === undefined ? [] : [`[files](${files}${incident.path})`]),
  ];
  return links.length === 0 ? name : `${name}: ${links.join(', ')}`;
}

function nameService(id: string, { services }: Register): string {
  const name = services.get(id)?.name;
  return name === undefined ? `\`${id}\`` : quoteText(name, 80);
}

function namePerson(handle: string, { people }: Register): string {
  const name = people.get(handle)?.name;
  return name === undefined ? handle : `${quoteText(name, 80)} (${handle})`;
}

function showInstant(at: Instant | undefined, { settings }: Register): string {
  const { timezone } = settings.organisation;
  return at === undefined ? '–' : `${formatInZone(at, timezone)} (${timezone})`;
}

function listNotices(
  notices: readonly Notice[],
  register: Register,
  show: (at: Instant) => string,
): string {
  const most = 30;
  const lines = notices.slice(-most).map(({ level, at, kind, notify, people, contact }) => {
    const who =
      contact === undefined
        ? people.map((handle) => namePerson(handle, register)).join(', ') || 'nobody is there'
        : quoteText(contact);
    return `- ${show(at)}: level ${level}, ${kind}, ${notify}: ${who}`;
  });
  const left = notices.length - lines.length;
  return [...(left > 0 ? [`- ${left} before that`] : []), ...lines].join('\n');
}

function adviseNext(
  { incident, clock }: Escalation,
  register: Register,
  { files }: Places,
): string {
  const runbooks = [...register.runbooks.values()].filter(
    ({ id, services }) =>
      incident.runbooks.includes(id) ||
      services.some((service) => incident.services.includes(service)),
  );
  const owners = listOwners(incident, register).map(({ name }) => quoteText(name, 80));
  const steps: Record<Clock['kind'], string> = {
    acknowledge:
      'Take it on (`sitrep ack`), and name a commander (`sitrep assign --role commander --to …`).',
    update:
      'Tell those who wait what is known, what is being done, and when the next word comes: `sitrep update`.',
    mitigate:
      'Lessen the harm before looking for the cause: roll back, switch over, or shed load. Then `sitrep mitigate`.',
    resolve:
      'Decide whether more people, a vendor or a workaround are needed. Then `sitrep resolve`; or `sitrep pause --reason …` while only others can go on.',
    postmortem: 'Finish the postmortem, set its `state` to `in-review` and write `submitted`.',
    action: 'Do it and write `done`, or agree on another day with its owner.',
    regulation: 'Send what is demanded, and add an entry that `fulfils` the clock.',
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
    `- \`sitrep sla explain ${incident.id}\` tells the arithmetic.`,
  ].join('\n');
}

import { compareText } from '../../model/text/compare-text.ts';
import {
  compareWorst,
  findStates,
  sayAsOf,
  sayLastRead,
  sayUnread,
  stateWords,
} from '../../model/register/states.ts';
import { findCoverage, formatDayIn, type Coverage } from '../../model/register/coverage.ts';
import { listReminders, type ReminderItem } from '../../automation/remind/reminders.ts';
import { formatDuration } from '../../model/time/duration.ts';
import { foldLines } from '../../model/text/fold-lines.ts';
import { formatInstant, type Instant } from '../../model/time/instant.ts';
import { isLive } from '../../model/register/lifetime.ts';
import {
  type Incident,
  type LastRead,
  type Register,
  type ServiceState,
} from '../../model/register/register.ts';
import { findOnCall } from '../../model/oncall/rotation.ts';
import { formatInZone } from '../../model/time/zone.ts';
import { type Clock } from '../../model/sla/clock.ts';
import { evaluateClocks } from '../../model/sla/evaluate.ts';
import { readTargets } from '../../model/sla/targets.ts';
import { compareUrgency, isPending } from '../../model/sla/urgency.ts';
import { formatIncidents } from './list.ts';

/** Open incidents, on-call and due work at one time. */
export interface Overview {
  live: Incident[];
  /** Services that are affected or in an unknown state, the worst first. */
  states: { service: string; state: ServiceState; incident: string; lastRead?: LastRead }[];
  /** SLA clocks of live incidents that are still running, the most urgent first. */
  deadlines: (Clock & { lastRead?: LastRead })[];
  onCall: { team: string; handle: string; until: Instant }[];
  /** Reminders of one person, or of everybody. */
  due: (ReminderItem & { who: string })[];
  /** Period that the records cover; undefined if there are none yet. */
  coverage: Coverage | undefined;
  person: string | undefined;
}

/** Gathers the overview, for one person if one is given. */
export function gatherOverview(
  register: Register,
  now: Instant,
  person: string | undefined,
): Overview {
  const live = [...register.incidents.values()]
    .filter(isLive)
    .sort((a, b) => (b.firstAt ?? 0) - (a.firstAt ?? 0));
  const targets = readTargets(register, now);
  const deadlines = live
    .flatMap((incident) =>
      evaluateClocks(incident, targets, now).map((clock) => ({ ...clock, ...markRead(incident) })),
    )
    .filter((clock) => isPending(clock) && clock.due !== undefined)
    .sort(compareUrgency);
  const onCall = [...register.teams.values()].flatMap((team) =>
    team.rotation
      ? findOnCall(team, now).map(({ handle, to }) => ({ team: team.id, handle, until: to }))
      : [],
  );
  const due = listReminders(register, now)
    .filter(({ key }) => person === undefined || key === `person/${person}`)
    .flatMap(({ key, items }) =>
      items.map((item) => ({ ...item, who: key.slice(key.indexOf('/') + 1) })),
    )
    .sort((a, b) => compareText(a.due, b.due));
  const states = Array.from(findStates(register, now), ([service, found]) => ({
    service,
    ...found,
    ...markRead(register.incidents.get(found.incident)),
  })).sort((a, b) => compareWorst(a, b) || compareText(a.service, b.service));
  return { live, states, deadlines, onCall, due, coverage: findCoverage(register, now), person };
}

function markRead(incident: Incident | undefined): { lastRead?: LastRead } {
  return incident?.lastRead ? { lastRead: incident.lastRead } : {};
}

/**
 * Formats the overview for a terminal.
 *
 * @param maxLines maximum number of lines of each kind; the others are counted
 */
export function format(
  { live, states, deadlines, onCall, due, person }: Overview,
  register: Register,
  now: Instant,
  maxLines: number,
): string {
  const { settings, people } = register;
  const zone = settings.organisation.timezone;
  const name = (handle: string): string => people.get(handle)?.name ?? handle;
  const [first] = deadlines;
  const overdue = due.filter((item) => item.overdue);
  const soon = due.length - overdue.length;
  const whose = person === undefined ? 'Overdue' : `Overdue for ${name(person)}`;
  return [
    live.length > 0 ? `Open: ${live.length}` : formatNothingOpen(register, now),
    ...(live.length === 0 ? [] : [formatIncidents(live.slice(0, maxLines), settings, now)]),
    ...(live.length > maxLines
      ? [`… and ${live.length - maxLines} more: sitrep list --status live`]
      : []),
    ...(live.length > 0 ? [...formatUnread(register), ...formatLapse(register, now)] : []),
    ...formatStates(states, register, maxLines),
    '',
    first ? `Next SLA target due: ${formatDeadline(first, zone, now)}` : 'No SLA target is due.',
    `On call: ${onCall.map(({ team, handle }) => `${name(handle)} (${team})`).join(', ') || 'nobody'}`,
    overdue.length === 0 ? `${whose}: nothing` : `${whose}: ${overdue.length}`,
    ...overdue
      .slice(0, maxLines)
      .map(
        ({ due: day, kind, title, who }) =>
          `  ${day}  ${kind}  ${foldLines(title)}${person === undefined ? ` (${who})` : ''}`,
      ),
    ...(overdue.length > maxLines
      ? [`  … and ${overdue.length - maxLines} more: sitrep overview --all`]
      : []),
    ...(soon > 0 ? [`Due soon: ${soon}`] : []),
  ].join('\n');
}

function formatDeadline(
  { incident, title, due = 0, state, lastRead }: Overview['deadlines'][number],
  zone: string,
  now: Instant,
): string {
  const distance = formatDuration(Math.abs(due - now));
  const when = due <= now ? `${distance} ago` : `in ${distance}`;
  return `${incident}: ${title}, ${formatInZone(due, zone)} (${zone}), ${when}${state === 'breached' ? ', breached' : ''}${lastRead ? ` (${sayLastRead(lastRead, zone)})` : ''}`;
}

/** Describes the overview as JSON. */
export function describe(
  { live, states, deadlines, onCall, due, coverage, person }: Overview,
  now: Instant,
) {
  return {
    at: formatInstant(now),
    ...(person !== undefined && { for: person }),
    ...(coverage && {
      records: {
        from: formatInstant(coverage.from),
        to: formatInstant(coverage.to),
        current: coverage.isCurrent,
      },
    }),
    open: live.map(({ id, title, status, severity, lastRead }) => ({
      id,
      title,
      status,
      ...(severity !== undefined && { severity }),
      ...(lastRead && { as_of: formatInstant(lastRead.at) }),
    })),
    services: states.map(({ service, state, incident, lastRead }) => ({
      id: service,
      state,
      incident,
      ...(lastRead && { as_of: formatInstant(lastRead.at) }),
    })),
    deadlines: deadlines.map(({ incident, key, title, state, due: at, lastRead }) => ({
      incident,
      key,
      title,
      state,
      ...(at !== undefined && { due: formatInstant(at) }),
      ...(lastRead && { as_of: formatInstant(lastRead.at) }),
    })),
    on_call: onCall.map(({ team, handle, until }) => ({
      team,
      handle,
      until: formatInstant(until),
    })),
    due: due.map(({ who, kind, title, due: day, overdue, path }) => ({
      who,
      kind,
      title,
      due: day,
      overdue,
      path,
    })),
  };
}

/** Formats the line for no open incidents, which says what could not be read and when records end. */
export function formatNothingOpen(register: Register, now: Instant): string {
  const isWhole = register.leftOut.length === 0;
  const isEmpty = isWhole && findCoverage(register, now) === undefined;
  if (isEmpty) return 'No records yet.';
  return [
    isWhole ? 'Nothing is open.' : 'Nothing is open, as far as the records can be read.',
    ...formatUnread(register),
    ...formatLapse(register, now),
  ].join(' ');
}

/** Formats the line that says when records end; empty if they cover now. */
function formatLapse(register: Register, now: Instant): string[] {
  const coverage = findCoverage(register, now);
  if (!coverage || coverage.isCurrent) return [];
  return [`Records end on ${formatDayIn(coverage.to, register.settings.organisation.timezone)}.`];
}

/** Formats the line that says what is unknown because records could not be read; empty if nothing is. */
export function formatUnread({ unread }: Register): string[] {
  const lacking = sayUnread(unread);
  return lacking === undefined ? [] : [`Unknown: ${lacking}.`];
}

/** Formats the line of services that are affected or in an unknown state. */
export function formatStates(
  states: Overview['states'],
  { services, settings }: Register,
  maxLines: number,
): string[] {
  const lines = states.slice(0, maxLines).map(({ service, state, lastRead }) => {
    const asOf = lastRead ? ` (${sayAsOf(lastRead, settings.organisation.timezone)})` : '';
    return `${services.get(service)?.name ?? service}: ${stateWords[state]}${asOf}`;
  });
  const more = states.length > maxLines ? [`… and ${states.length - maxLines} more`] : [];
  return lines.length > 0 ? [`Services: ${[...lines, ...more].join(', ')}`] : [];
}

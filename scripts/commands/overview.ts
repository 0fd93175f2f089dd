import { listReminders, type ReminderItem } from '../plans/reminders.ts';
import { formatDuration } from '../register/duration.ts';
import { foldLines } from '../register/fold-lines.ts';
import { formatInstant, type Instant } from '../register/instant.ts';
import { isLive } from '../register/lifetime.ts';
import type { Incident, Register } from '../register/register.ts';
import { findOnCall } from '../register/rotation.ts';
import { formatInZone } from '../register/zone.ts';
import type { Clock } from '../sla/clock.ts';
import { evaluateClocks } from '../sla/evaluate.ts';
import { readPromises } from '../sla/promises.ts';
import { compareUrgency, isPending } from '../sla/urgency.ts';
import type { Command, ExitStatus } from './command.ts';
import { formatIncidents } from './list.ts';
import { openRegister } from './open.ts';
import { findHandle } from './read-options.ts';

export const overview: Command = {
  name: 'overview',
  summary: 'What is open, the next deadline, who is on call, what is overdue; `sitrep` alone',
  options: [
    { flags: '--for <handle>', description: 'for whom; SITREP_HANDLE when left out' },
    { flags: '--all', description: 'every line, however many there are' },
  ],
  examples: [
    { line: 'sitrep', does: 'how things stand' },
    { line: 'SITREP_HANDLE=msato sitrep', does: 'with what is overdue for you' },
  ],
  async run(context, _values, options): Promise<ExitStatus> {
    const { register, findings } = await openRegister(context);
    const view = look(register, context.now, findHandle(options, 'for'));
    if (context.json) {
      const leftOut = register.leftOut.length;
      context.print(JSON.stringify({ ...describe(view, context.now), leftOut }, null, 2));
    } else
      context.print(format(view, register, context.now, options['all'] === true ? Infinity : 10));
    const errors = findings.filter(({ level }) => level === 'error').length;
    // Without its settings nothing is promised, and times are in another zone: that is no good news.
    if (findings.some(({ level, path }) => level === 'error' && path === 'sitrep.yaml')) {
      context.tell('sitrep.yaml cannot be read in whole: deadlines and time zone may be wrong.');
    }
    if (errors > 0) {
      context.tell(
        `${errors} ${errors === 1 ? 'error' : 'errors'} in the records: see sitrep validate.`,
      );
    }
    return 0;
  },
};

/** How things stand at an instant. */
interface View {
  live: Incident[];
  /** Clocks of live incidents that still count, the most urgent first. */
  deadlines: Clock[];
  onCall: { team: string; handle: string; until: Instant }[];
  /** What is due: of one person, or of everybody. */
  due: (ReminderItem & { who: string })[];
  person: string | undefined;
}

function look(register: Register, now: Instant, person: string | undefined): View {
  const live = [...register.incidents.values()]
    .filter(isLive)
    .sort((a, b) => (b.firstAt ?? 0) - (a.firstAt ?? 0));
  const promises = readPromises(register, now);
  const deadlines = live
    .flatMap((incident) => [...evaluateClocks(incident, promises, now)])
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
    .sort((a, b) => (a.due < b.due ? -1 : a.due > b.due ? 1 : 0));
  return { live, deadlines, onCall, due, person };
}

/** @param most so many lines of each kind; the rest is counted */
function format(
  { live, deadlines, onCall, due, person }: View,
  register: Register,
  now: Instant,
  most: number,
): string {
  const { settings, people } = register;
  const zone = settings.organisation.timezone;
  const name = (handle: string): string => people.get(handle)?.name ?? handle;
  const [first] = deadlines;
  const overdue = due.filter((item) => item.overdue);
  const soon = due.length - overdue.length;
  const whose = person === undefined ? 'Overdue' : `Overdue for ${name(person)}`;
  return [
    live.length > 0
      ? `Open: ${live.length}`
      : register.leftOut.length > 0
        ? 'Nothing is open, as far as the records can be read.'
        : 'Nothing is open.',
    ...(live.length === 0 ? [] : [formatIncidents(live.slice(0, most), settings, now)]),
    ...(live.length > most ? [`… and ${live.length - most} more: sitrep list --status live`] : []),
    '',
    first ? `Next deadline: ${formatDeadline(first, zone, now)}` : 'No deadline is near.',
    `On call: ${onCall.map(({ team, handle }) => `${name(handle)} (${team})`).join(', ') || 'nobody'}`,
    overdue.length === 0 ? `${whose}: nothing` : `${whose}: ${overdue.length}`,
    ...overdue
      .slice(0, most)
      .map(
        ({ due: day, kind, title, who }) =>
          `  ${day}  ${kind}  ${foldLines(title)}${person === undefined ? ` (${who})` : ''}`,
      ),
    ...(overdue.length > most
      ? [`  … and ${overdue.length - most} more: sitrep overview --all`]
      : []),
    ...(soon > 0 ? [`Due soon: ${soon}`] : []),
  ].join('\n');
}

function formatDeadline(
  { incident, title, due = 0, state }: Clock,
  zone: string,
  now: Instant,
): string {
  const distance = formatDuration(Math.abs(due - now));
  const when = due <= now ? `${distance} ago` : `in ${distance}`;
  return `${incident}: ${title}, ${formatInZone(due, zone)} (${zone}), ${when}${state === 'breached' ? ', breached' : ''}`;
}

function describe({ live, deadlines, onCall, due, person }: View, now: Instant) {
  return {
    at: formatInstant(now),
    ...(person !== undefined && { for: person }),
    open: live.map(({ id, title, status, severity }) => ({
      id,
      title,
      status,
      ...(severity !== undefined && { severity }),
    })),
    deadlines: deadlines.map(({ incident, key, title, state, due: at }) => ({
      incident,
      key,
      title,
      state,
      ...(at !== undefined && { due: formatInstant(at) }),
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

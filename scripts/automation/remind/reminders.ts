import { compareText } from '../../model/text/compare-text.ts';
import { day, parseDuration } from '../../model/time/duration.ts';
import { formatDay, parseDay, type Instant } from '../../model/time/instant.ts';
import { expandMaintenance } from '../../model/register/recurrence.ts';
import type { Incident, Register } from '../../model/register/register.ts';
import { findInstant, formatInZone, toWall } from '../../model/time/zone.ts';
import { evaluateClocks } from '../../model/sla/evaluate.ts';
import { readTargets } from '../../model/sla/targets.ts';
import { quoteText } from '../../model/text/quote.ts';
import { listOwners } from '../escalate/notices.ts';

/** One thing that is due. */
export interface ReminderItem {
  kind: 'postmortem' | 'action' | 'runbook' | 'maintenance';
  title: string;
  /** Day on which it is due, or local time at which it begins. */
  due: string;
  overdue: boolean;
  /** Path of the record, relative to the data root. */
  path: string;
}

/** Everything of which one person or team is reminded. */
export interface Reminder {
  /** `person/<handle>` or `team/<id>`. */
  key: string;
  name: string;
  /** Handles of the assignees. */
  people: readonly string[];
  items: readonly ReminderItem[];
}

/** Time before the due day at which reminders start. */
const notice = { postmortem: 3 * day, action: 3 * day, runbook: 7 * day };

/** Lists the reminders: postmortems, action items, reviews of runbooks, and tomorrow's maintenance. */
export function listReminders(register: Register, now: Instant): Reminder[] {
  const found = new Map<string, ReminderItem[]>();
  const add = (recipients: readonly string[], item: ReminderItem): void => {
    for (const key of recipients) found.set(key, [...(found.get(key) ?? []), item]);
  };
  addPostmortems(register, now, add);
  addActions(register, now, add);
  addRunbooks(register, now, add);
  addMaintenance(register, now, add);
  return [...found]
    .sort(([a], [b]) => compareText(a, b))
    .map(([key, items]) => ({
      key,
      ...describeRecipient(key, register),
      items: items.sort((a, b) => compareText(a.due, b.due)),
    }));
}

/** Writes the text of a reminder's issue. It states days, not durations, so it changes only with the records. */
export function writeReminder({ items }: Reminder, files: string | undefined): string {
  const words = {
    postmortem: 'Submit the postmortem for review',
    action: 'Complete the action item',
    runbook: 'Review the runbook',
    maintenance: 'Maintenance begins',
  };
  const lines = items.slice(0, 200).map(({ kind, title, due, overdue, path }) => {
    const name = quoteText(title, 200);
    const link = files === undefined ? name : `[${name}](${files}${path})`;
    return `- ${words[kind]}: ${link}, ${kind === 'maintenance' ? '' : 'due '}${due}${overdue ? ' **(overdue)**' : ''}`;
  });
  return [
    ...lines,
    '',
    'This text follows the records. The issue is closed once nothing is due.',
  ].join('\n');
}

type AddItem = (recipients: readonly string[], item: ReminderItem) => void;

function describeRecipient(
  key: string,
  { people, teams }: Register,
): Pick<Reminder, 'name' | 'people'> {
  const [kind, id = ''] = key.split('/');
  if (kind === 'person') return { name: people.get(id)?.name ?? id, people: [id] };
  const team = teams.get(id);
  return { name: team?.name ?? id, people: team?.manager === undefined ? [] : [team.manager] };
}

function addPostmortems(register: Register, now: Instant, add: AddItem): void {
  const targets = readTargets(register, now);
  const { timezone } = register.settings.organisation;
  for (const incident of register.incidents.values()) {
    const clock = evaluateClocks(incident, targets, now).find(({ kind }) => kind === 'postmortem');
    if (clock?.due === undefined || clock.stopped !== undefined) continue;
    if (clock.due - notice.postmortem > now) continue;
    add(findAuthors(incident, register), {
      kind: 'postmortem',
      title: incident.title,
      due: formatInZone(clock.due, timezone).slice(0, 10),
      overdue: clock.due <= now,
      path: `${incident.path}/postmortem.md`,
    });
  }
}

/** Finds who writes a postmortem: its authors, else the commander, else the teams that own the services. */
function findAuthors(incident: Incident, register: Register): string[] {
  const authors = incident.postmortem?.authors ?? [];
  const { commander } = incident.roles;
  const people = authors.length > 0 ? authors : commander === undefined ? [] : [commander];
  return people.length > 0
    ? people.map((handle) => `person/${handle}`)
    : listOwners(incident, register).map(({ id }) => `team/${id}`);
}

function addActions(register: Register, now: Instant, add: AddItem): void {
  const { timezone } = register.settings.organisation;
  const consider = (
    actions: readonly { title: string; owner?: string; due?: string; done?: string }[],
    path: string,
    fallback: readonly string[],
  ): void => {
    for (const { title, owner, due, done } of actions) {
      const last = due === undefined ? undefined : parseDay(due);
      if (done !== undefined || due === undefined || last === undefined) continue;
      // It can be done until the end of that day.
      const end = findInstant(last + day, timezone);
      if (end - notice.action > now) continue;
      const recipients = owner === undefined ? fallback : [`person/${owner}`];
      add(recipients, { kind: 'action', title, due, overdue: end <= now, path });
    }
  };
  for (const incident of register.incidents.values()) {
    const owners = listOwners(incident, register).map(({ id }) => `team/${id}`);
    const { postmortem } = incident;
    if (postmortem) consider(postmortem.actions, postmortem.path, owners);
  }
  for (const { actions = [], path, owner } of register.problems.values()) {
    consider(actions, path, [nameParty(owner, register)]);
  }
}

function nameParty(id: string, { teams }: Register): string {
  return teams.has(id) ? `team/${id}` : `person/${id}`;
}

function addRunbooks(register: Register, now: Instant, add: AddItem): void {
  for (const { title, owner, reviewed, review_every: every, path } of register.runbooks.values()) {
    const [last, length] = [parseDay(reviewed), parseDuration(every)];
    if (last === undefined || length === undefined) continue;
    const due = last + length;
    if (due - notice.runbook > now) continue;
    const item = {
      kind: 'runbook',
      title,
      due: formatDay(due),
      overdue: due <= now,
      path,
    } as const;
    add([nameParty(owner, register)], item);
  }
}

/** Adds the maintenance that begins before the end of tomorrow. */
function addMaintenance(register: Register, now: Instant, add: AddItem): void {
  const { timezone } = register.settings.organisation;
  const midnight = Math.floor(toWall(now, timezone) / day) * day;
  const end = findInstant(midnight + 2 * day, timezone);
  for (const record of register.maintenance.values()) {
    const [first] = [...expandMaintenance(record, now, end)].filter(
      ({ start }) => start >= now && start < end,
    );
    if (!first) continue;
    const teams = new Set(record.services.flatMap((id) => register.services.get(id)?.team ?? []));
    add(
      [...teams].map((id) => `team/${id}`),
      {
        kind: 'maintenance',
        title: record.title,
        due: formatInZone(first.start, timezone),
        overdue: false,
        path: record.path,
      },
    );
  }
}

import { minute } from '../../model/time/duration.ts';
import { formatInstant, type Instant } from '../../model/time/instant.ts';
import type { Action, Entry } from '../../../schemas/generated/records.ts';
import type { Incident, LogEntry, Register } from '../../model/register/register.ts';
import { suggest } from '../../model/text/suggest.ts';
import { formatInZone } from '../../model/time/zone.ts';

/** A commit of another repository, and what its trailers name. All its words are a stranger's. */
export interface NamingCommit {
  commit: string;
  at: Instant;
  subject: string;
  incidents: readonly string[];
  actions: readonly string[];
}

export interface TrailerPlan {
  /** Entries to append. */
  entries: { commit: string; incident: Incident; id: string; entry: Entry }[];
  /** Actions to mark, in the file of a postmortem or a problem. */
  actions: { commit: string; owner: Owner; action: string; day: string }[];
  /** Trailers whose work was done before. */
  known: number;
  /** Trailers that nothing can be done for, and why. */
  troubles: { commit: string; trailer: string; message: string; help: string }[];
}

/** A record that has actions. */
export interface Owner {
  /** Id of the incident or problem. */
  id: string;
  path: string;
  services: readonly string[];
  actions: readonly Action[];
  /** Id of the incident, where it is one's postmortem. */
  incident?: string;
}

/** What a plan is made against. */
export interface TrailerPlace {
  register: Register;
  /** Name of the other repository. */
  repository: string;
  now: Instant;
  /** Every entry of an incident, in fragments and folded. */
  readLog: (incident: Incident) => readonly LogEntry[];
}

/** Tolerated clock difference between machines. */
const tolerance = 5 * minute;

/**
 * Says what commits of another repository bring: a `change` entry for each incident that one names, and
 * a day for each action that one fixes. What the records hold already is left alone, wherever it stands
 * by now, so a plan made again after it was carried out is empty. It depends on nothing but the commit,
 * so two who carry it out at once write the same.
 *
 * @param commits oldest first
 */
export function planTrailers(
  commits: readonly NamingCommit[],
  { readLog, ...rest }: TrailerPlace,
): TrailerPlan {
  const plan: TrailerPlan = { entries: [], actions: [], known: 0, troubles: [] };
  const logs = new Map<string, readonly LogEntry[]>();
  const place: TrailerPlace = {
    ...rest,
    // Of thousands of commits many name the same incident.
    readLog: (incident) => {
      const log = logs.get(incident.id) ?? readLog(incident).filter(isChange);
      logs.set(incident.id, log);
      return log;
    },
  };
  const planned = new Set<string>();
  for (const commit of commits) {
    if (commit.at > place.now + tolerance) refuseFuture(plan, commit);
    else {
      for (const id of commit.incidents) planEntry(plan, planned, commit, id, place);
      for (const value of commit.actions) planAction(plan, planned, commit, value, place);
    }
  }
  return plan;
}

function refuseFuture(plan: TrailerPlan, { commit, at, incidents, actions }: NamingCommit): void {
  const names = [
    ...incidents.map((value) => `Incident: ${value}`),
    ...actions.map((value) => `Fixes-Action: ${value}`),
  ];
  for (const name of names) {
    const message = `The commit has not happened yet: it is dated ${formatInstant(at)}.`;
    refuse(plan, commit, name, message, 'Run this again then, or write it by hand.');
  }
}

function planEntry(
  plan: TrailerPlan,
  planned: Set<string>,
  { commit, at, subject }: NamingCommit,
  name: string,
  { register, repository, readLog }: TrailerPlace,
): void {
  const incident = findIncident(plan, commit, `Incident: ${name}`, name, register);
  if (!incident) return;
  const id = `${formatInstant(at).replaceAll(/[-:]/g, '')}-change-${commit.slice(0, 12)}`;
  const isKnown = readLog(incident).some(
    (logged) => logged.id === id || namesCommit(logged.entry, commit),
  );
  if (isKnown || planned.has(`${incident.id} ${commit}`)) {
    plan.known++;
    return;
  }
  planned.add(`${incident.id} ${commit}`);
  const note = cleanText(subject);
  const entry: Entry = {
    at: formatInstant(at),
    type: 'change',
    ref: { commit: `${repository}@${commit}` },
    // A subject of signs alone tells nothing.
    ...(/[\p{L}\p{N}]/u.test(note) && { note }),
  };
  plan.entries.push({ commit, incident, id, entry });
}

function isChange({ entry }: LogEntry): boolean {
  return entry.type === 'change';
}

/** Whether an entry tells of the commit, perhaps by a few of its digits, as people write them. */
function namesCommit({ ref }: Entry, commit: string): boolean {
  const digits = ref?.commit?.split('@').at(-1)?.toLowerCase() ?? '';
  return digits.length >= 7 && commit.startsWith(digits);
}

function planAction(
  plan: TrailerPlan,
  planned: Set<string>,
  { commit, at }: NamingCommit,
  value: string,
  { register }: TrailerPlace,
): void {
  const trailer = `Fixes-Action: ${value}`;
  const [name = '', id = '', ...rest] = value.split('/').map((part) => part.trim());
  if (name === '' || id === '' || rest.length > 0) {
    const message = 'It names no action.';
    refuse(plan, commit, trailer, message, 'Write `Fixes-Action: <incident or problem>/<action>`.');
    return;
  }
  const owner = findOwner(plan, commit, trailer, name, register);
  if (!owner) return;
  const action = owner.actions.find((known) => known.id === id);
  if (!action) {
    const names = owner.actions.map((known) => known.id);
    const near = suggest(id, names);
    const help = near ? `Did you mean ${near}?` : `It has ${names.join(', ') || 'none'}.`;
    refuse(plan, commit, trailer, `${owner.path} has no such action.`, help);
  } else if (action.done !== undefined || planned.has(`${owner.id}/${id}`)) plan.known++;
  else {
    planned.add(`${owner.id}/${id}`);
    const day = formatInZone(at, register.settings.organisation.timezone).slice(0, 10);
    plan.actions.push({ commit, owner, action: id, day });
  }
}

function findOwner(
  plan: TrailerPlan,
  commit: string,
  trailer: string,
  name: string,
  register: Register,
): Owner | undefined {
  const problem = register.problems.get(name);
  if (problem) return { ...problem, actions: problem.actions ?? [] };
  const incident = findIncident(plan, commit, trailer, name, register);
  if (!incident) return undefined;
  const { id, services, postmortem } = incident;
  if (postmortem) {
    return { id, path: postmortem.path, services, actions: postmortem.actions, incident: id };
  }
  refuse(plan, commit, trailer, `${id} has no postmortem yet.`, `sitrep postmortem ${id}`);
  return undefined;
}

/** By its whole id or alias: a stranger's words are not completed. */
function findIncident(
  plan: TrailerPlan,
  commit: string,
  trailer: string,
  name: string,
  { incidents, aliases }: Register,
): Incident | undefined {
  const incident = incidents.get(name) ?? incidents.get(aliases.get(name) ?? '');
  if (incident) return incident;
  const near = suggest(name, [...incidents.keys(), ...aliases.keys()]);
  const help = near ? `Did you mean ${near}?` : '`sitrep list` tells which there are.';
  refuse(plan, commit, trailer, 'There is no such incident.', help);
  return undefined;
}

function refuse(
  { troubles }: TrailerPlan,
  commit: string,
  trailer: string,
  message: string,
  help: string,
): void {
  troubles.push({ commit, trailer: cleanLine(trailer, 200), message, help });
}

/** Signs that take room in no font, or that a record may not hold: none of them says anything. */
const unseen = /[\p{C}\p{Z}\s\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\uffa0]+/gu;

/** On one line, without what cannot be seen. */
function cleanLine(text: string, longest: number): string {
  const line = text.replaceAll(unseen, ' ').trim();
  return line.length <= longest
    ? line
    : `${line.slice(0, longest - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}

/** The same without markup, since an entry's note is Markdown. */
function cleanText(text: string): string {
  return cleanLine(text, 300).replaceAll(/[\\`*[\]<&]/g, String.raw`\$&`);
}

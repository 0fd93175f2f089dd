import { minute } from '../../model/time/duration.ts';
import { formatInstant, type Instant } from '../../model/time/instant.ts';
import type { Action, Entry } from '../../../schemas/generated/records.ts';
import type { Incident, LogEntry, Register } from '../../model/register/register.ts';
import { suggest } from '../../model/text/suggest.ts';
import { formatInZone } from '../../model/time/zone.ts';

/** Commit of another repository and the ids in its trailers. None of its text is trusted. */
export interface NamingCommit {
  commit: string;
  at: Instant;
  subject: string;
  incidents: readonly string[];
  actions: readonly string[];
}

/** Changes to the records that commits of another repository ask for. */
export interface TrailerPlan {
  /** Entries to append. */
  entries: { commit: string; incident: Incident; id: string; entry: Entry }[];
  /** Actions to mark as done in the file of a postmortem or a problem. */
  actions: { commit: string; owner: ActionOwner; action: string; day: string }[];
  /** Number of trailers that were already recorded. */
  known: number;
  /** Trailers that cannot be applied, each with the reason. */
  troubles: { commit: string; trailer: string; message: string; help: string }[];
}

/** Record that has actions. */
export interface ActionOwner {
  /** Id of the incident or problem. */
  id: string;
  path: string;
  services: readonly string[];
  actions: readonly Action[];
  /** Id of the incident if the record is a postmortem. */
  incident?: string;
}

/** Records and time for which a plan is made. */
export interface TrailerContext {
  register: Register;
  /** Name of the other repository. */
  repository: string;
  now: Instant;
  /** Reads all entries of an incident, from single files and from `timeline.yaml`. */
  readLog: (incident: Incident) => readonly LogEntry[];
}

/** Tolerated clock difference between machines. */
const tolerance = 5 * minute;

/**
 * Plans what the commits of another repository change: a `change` entry for each incident that a commit
 * names, and the day for each action that it fixes. Facts that the records already have, in any file, are
 * skipped, so a second plan is empty. The plan depends only on the commits, so two simultaneous runs write
 * the same.
 *
 * @param commits oldest first
 */
export function planTrailers(
  commits: readonly NamingCommit[],
  { readLog, ...rest }: TrailerContext,
): TrailerPlan {
  const plan: TrailerPlan = { entries: [], actions: [], known: 0, troubles: [] };
  const logs = new Map<string, readonly LogEntry[]>();
  const place: TrailerContext = {
    ...rest,
    // Thousands of commits may name the same incident.
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
    const message = `The commit is dated in the future: ${formatInstant(at)}.`;
    refuse(
      plan,
      commit,
      name,
      message,
      'Run this again after that time, or write the record by hand.',
    );
  }
}

function planEntry(
  plan: TrailerPlan,
  planned: Set<string>,
  { commit, at, subject }: NamingCommit,
  name: string,
  { register, repository, readLog }: TrailerContext,
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
    // A subject without letters or digits says nothing.
    ...(/[\p{L}\p{N}]/u.test(note) && { note }),
  };
  plan.entries.push({ commit, incident, id, entry });
}

function isChange({ entry }: LogEntry): boolean {
  return entry.type === 'change';
}

/** Checks whether an entry names the commit, possibly by an abbreviated id. */
function namesCommit({ ref }: Entry, commit: string): boolean {
  const digits = ref?.commit?.split('@').at(-1)?.toLowerCase() ?? '';
  return digits.length >= 7 && commit.startsWith(digits);
}

function planAction(
  plan: TrailerPlan,
  planned: Set<string>,
  { commit, at }: NamingCommit,
  value: string,
  { register }: TrailerContext,
): void {
  const trailer = `Fixes-Action: ${value}`;
  const [name = '', id = '', ...rest] = value.split('/').map((part) => part.trim());
  if (name === '' || id === '' || rest.length > 0) {
    const message = 'The trailer does not name an action.';
    refuse(plan, commit, trailer, message, 'Write `Fixes-Action: <incident or problem>/<action>`.');
    return;
  }
  const owner = findOwner(plan, commit, trailer, name, register);
  if (!owner) return;
  const action = owner.actions.find((known) => known.id === id);
  if (!action) {
    const names = owner.actions.map((known) => known.id);
    const near = suggest(id, names);
    const list = names.length === 0 ? 'It has no actions.' : `It has ${names.join(', ')}.`;
    const help = near ? `Did you mean ${near}?` : list;
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
): ActionOwner | undefined {
  const problem = register.problems.get(name);
  if (problem) return { ...problem, actions: problem.actions ?? [] };
  const incident = findIncident(plan, commit, trailer, name, register);
  if (!incident) return undefined;
  const { id, services, postmortem } = incident;
  if (postmortem) {
    return { id, path: postmortem.path, services, actions: postmortem.actions, incident: id };
  }
  refuse(
    plan,
    commit,
    trailer,
    `${id} has no postmortem yet.`,
    `Run \`sitrep postmortem ${id}\` first.`,
  );
  return undefined;
}

/** Finds an incident by its full id or alias. Parts of an id are not accepted from untrusted text. */
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
  const help = near ? `Did you mean ${near}?` : '`sitrep list` lists all ids.';
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

/** Characters that are invisible or that a record must not contain. */
const invisible = /[\p{C}\p{Z}\s\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\uffa0]+/gu;

/** Returns a text on one line, without invisible characters. */
function cleanLine(text: string, maxLength: number): string {
  const line = text.replaceAll(invisible, ' ').trim();
  return line.length <= maxLength
    ? line
    : `${line.slice(0, maxLength - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}

/** Escapes markup too, since an entry's note is Markdown. */
function cleanText(text: string): string {
  return cleanLine(text, 300).replaceAll(/[\\`*[\]<&]/g, String.raw`\$&`);
}

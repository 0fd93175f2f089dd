import { createHash } from 'node:crypto';
import { formatYaml } from '../../model/record/format.ts';
import { writeEntries } from './entries.ts';
import { chooseCandidates, type Group } from './group.ts';
import { matchSignals, type Outcome } from './match.ts';
import { writeRecord } from './opening.ts';
import { readWholeIncident } from '../../edges/disk/load.ts';
import { day, parseDuration } from '../../model/time/duration.ts';
import { formatInstant, type Instant } from '../../model/time/instant.ts';
import type { Entry } from '../../../schemas/generated/records.ts';
import type { Incident, Register } from '../../model/register/register.ts';
import type { Signal } from './senders/signal.ts';
import { hint } from '../../change/entry.ts';
import type { Change, FileChange } from '../../change/change.ts';
import { checkChange } from '../../change/check.ts';
import { prepareIncident } from '../../change/incident.ts';

/** What signals do to the records, and what became of each. */
export interface IntakePlan {
  /** Undefined where nothing is to be written. */
  change?: Change;
  opened: string[];
  /** Incidents that were there and get entries. */
  changed: string[];
  outcomes: { signal: Signal; outcome: Outcome; incident?: string }[];
  /** The register as it is with the change. */
  register: Register;
}

/** Decides what signals do to the records of a data root; nothing is written. */
export function planIntake(
  root: string,
  before: Register,
  signals: readonly Signal[],
  now: Instant,
): IntakePlan {
  const { group_within, reopen_within } = before.settings.intake;
  const windows = [group_within, reopen_within].map((text) => parseDuration(text) ?? 0);
  const candidates = chooseCandidates(before, signals, Math.max(day, ...windows));
  const known = candidates.flatMap((incident) => {
    const files = readWholeIncident(root, before.settings, incident);
    return files ? [{ incident, log: files.log }] : [];
  });
  const matched = matchSignals({ register: before, known, digest }, signals);
  const ids = new Map<Group, string>();
  const files: FileChange[] = [];
  let register = before;
  for (const group of matched.groups) {
    const entries = writeEntries(group, register.settings, now);
    const made = group.incident
      ? append(root, register, group.incident, entries, now)
      : prepareIncident(root, register, { ...writeRecord(group, register), entries }, now);
    files.push(...made.change.files);
    ids.set(group, made.id);
    register = made.register;
    for (const alias of register.incidents.get(made.id)?.aliases ?? []) {
      if (!register.aliases.has(alias)) register.aliases.set(alias, made.id);
    }
  }
  const outcomes = matched.outcomes.map(({ signal, outcome, group }) => {
    const incident = group && (group.incident?.id ?? ids.get(group));
    return { signal, outcome, ...(incident !== undefined && { incident }) };
  });
  const opened = matched.groups.filter(({ incident }) => !incident);
  const changed = matched.groups.filter(({ incident }) => incident);
  const name = (groups: readonly Group[]): string[] => groups.map((one) => ids.get(one) ?? '');
  return {
    ...(files.length > 0 && { change: describe(files, name(opened), name(changed)) }),
    opened: name(opened),
    changed: name(changed),
    outcomes,
    register,
  };
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** One file for all that a batch tells of an incident; the same entries make the same file. */
function append(
  root: string,
  register: Register,
  { id, path }: Incident,
  entries: readonly Entry[],
  now: Instant,
): { change: Pick<Change, 'files'>; id: string; register: Register } {
  const make = (written: readonly Entry[]) => {
    const [first] = written;
    const at = formatInstant(Date.parse(first?.at ?? '')).replaceAll(/[-:]|\.\d+/g, '');
    const name = `${at}-${first?.type ?? 'note'}-${digest(JSON.stringify(written)).slice(0, 8)}`;
    const value = written.length === 1 ? first : written;
    const pointer = written.length === 1 ? '#/$defs/entry' : '';
    const text = `${hint(root, 'timeline', 4, pointer)}${formatYaml(value)}`;
    return { files: [{ path: `${path}/timeline/${name}.yaml`, text }] };
  };
  const wanted = make(entries);
  const checked = checkChange(root, register, wanted, now);
  if (checked.findings.length === 0) return { change: wanted, id, register: checked.register };
  // What cannot follow by now, since somebody wrote otherwise for that instant, is kept as a note.
  const change = make(entries.map(demote));
  return { change, id, register: checkChange(root, register, change, now).register };
}

function demote({ at, by, note, reason, links, alerts }: Entry): Entry {
  return {
    at,
    type: 'note',
    ...(by !== undefined && { by }),
    note: note ?? reason ?? 'An alert changed.',
    ...(links && { links }),
    ...(alerts && { alerts }),
  };
}

function describe(
  files: readonly FileChange[],
  opened: readonly string[],
  changed: readonly string[],
): Change {
  const all = [...opened, ...changed];
  const count = (ids: readonly string[], what: string): string[] =>
    ids.length === 0
      ? []
      : [ids.length === 1 ? `${what} ${ids[0] ?? ''}` : `${what} ${ids.length} incidents`];
  return {
    files,
    message: `Alerts ${[...count(opened, 'open'), ...count(changed, 'tell of')].join(' and ')}`,
    // What is about several goes into the pull request of none of them.
    record: all.length === 1 ? (all[0] ?? '') : 'alerts',
    ...(all.length === 1 && { incident: all[0] ?? '' }),
  };
}

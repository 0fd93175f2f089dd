import { createHash } from 'node:crypto';
import { formatYaml } from '../../model/record/format.ts';
import { buildInputEntry } from '../../model/register/build-entry.ts';
import { buildEntries } from './entries.ts';
import { stateEffects } from './effects.ts';
import { findCandidates, type AlertGroup } from './group.ts';
import { matchSignals, type SignalOutcome } from './match.ts';
import { buildIncidentRecord } from './opening.ts';
import { readWholeIncident } from '../../edges/disk/load.ts';
import { day, parseDuration } from '../../model/time/duration.ts';
import { formatInstant, type Instant } from '../../model/time/instant.ts';
import type { Entry } from '../../../schemas/generated/records.ts';
import type { Incident, Register } from '../../model/register/register.ts';
import type { Signal } from './senders/signal.ts';
import { formatSchemaHint } from '../../change/entry.ts';
import type { Change, FileChange } from '../../change/change.ts';
import { checkChange } from '../../change/check.ts';
import { prepareIncident } from '../../change/incident.ts';

/** The change that signals make to the records, and the outcome of each signal. */
export interface IntakePlan {
  /** Missing if there is nothing to write. */
  change?: Change;
  /** Ids of new incidents. */
  opened: string[];
  /** Ids of recorded incidents that get entries. */
  changed: string[];
  outcomes: { signal: Signal; outcome: SignalOutcome; incident?: string }[];
  /** The register with the change. */
  register: Register;
}

/** Plans the change that signals make to the records of a data root. Writes nothing. */
export function planIntake(
  root: string,
  before: Register,
  signals: readonly Signal[],
  now: Instant,
): IntakePlan {
  const { group_within, reopen_within } = before.settings.intake;
  const windows = [group_within, reopen_within].map((text) => parseDuration(text) ?? 0);
  const candidates = findCandidates(before, signals, Math.max(day, ...windows));
  const known = candidates.flatMap((incident) => {
    const files = readWholeIncident(root, before.settings, incident);
    return files ? [{ incident, log: files.log }] : [];
  });
  const matched = matchSignals({ register: before, known, hash: hashText }, signals);
  const ids = new Map<AlertGroup, string>();
  const files: FileChange[] = [];
  let register = before;
  for (const group of matched.groups) {
    const entries = buildEntries(group, register.settings, now);
    const prepared = group.incident
      ? prepareEntries(root, register, group.incident, entries, now)
      : prepareIncident(
          root,
          register,
          {
            ...buildIncidentRecord(group, register),
            entries: stateEffects(entries, group, register),
          },
          now,
        );
    files.push(...prepared.change.files);
    ids.set(group, prepared.id);
    register = prepared.register;
    for (const alias of register.incidents.get(prepared.id)?.aliases ?? []) {
      if (!register.aliases.has(alias)) register.aliases.set(alias, prepared.id);
    }
  }
  const outcomes = matched.outcomes.map(({ signal, outcome, group }) => {
    const incident = group && (group.incident?.id ?? ids.get(group));
    return { signal, outcome, ...(incident !== undefined && { incident }) };
  });
  const list = (groups: readonly AlertGroup[]): string[] =>
    groups.map((group) => ids.get(group) ?? '');
  const opened = list(matched.groups.filter(({ incident }) => !incident));
  const changed = list(matched.groups.filter(({ incident }) => incident));
  return {
    ...(files.length > 0 && { change: buildChange(files, opened, changed) }),
    opened,
    changed,
    outcomes,
    register,
  };
}

function hashText(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** Builds one file for all entries of an incident in a batch. The same entries give the same file. */
function prepareEntries(
  root: string,
  register: Register,
  { id, path }: Incident,
  entries: readonly Entry[],
  now: Instant,
): { change: Pick<Change, 'files'>; id: string; register: Register } {
  const build = (list: readonly Entry[]) => {
    const [first] = list;
    const at = formatInstant(Date.parse(first?.at ?? '')).replaceAll(/[-:]|\.\d+/g, '');
    const name = `${at}-${first?.type ?? 'note'}-${hashText(JSON.stringify(list)).slice(0, 8)}`;
    const value = list.length === 1 ? first : list;
    const pointer = list.length === 1 ? '#/$defs/entry' : '';
    const text = `${formatSchemaHint(root, 'timeline', 4, pointer)}${formatYaml(value)}`;
    return { files: [{ path: `${path}/timeline/${name}.yaml`, text }] };
  };
  const wanted = build(entries);
  const checked = checkChange(root, register, wanted, now);
  if (checked.findings.length === 0) return { change: wanted, id, register: checked.register };
  // An entry that is no longer valid, because somebody recorded another state for its time, becomes a note.
  const change = build(entries.map(toNote));
  return { change, id, register: checkChange(root, register, change, now).register };
}

function toNote({ at, by, note, reason, links, alerts }: Entry): Entry {
  return {
    ...buildInputEntry(
      'note',
      { at, ...(by !== undefined && { by }) },
      { note: note ?? reason ?? 'An alert changed.' },
    ),
    ...(links && { links }),
    ...(alerts && { alerts }),
  };
}

function buildChange(
  files: readonly FileChange[],
  opened: readonly string[],
  changed: readonly string[],
): Change {
  const all = [...opened, ...changed];
  const describe = (ids: readonly string[], verb: string): string[] =>
    ids.length === 0
      ? []
      : [ids.length === 1 ? `${verb} ${ids[0] ?? ''}` : `${verb} ${ids.length} incidents`];
  return {
    files,
    message: `Alerts ${[...describe(opened, 'open'), ...describe(changed, 'update')].join(' and ')}`,
    // A change of several incidents does not belong to the pull request of one of them.
    record: all.length === 1 ? (all[0] ?? '') : 'alerts',
    ...(all.length === 1 && { incident: all[0] ?? '' }),
  };
}

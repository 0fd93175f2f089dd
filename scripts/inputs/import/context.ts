import type { DraftKind, ImportContext } from './importer.ts';
import type { Loaded } from '../../edges/disk/load.ts';
import type { ImportState } from './state.ts';
import { parseInstant, type Instant } from '../../model/time/instant.ts';

/** Describes the parts of the data root that determine the ids and owners of imported records. */
export function describeRoot(
  { register, files }: Loaded,
  state: ImportState,
): Pick<ImportContext, 'known' | 'taken' | 'owners' | 'imported' | 'page' | 'settings'> {
  const known: Record<DraftKind, Map<string, string>> = {
    incident: new Map(),
    maintenance: new Map(),
    service: new Map(),
    team: new Map(),
    settings: new Map(),
  };
  const taken = { incident: new Set<string>(), maintenance: new Set<string>() };
  const owners = {
    teams: new Set<string>(),
    current: new Map([...register.services.values()].map(({ id, team }) => [id, team])),
    imported: new Map<string, string>(),
  };
  const imported = new Map<string, Instant>();
  // States written before owners were stored have one team, which owns all services.
  const [, team] = [...state.records].find(([name]) => name.startsWith('team ')) ?? [];
  for (const [name, { id, owner = team?.id, imported: first }] of state.records) {
    if (first !== undefined) imported.set(name, first);
    const [kind = '', ...words] = name.split(' ');
    const key = words.join(' ');
    if (!isKind(kind, known)) continue;
    known[kind].set(key, id);
    if (kind === 'service' && owner !== undefined) owners.imported.set(key, owner);
    if (kind === 'incident' || kind === 'maintenance') taken[kind].add(id);
  }
  // A record that was renamed by hand is found by its alias.
  for (const [kind, records] of [
    ['incident', register.incidents],
    ['maintenance', register.maintenance],
    ['service', register.services],
  ] as const) {
    for (const { id, aliases } of records.values()) {
      for (const alias of aliases ?? []) known[kind].set(alias, id);
    }
  }
  // The records themselves know it too, in case the state of the import is lost.
  for (const [kind, records] of [
    ['incident', register.incidents],
    ['maintenance', register.maintenance],
  ] as const) {
    for (const { aliases = [], source } of records.values()) {
      const first = readFirst(source);
      for (const alias of first === undefined ? [] : aliases) {
        const name = `${kind} ${alias}`;
        if (first !== undefined && !imported.has(name)) imported.set(name, first);
      }
    }
  }
  for (const file of files) {
    const [folder = '', name = '', last = ''] = file.split('/');
    if (folder === 'catalog' && name === 'teams') owners.teams.add(last.replace(/\.yaml$/, ''));
    if (folder === 'maintenance') taken.maintenance.add(name.replace(/\.md$/, ''));
    else if (/^\d{4}$/.test(folder)) taken.incident.add(name);
  }
  return { known, taken, owners, imported, page: state.page, settings: register.settings };
}

function readFirst(source: { imported: string | Instant } | undefined): Instant | undefined {
  const imported = source?.imported;
  return typeof imported === 'string' ? parseInstant(imported) : imported;
}

function isKind(kind: string, known: Record<DraftKind, unknown>): kind is DraftKind {
  return Object.hasOwn(known, kind);
}

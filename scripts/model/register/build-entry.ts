import {
  requireEntryShape,
  type EntryField,
  type EntryShape,
  type FieldName,
} from './lifecycle.ts';
import type { Entry } from '../../../schemas/generated/records.ts';
import type { Incident, Register } from './register.ts';
import { listFilings } from './regulations.ts';

/** Values for the fields of an entry. */
export type Given = Partial<Record<FieldName, string | Record<string, string>>>;

/** An entry without its author and time. */
export type Statement = Omit<Entry, 'at' | 'by'>;

/**
 * Builds the entry of a command: its fields in the order of the table, with defaults for those that
 * are missing. `affects` goes last, since any command may have it.
 *
 * @param incident undefined if the entry belongs to a new one
 */
export function buildEntry(
  { type, fields }: EntryShape,
  given: Given,
  register: Register,
  incident: Incident | undefined,
): Statement {
  const values = fields.flatMap((field) => {
    const value = given[field.name] ?? findDefault(field, given, register, incident);
    if (value === undefined) return [];
    return [[field.name, field.kind === 'filing' ? [value] : value]];
  });
  const { affects } = given;
  return {
    type,
    ...(Object.fromEntries(values) as Omit<Statement, 'type'>),
    ...(affects !== undefined && { affects: affects as NonNullable<Entry['affects']> }),
  };
}

/**
 * Builds an entry of an alert or a form, which derives nothing from its incident. The table decides which
 * fields it may have.
 *
 * @throws {Error} if a field does not belong to the type, is missing, or has a value that is not a choice
 */
export function buildInputEntry(
  type: Entry['type'],
  { at, by }: Pick<Entry, 'at' | 'by'>,
  given: Given = {},
): Entry {
  const { fields, required = [] } = requireEntryShape(type);
  const names = new Set<string>(fields.map(({ name }) => name));
  const unknown = Object.keys(given).filter((name) => !names.has(name));
  const needed = fields.filter(
    ({ name, derivedFrom }) => required.includes(name) || derivedFrom === 'incident',
  );
  const missing = needed.flatMap(({ name }) => (given[name] === undefined ? [name] : []));
  const values = fields.flatMap(({ name, default: usual }) => {
    const value = given[name] ?? usual;
    return value === undefined ? [] : [[name, value]];
  });
  const invalid = fields.filter(({ name, choices }) => {
    const value = given[name];
    return choices && typeof value === 'string' && !choices.includes(value);
  });
  const wrong = [...unknown, ...missing, ...invalid.map(({ name }) => name)];
  if (wrong.length > 0) {
    throw new Error(`${type}: wrong or missing ${wrong.join(', ')}. This is a bug in Sitrep.`);
  }
  return {
    at,
    type,
    ...(by !== undefined && { by }),
    ...(Object.fromEntries(values) as Omit<Statement, 'type'>),
  };
}

function findDefault(
  field: EntryField,
  given: Given,
  register: Register,
  incident: Incident | undefined,
): string | undefined {
  if (field.derivedFrom === undefined) return field.default;
  if (field.derivedFrom === 'entry') return deriveFromEntry(field.name, given, register);
  return incident && deriveFromIncident(field.name, given, incident);
}

function deriveFromIncident(
  name: FieldName,
  { severity }: Given,
  incident: Incident,
): string | undefined {
  if (name === 'status') return deriveStatus(incident);
  if (severity === undefined || (name !== 'impact' && name !== 'urgency')) return undefined;
  return incident.severities.at(-1)?.[name];
}

function deriveFromEntry(
  name: FieldName,
  { to, affects }: Given,
  register: Register,
): string | undefined {
  if (name === 'note') return affects && describeEffects(affects);
  return typeof to === 'string' ? deriveEscalationKind(to, register) : undefined;
}

/** Describes effects on services, for an entry that says nothing else. */
function describeEffects(affects: string | Record<string, string>): string {
  if (typeof affects === 'string') return 'Nobody notices the incident.';
  const states = Object.entries(affects).map(([service, state]) => `${service}: ${state}`);
  return `${states.join(', ')}.`;
}

/** Derives the progress that a status update reports from the state of the incident. */
function deriveStatus({ status, milestones }: Incident): NonNullable<Entry['status']> {
  if (status === 'resolved' || status === 'closed') return 'resolved';
  if (status === 'mitigated') return 'monitoring';
  return milestones.identified === undefined ? 'investigating' : 'identified';
}

/** Derives the kind of an escalation from its target: a vendor, a manager, or anybody else. */
function deriveEscalationKind(to: string, { people, teams }: Register): NonNullable<Entry['kind']> {
  const all = [...teams.values()];
  const isOurs = teams.has(to) || people.has(to);
  if (!isOurs && listVendors(all).includes(to)) return 'vendor';
  return all.some(({ manager }) => manager === to) ? 'hierarchical' : 'functional';
}

/** Lists the values that a field can have; undefined if there is no list. */
export function listValues(
  { kind, choices }: Pick<EntryField, 'kind' | 'choices'>,
  { settings, people, teams, runbooks }: Register,
  { impact }: Pick<Given, 'impact'> = {},
  incident?: Incident,
): string[] | undefined {
  const { matrix, roles, severities } = settings;
  const rows = Object.keys(matrix);
  switch (kind) {
    case 'choice':
      return [...(choices ?? [])];
    case 'impact':
      return rows;
    case 'urgency': {
      const row = typeof impact === 'string' && rows.includes(impact) ? impact : rows[0];
      return Object.keys(matrix[row ?? ''] ?? {});
    }
    case 'severity':
      return severities.map(({ id }) => id);
    case 'role':
      return roles.map(({ id }) => id);
    case 'person':
      return [...people.keys()];
    case 'party':
      return [...people.keys(), ...teams.keys(), ...listVendors([...teams.values()])];
    case 'runbook':
      return [...runbooks.keys()];
    case 'regulation':
      return settings.regulations.map(({ id }) => id);
    case 'filing':
      return listFilings(settings.regulations);
    case 'task':
      return incident?.tasks.map(({ id }) => id);
    case 'incident':
    case 'pairs':
    case 'effects':
    case 'text':
      return undefined;
  }
}

function listVendors(teams: readonly { vendors?: { id: string }[] }[]): string[] {
  return teams.flatMap(({ vendors = [] }) => vendors.map(({ id }) => id));
}

/**
 * Parses the text of a field: as pairs or states of services if the field has them; undefined if the
 * text is not valid.
 */
export function parseValue(
  { kind }: Pick<EntryField, 'kind'>,
  text: string,
): string | Record<string, string> | undefined {
  if (kind === 'effects' && text === 'none') return text;
  return kind === 'pairs' || kind === 'effects' ? parsePairs(text) : text;
}

/** Parses `key=value` pairs, separated by commas; undefined if a key or a value is missing. */
function parsePairs(text: string): Record<string, string> | undefined {
  const pairs = text.split(',').map((pair): [string, string] => {
    const [key = '', ...value] = pair.split('=');
    return [key.trim(), value.join('=').trim()];
  });
  return pairs.flat().includes('') ? undefined : Object.fromEntries(pairs);
}

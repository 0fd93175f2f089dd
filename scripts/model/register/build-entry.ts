import type { EntryCommand, EntryField, FieldName } from './lifecycle.ts';
import type { Entry } from '../../../schemas/generated/records.ts';
import type { Incident, Register } from './register.ts';

/** Values that a command was given for the fields of its entry. */
export type Given = Partial<Record<FieldName, string | Record<string, string>>>;

/** An entry without its author and time. */
export type Statement = Omit<Entry, 'at' | 'by'>;

/**
 * Builds the entry of a command: its fields in the order of the table, with defaults for those that
 * are missing. `affects` goes last, since any command may have it.
 */
export function buildEntry(
  { type, fields }: EntryCommand,
  given: Given,
  register: Register,
  incident: Incident,
): Statement {
  const values = fields.flatMap((field) => {
    const value = given[field.name] ?? findDefault(field, given, register, incident);
    return value === undefined ? [] : [[field.name, value]];
  });
  const { affects } = given;
  return {
    type,
    ...(Object.fromEntries(values) as Omit<Statement, 'type'>),
    ...(affects !== undefined && { affects: affects as NonNullable<Entry['affects']> }),
  };
}

function findDefault(
  field: EntryField,
  { to }: Given,
  register: Register,
  incident: Incident,
): string | undefined {
  if (field.isDerived !== true) return field.default;
  if (field.name === 'status') return deriveStatus(incident);
  return typeof to === 'string' ? deriveEscalationKind(to, register) : undefined;
}

/** Derives what an audience is told: as far as the incident is. */
function deriveStatus({ status, milestones }: Incident): NonNullable<Entry['status']> {
  if (status === 'resolved' || status === 'closed') return 'resolved';
  if (status === 'mitigated') return 'monitoring';
  return milestones.identified === undefined ? 'investigating' : 'identified';
}

/** Derives the kind of an escalation from who is called: a vendor, a manager, or anyone else. */
function deriveEscalationKind(to: string, { people, teams }: Register): NonNullable<Entry['kind']> {
  const all = [...teams.values()];
  const isOurs = teams.has(to) || people.has(to);
  if (!isOurs && listVendors(all).includes(to)) return 'vendor';
  return all.some(({ manager }) => manager === to) ? 'hierarchical' : 'functional';
}

/** Lists the names that a field may have; undefined if they are not listed. */
export function listValues(
  { kind, choices }: Pick<EntryField, 'kind' | 'choices'>,
  { settings, people, teams, runbooks }: Register,
  { impact }: Given = {},
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
    case 'incident':
    case 'task':
    case 'pairs':
    case 'text':
      return undefined;
  }
}

function listVendors(teams: readonly { vendors?: { id: string }[] }[]): string[] {
  return teams.flatMap(({ vendors = [] }) => vendors.map(({ id }) => id));
}

/** Parses `key=value` pairs, separated by commas; undefined if a key or a value is missing. */
export function parsePairs(text: string): Record<string, string> | undefined {
  const pairs = text.split(',').map((pair): [string, string] => {
    const [key = '', ...value] = pair.split('=');
    return [key.trim(), value.join('=').trim()];
  });
  return pairs.flat().includes('') ? undefined : Object.fromEntries(pairs);
}

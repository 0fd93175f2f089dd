import { listEffects } from '../../model/register/effects.ts';
import {
  buildEntry,
  listValues,
  parseValue,
  type Given,
  type Statement,
} from '../../model/register/build-entry.ts';
import { affects, type EntryField, type EntryShape } from '../../model/register/lifecycle.ts';
import { formatSecond, type Instant } from '../../model/time/instant.ts';
import { type Entry } from '../../../schemas/generated/records.ts';
import { type Incident, type Register } from '../../model/register/register.ts';
import { suggest } from '../../model/text/suggest.ts';
import { chooseIncident, chooseOnlyLive, refuseUnnamed } from './choose.ts';
import type { EntryKind, EntryValues } from './entry-kinds.ts';
import { Failure, type Context } from '../../session/context.ts';
import { findHandle } from '../../session/options.ts';

/**
 * Finds the incident that a command is about.
 *
 * @throws {Failure} if none or several are meant
 */
export function chooseFor(
  { name, unnamed, fields }: EntryKind,
  register: Register,
  wanted: string | undefined,
  options: EntryValues,
): Incident {
  if (wanted === undefined) {
    if (unnamed === 'none') return refuseUnnamed(register);
    return unnamed === 'only' ? chooseOnlyLive(register) : chooseIncident(register, undefined);
  }
  // In `sitrep note "…"`, the argument is meant as the text.
  const takesNote = fields.some((field) => field.name === 'note');
  if (takesNote && options['note'] === undefined && /\s/.test(wanted.trim())) {
    throw new Failure(
      `No incident is called ${wanted}.`,
      `Put text after --note: sitrep ${name} --note "…"`,
    );
  }
  return chooseIncident(register, wanted);
}

/**
 * Finds the incident into which another is merged. A circle of merges would hide all its incidents.
 *
 * @throws {Failure} if it is the same incident or has been merged too
 */
export function chooseTarget(register: Register, incident: Incident, wanted: string): string {
  const target = chooseIncident(register, wanted);
  if (target.id === incident.id) {
    throw new Failure(
      `Cannot merge ${incident.id} into itself.`,
      'Name another incident with --into.',
    );
  }
  if (target.mergedInto !== undefined) {
    throw new Failure(`${target.id} is already merged.`, `Use --into ${target.mergedInto}.`);
  }
  return target.id;
}

/**
 * Builds the entry that the options of a command line describe.
 *
 * @throws {Failure} if an option cannot be read
 */
export function makeEntry(
  kind: EntryShape,
  { now }: Context,
  options: EntryValues,
  register: Register,
  incident: Incident,
): Entry {
  const given: Given = {};
  for (const field of [...kind.fields, affects]) {
    const value = options[field.name];
    if (typeof value === 'string') given[field.name] = readValue(field, value);
  }
  return signEntry(now, findHandle(options.by), buildEntry(kind, given, register, incident));
}

/** Adds a time and, if known, an author to an entry. */
export function signEntry(
  at: Instant,
  by: string | undefined,
  { type, ...fields }: Statement,
): Entry {
  return { at: formatSecond(at), type, ...(by !== undefined && { by }), ...fields };
}

/**
 * Reads the value of an option that describes a field.
 *
 * @throws {Failure} that shows how to write it
 */
export function readValue(field: EntryField, text: string): string | Record<string, string> {
  const value = parseValue(field, text);
  if (value !== undefined) return value;
  const { name, kind, example = '' } = field;
  throw new Failure(
    `Cannot read \`--${name} ${text}\`.`,
    `Write ${example}${kind === 'effects' ? ', or none' : ''}.`,
  );
}

/**
 * Checks that the people, teams and services of an entry are in the catalog.
 *
 * @throws {Failure} that suggests or lists what is there
 */
export function requireKnown(entry: Entry, register: Register): void {
  const { to, by } = entry;
  const check = (what: string, name: string | undefined, known: readonly string[] = []): void => {
    if (name === undefined || known.length === 0 || known.includes(name)) return;
    const near = suggest(name, known);
    throw new Failure(
      `The catalog has no ${what} ${name}.`,
      near ? `Did you mean ${near}?` : `It has ${listNames(known)}.`,
    );
  };
  check('person', by, listValues({ kind: 'person' }, register));
  check('person, team or vendor', to, listValues({ kind: 'party' }, register));
  for (const [service] of listEffects(entry)) {
    check('service', service, [...register.services.keys()]);
  }
}

/** Lists names on one line, at most twelve. */
export function listNames(names: readonly string[]): string {
  const more = names.length > 12 ? `, and ${names.length - 12} more` : '';
  return `${names.slice(0, 12).join(', ')}${more}`;
}

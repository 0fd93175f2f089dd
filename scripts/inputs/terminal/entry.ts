import { listEffects } from '../../model/register/effects.ts';
import { formatSecond } from '../../model/time/instant.ts';
import { type Entry } from '../../../schemas/generated/records.ts';
import { type Incident, type Register } from '../../model/register/register.ts';
import { suggest } from '../../model/text/suggest.ts';
import { chooseIncident, chooseOnlyLive, refuseUnnamed } from './choose.ts';
import { type EntryKind } from './entry-kinds.ts';
import { Failure, type Context } from '../../session/context.ts';
import { type Values, findHandle } from '../../session/options.ts';

export function chooseFor(
  { name, unnamed, options: known }: EntryKind,
  register: Register,
  wanted: string | readonly string[] | undefined,
  options: Values,
): Incident {
  if (typeof wanted !== 'string') {
    if (unnamed === 'none') return refuseUnnamed(register);
    return unnamed === 'only' ? chooseOnlyLive(register) : chooseIncident(register, undefined);
  }
  // Whoever writes `sitrep note "…"` means the text.
  const takesNote = known.some(({ flags }) => flags.startsWith('--note'));
  if (takesNote && options['note'] === undefined && /\s/.test(wanted.trim())) {
    throw new Failure(
      `No incident is called ${wanted}.`,
      `A text goes behind --note: sitrep ${name} --note "…"`,
    );
  }
  return chooseIncident(register, wanted);
}

/** The incident that goes on; one merged into itself, also in a circle, would be lost to everybody. */
export function chooseTarget(register: Register, incident: Incident, wanted: string): string {
  const target = chooseIncident(register, wanted);
  if (target.id === incident.id) {
    throw new Failure(`--into names ${incident.id} itself.`, 'Name the incident that goes on.');
  }
  if (target.mergedInto !== undefined) {
    throw new Failure(
      `${target.id} is merged itself.`,
      `The one that goes on is ${target.mergedInto}.`,
    );
  }
  return target.id;
}

export function makeEntry(kind: EntryKind, { now }: Context, options: Values): Entry {
  const fields = kind.options.flatMap(({ flags }): [string, string][] => {
    const name = /--([a-z]+)/.exec(flags)?.[1] ?? '';
    const value = options[name];
    return typeof value === 'string' && name !== 'ref' ? [[name, value]] : [];
  });
  const by = findHandle(options);
  const { affects, ref } = options;
  return {
    at: formatSecond(now),
    type: kind.type,
    ...(by !== undefined && { by }),
    ...Object.fromEntries(fields),
    ...(typeof affects === 'string' &&
      ({
        affects:
          affects === 'none'
            ? affects
            : readPairs('affects', affects, 'checkout=degraded,search=operational, or none'),
      } as Pick<Entry, 'affects'>)),
    ...(typeof ref === 'string' && {
      ref: readPairs('ref', ref, 'commit=northwind/checkout@4be1f02'),
    }),
  };
}

function readPairs(flag: string, text: string, example: string): Record<string, string> {
  const pairs = text.split(',').map((pair) => pair.split('='));
  if (pairs.some((pair) => pair.length !== 2 || pair.some((part) => part.trim() === ''))) {
    throw new Failure(`--${flag} ${text} cannot be read.`, `Write ${example}.`);
  }
  return Object.fromEntries(pairs.map(([name = '', value = '']) => [name.trim(), value.trim()]));
}

/** People, teams and services are named as the catalogue has them. */
export function requireKnown(entry: Entry, { people, teams, services }: Register): void {
  const { to, by } = entry;
  const vendors = [...teams.values()].flatMap((team) => (team.vendors ?? []).map(({ id }) => id));
  const parties = [...people.keys(), ...teams.keys(), ...vendors];
  const check = (what: string, name: string | undefined, known: readonly string[]): void => {
    if (name === undefined || known.length === 0 || known.includes(name)) return;
    const near = suggest(name, known);
    throw new Failure(
      `The catalogue knows no ${what} ${name}.`,
      near ? `Did you mean ${near}?` : `It knows ${listNames(known)}.`,
    );
  };
  check('person', by, [...people.keys()]);
  check('person, team or vendor', to, parties);
  for (const [service] of listEffects(entry)) check('service', service, [...services.keys()]);
}

function listNames(names: readonly string[]): string {
  const more = names.length > 12 ? ', …: `catalog/` has them all' : '';
  return `${names.slice(0, 12).join(', ')}${more}`;
}

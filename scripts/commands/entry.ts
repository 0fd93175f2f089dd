import { minute } from '../model/time/duration.ts';
import { listEffects } from '../model/register/effects.ts';
import { formatSecond } from '../model/time/instant.ts';
import type { Entry } from '../../schemas/generated/records.ts';
import type { Incident, Register } from '../model/register/register.ts';
import { suggest } from '../model/text/suggest.ts';
import { formatInZone } from '../model/time/zone.ts';
import type { Prepared } from '../change/entry.ts';
import {
  applyChange,
  deliveryOptions,
  tellDelivered,
  type Delivered,
  type Values,
} from '../change/change.ts';
import { chooseIncident, chooseOnlyLive, refuseUnnamed } from '../inputs/terminal/choose.ts';
import { Failure, type Command, type Context, type ExitStatus } from './command.ts';
import { common, entryKinds, type EntryKind } from '../inputs/terminal/entry-kinds.ts';
import { prepareFromOptions } from '../inputs/terminal/entry-options.ts';
import { openRegister } from '../session/open.ts';
import { findHandle } from '../inputs/terminal/options.ts';

const meant: Record<NonNullable<EntryKind['unnamed']>, string> = {
  newest: '; the newest live incident when left out',
  only: '; may be left out while one alone is live',
  none: '',
};

/** The commands that write one entry each: one file, so that two people never conflict. */
export const entryCommands: readonly Command[] = entryKinds.map((kind) => ({
  name: kind.name,
  summary: kind.summary,
  arguments: [
    {
      name: '[incident]',
      description: `id, alias, or part of one${meant[kind.unnamed ?? 'newest']}`,
    },
  ],
  options: [...kind.options, ...common, ...deliveryOptions],
  examples: [
    {
      line: kind.example,
      does: kind.unnamed === undefined ? 'for the newest live incident, now' : 'now',
    },
    {
      line: `sitrep ${kind.name} 2026-01-14 --at 2026-01-14T09:16:00+01:00 …`,
      does: 'for what happened earlier',
    },
  ],
  run: (context, [wanted], options) => writeEntry(kind, context, wanted, options),
}));

/** Writes one entry of a kind from what the options say. */
export async function writeEntry(
  kind: EntryKind,
  context: Context,
  wanted: string | readonly string[] | undefined,
  options: Values,
): Promise<ExitStatus> {
  const { register, findings } = await openRegister(context);
  const incident = chooseFor(kind, register, wanted, options);
  const entry = makeEntry(kind, context, options);
  if (entry.into !== undefined) entry.into = chooseTarget(register, incident, entry.into);
  requireKnown(entry, register);
  // A few minutes are what clocks differ by.
  if (context.now > Date.now() + 5 * minute) {
    const { timezone } = register.settings.organisation;
    throw new Failure(
      `${formatInZone(context.now, timezone)} (${timezone}) has not come yet.`,
      'What is planned is a task, or `sitrep maintenance plan`.',
    );
  }
  const prepared = prepareFromOptions(context.root, register, incident, entry, context.now);
  const delivered = await applyChange(context, register, prepared.change, options);
  report(context, register, prepared, delivered);
  if (findings.some(({ level, path }) => level === 'error' && path === 'sitrep.yaml')) {
    context.tell('sitrep.yaml has errors: the time zone that is stated may be wrong.');
  }
  if (entry.audience === 'public' && incident.visibility !== 'public') {
    context.tell(
      'The incident is internal, so no public page will show this update; `visibility: public` in incident.md changes that.',
    );
  }
  return 0;
}

function chooseFor(
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
function chooseTarget(register: Register, incident: Incident, wanted: string): string {
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

function makeEntry(kind: EntryKind, { now }: Context, options: Values): Entry {
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
function requireKnown(entry: Entry, { people, teams, services }: Register): void {
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

function report(
  context: Context,
  { settings }: Register,
  { after, entry, path }: Prepared,
  delivered: Delivered,
): void {
  const { id, status, severity } = after;
  if (context.json) {
    const state = { incident: id, status, ...(severity !== undefined && { severity }) };
    const { paths: _paths, removed: _removed, ...rest } = delivered;
    context.print(
      JSON.stringify({ ...state, path, entry, dry_run: context.dryRun, ...rest }, null, 2),
    );
    return;
  }
  const isPaused = after.pauses.some(({ to }) => to === undefined);
  const { timezone } = settings.organisation;
  context.print(
    `${id}: ${entry.type} at ${formatInZone(Date.parse(entry.at), timezone)} (${timezone}); now ${[status, severity, isPaused ? 'paused' : undefined].filter((part) => part !== undefined).join(', ')}`,
  );
  tellDelivered(context, delivered);
}

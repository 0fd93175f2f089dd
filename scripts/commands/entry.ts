import { minute } from '../model/time/duration.ts';
import type { Register } from '../model/register/register.ts';
import { formatInZone } from '../model/time/zone.ts';
import { prepareEntry, type Prepared } from '../change/entry.ts';
import { type Delivered } from '../change/change.ts';
import { type Command } from './command.ts';
import { common, entryKinds, type EntryKind } from '../inputs/terminal/entry-kinds.ts';
import { explainInOptions } from '../inputs/terminal/entry-options.ts';
import { openRegister } from '../session/open.ts';
import { deliveryOptions } from './delivery-options.ts';
import { applyChange, listDelivered } from '../deliver/apply.ts';
import { chooseFor, chooseTarget, makeEntry, requireKnown } from '../inputs/terminal/entry.ts';
import { Failure, type Context } from '../session/context.ts';
import type { CommandResult } from '../session/result.ts';
import { type Values } from '../session/options.ts';

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
): Promise<CommandResult> {
  const { register, findings } = await openRegister(context);
  const incident = chooseFor(kind, register, wanted, options);
  const entry = makeEntry(kind, context, options, register, incident);
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
  const prepared = explainInOptions(register, incident, entry, () =>
    prepareEntry(context.root, register, incident, entry, context.now),
  );
  const delivered = await applyChange(context, register, prepared.change, options);
  if (findings.some(({ level, path }) => level === 'error' && path === 'sitrep.yaml')) {
    context.tell('sitrep.yaml has errors: the time zone that is stated may be wrong.');
  }
  if (entry.audience === 'public' && incident.visibility !== 'public') {
    context.tell(
      'The incident is internal, so no public page will show this update; `visibility: public` in incident.md changes that.',
    );
  }
  return describeEntry(context, register, prepared, delivered);
}

function describeEntry(
  context: Context,
  { settings }: Register,
  { after, entry, path }: Prepared,
  delivered: Delivered,
): CommandResult {
  const { id, status, severity } = after;
  const state = { incident: id, status, ...(severity !== undefined && { severity }) };
  const { paths: _paths, removed: _removed, ...rest } = delivered;
  const isPaused = after.pauses.some(({ to }) => to === undefined);
  const standing = [status, severity, isPaused ? 'paused' : undefined];
  const { timezone } = settings.organisation;
  const at = `${formatInZone(Date.parse(entry.at), timezone)} (${timezone})`;
  return {
    status: 0,
    data: { ...state, path, entry, dry_run: context.dryRun, ...rest },
    text: `${id}: ${entry.type} at ${at}; now ${standing.filter((part) => part !== undefined).join(', ')}`,
    notes: listDelivered(context, delivered),
  };
}

import { minute } from '../model/time/duration.ts';
import type { Register } from '../model/register/register.ts';
import { formatInZone } from '../model/time/zone.ts';
import { prepareEntry, type PreparedEntry } from '../change/entry.ts';
import { type Delivered } from '../change/change.ts';
import { defineCommand, type Command } from './command.ts';
import {
  common,
  entryKinds,
  type EntryKind,
  type EntryValues,
} from '../inputs/terminal/entry-kinds.ts';
import { explainInOptions } from '../inputs/terminal/entry-options.ts';
import { openRegister } from '../session/open.ts';
import { deliveryOptions } from './delivery-options.ts';
import { applyChange, listDelivered, type DeliveryFlags } from '../deliver/apply.ts';
import { chooseFor, chooseTarget, makeEntry, requireKnown } from '../inputs/terminal/entry.ts';
import { Failure, type Context } from '../session/context.ts';
import type { CommandResult } from '../session/result.ts';

const defaults: Record<NonNullable<EntryKind['unnamed']>, string> = {
  newest: '; the newest live incident by default',
  only: '; the live incident by default, if there is only one',
  none: '',
};

/** Commands that write one entry each, to its own file, so that two people never conflict. */
export const entryCommands: readonly Command[] = entryKinds.map((kind) =>
  defineCommand({
    name: kind.name,
    summary: kind.summary,
    arguments: [
      {
        name: '[incident]',
        description: `id, alias, or part of one${defaults[kind.unnamed ?? 'newest']}`,
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
        does: 'for something that happened earlier',
      },
    ],
    run: (context, [wanted], options) => writeEntry(kind, context, wanted, options),
  }),
);

/** Writes the entry that the options of a command line describe. */
export async function writeEntry(
  kind: EntryKind,
  context: Context,
  wanted: string | undefined,
  options: EntryValues & DeliveryFlags,
): Promise<CommandResult> {
  const { register, findings } = await openRegister(context);
  const incident = chooseFor(kind, register, wanted, options);
  const entry = makeEntry(kind, context, options, register, incident);
  if (entry.into !== undefined) entry.into = chooseTarget(register, incident, entry.into);
  requireKnown(entry, register);
  // The clocks of two machines may differ by a few minutes.
  if (context.now > Date.now() + 5 * minute) {
    const { timezone } = register.settings.organisation;
    throw new Failure(
      `${formatInZone(context.now, timezone)} (${timezone}) is in the future.`,
      'For planned work, use a task or `sitrep maintenance plan`.',
    );
  }
  const prepared = explainInOptions(register, incident, entry, () =>
    prepareEntry(context.root, register, incident, entry, context.now),
  );
  const delivered = await applyChange(context, register, prepared.change, options);
  if (findings.some(({ level, path }) => level === 'error' && path === 'sitrep.yaml')) {
    context.tell('sitrep.yaml has errors, so the time zone of the times shown may be wrong.');
  }
  if (entry.audience === 'public' && incident.visibility !== 'public') {
    context.tell(
      'The incident is internal, so no public page will show this update. To change that, write `visibility: public` in incident.md.',
    );
  }
  return describeEntry(context, register, prepared, delivered);
}

function describeEntry(
  context: Context,
  { settings }: Register,
  { after, entry, path }: PreparedEntry,
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

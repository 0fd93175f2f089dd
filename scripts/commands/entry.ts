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
import { applyChange, tellDelivered } from '../deliver/apply.ts';
import { chooseFor, chooseTarget, makeEntry, requireKnown } from '../inputs/terminal/entry.ts';
import { Failure, type Context, type ExitStatus } from '../session/context.ts';
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
): Promise<ExitStatus> {
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

import { resolve } from 'node:path';
import { findHome, readTrailers, type Trailers } from '../../edges/git/trailers.ts';
import { formatInstant, parseDay, type Instant } from '../../model/time/instant.ts';
import { type Register } from '../../model/register/register.ts';
import { parseWhen } from '../../model/time/when.ts';
import { findInstant } from '../../model/time/zone.ts';
import { type Delivered } from '../../change/change.ts';
import { prepareTrailers, type PreparedTrailers } from './change.ts';
import { planTrailers } from './plan.ts';
import { applyChange, listDelivered, type DeliveryFlags } from '../../deliver/apply.ts';
import { Failure, type Context } from '../../session/context.ts';
import { readWholeLog } from '../../session/incident.ts';
import { openRegister } from '../../session/open.ts';
import type { CommandResult } from '../../session/result.ts';

/** Options that choose commits, and how their entries are delivered. */
export interface TrailerOptions extends DeliveryFlags {
  readonly since: string | undefined;
  readonly name: string | undefined;
}

/** Records the incidents and actions that trailers in the commits of another repository name. */
export async function recordTrailers(
  context: Context,
  folder: string,
  options: TrailerOptions,
): Promise<CommandResult> {
  const { register } = await openRegister(context);
  const { root, now } = context;
  const since = readSince(options.since, register, now);
  const found = await readRepository(root, folder, since);
  const name = options.name ?? found.name;
  const plan = planTrailers(found.commits, {
    register,
    repository: name,
    now,
    readLog: (incident) => readWholeLog(context, register, incident),
  });
  const prepared = prepareTrailers(root, register, plan, name, now);
  const isEmpty = prepared.change.files.length === 0;
  const delivered = isEmpty
    ? { paths: [] }
    : await applyChange(context, register, prepared.change, options);
  return {
    status: prepared.troubles.length > 0 ? 1 : 0,
    ...report(context, { ...found, name }, since, prepared, delivered),
  };
}

/** Reads `--since`: a day, an instant, or a time before now. */
function readSince(text = '', register: Register, now: Instant): Instant {
  const { timezone } = register.settings.organisation;
  const day = parseDay(text);
  const since = day === undefined ? parseWhen(text, now, timezone) : findInstant(day, timezone);
  if (since !== undefined) return since;
  throw new Failure(
    text === '' ? '--since is missing.' : `Cannot read \`--since ${text}\` as a time.`,
    'Write --since 2026-01-14, an RFC 3339 instant with an offset, or "7 days ago".',
  );
}

/**
 * Reads the trailers of another repository.
 *
 * @throws {Failure} if it is the repository of the records
 */
async function readRepository(root: string, folder: string, since: Instant): Promise<Trailers> {
  const found = await readTrailers(resolve(folder), since);
  if ('none' in found) {
    throw new Failure(`Cannot read ${folder}: ${found.none}.`, 'Name the folder of a clone.');
  }
  if (found.home !== (await findHome(root))) return found;
  throw new Failure(
    `${folder} is the repository of the records.`,
    'Name a clone of another repository.',
  );
}

/** Describes the recorded trailers, and those that cannot be applied. */
function report(
  context: Context,
  { name, commits, shallow }: Trailers,
  since: Instant,
  { entries, actions, known, troubles }: PreparedTrailers,
  delivered: Delivered,
): Omit<CommandResult, 'status'> {
  const { paths: _paths, ...rest } = delivered;
  const short = (commit: string): string => `${name}@${commit.slice(0, 12)}`;
  const lines = [
    ...entries.map(({ incident, commit, at }) => `${incident}: change ${short(commit)} at ${at}`),
    ...actions.map(
      ({ record, action, day, commit }) =>
        `${record}: action ${action} done on ${day} by ${short(commit)}`,
    ),
    ...troubles.map(
      ({ commit, trailer, message, help }) =>
        `not applied: ${short(commit)} \`${trailer}\`: ${message} ${help}`,
    ),
    `${name}: commits with trailers ${commits.length}, entries ${entries.length}, actions ${actions.length}, already recorded ${known}`,
  ];
  return {
    data: {
      repository: name,
      since: formatInstant(since),
      commits: commits.length,
      shallow,
      entries,
      actions,
      known,
      troubles,
      dry_run: context.dryRun,
      ...rest,
    },
    text: lines.join('\n'),
    notes: [
      ...(shallow ? ['The clone is shallow: older commits may be missing.'] : []),
      ...listDelivered(context, delivered),
    ],
  };
}

import { existsSync, readdirSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { readFolderVersions } from '../edges/git/folder-versions.ts';
import { readHashes } from '../edges/git/hashes.ts';
import { openRepository } from '../edges/git/repository.ts';
import { openCache } from '../edges/disk/cache.ts';
import { openMemory } from '../edges/disk/memory.ts';
import { loadRegister, type Loaded } from '../edges/disk/load.ts';
import { formatInstant } from '../model/time/instant.ts';
import { findStart } from '../model/register/lifetime.ts';
import type { Incident, LeftOut, Register } from '../model/register/register.ts';
import { checkDocument, checkRecord } from '../model/rules/check.ts';
import { findUnreadSettings, isSettingsFile } from '../model/register/settings-file.ts';
import { Failure, nameRoot, type Context } from './context.ts';
import { type LoadOptions } from '../edges/disk/folder.ts';
import { sayOlder, sayUnread } from '../model/register/states.ts';

/** Fails if the data root is not a folder, or if the records are in a folder `incidents` below it. */
export async function requireRoot(context: Pick<Context, 'root'>): Promise<void> {
  const stats = await stat(context.root).catch(() => undefined);
  if (!stats?.isDirectory()) {
    throw new Failure(
      `There is no folder ${context.root}.`,
      'Name the data root with --root, or run this in the folder that contains `incidents/`.',
    );
  }
  const below = join(context.root, 'incidents');
  if (holdsRecords(context.root) || !holdsRecords(below)) return;
  const name = nameRoot(context);
  throw new Failure(
    `There are no records directly in ${name === '' ? 'this folder' : name}.`,
    `Did you mean \`--root ${nameRoot({ root: below })}\`?`,
  );
}

/** Returns true if a folder has settings, a catalog or a year of incidents, as a data root has. */
function holdsRecords(folder: string): boolean {
  const names = existsSync(folder) ? readdirSync(folder) : [];
  return names.some((name) => isSettingsFile(name) || name === 'catalog' || /^\d{4}$/.test(name));
}

/** Chooses how to read the data root: with Git's hashes, if there are any, and the cache of earlier runs. */
export async function chooseLoading(root: string): Promise<LoadOptions & { save(): void }> {
  const repository = await openRepository(root);
  const hashes = 'none' in repository ? undefined : await readHashes(repository);
  const cache = openCache(openMemory(root), 'verdicts');
  return {
    cache,
    // The rules always run, so that all commands can share the cache.
    inspect: { document: checkDocument, record: checkRecord },
    save: () => {
      cache.save();
    },
    ...(hashes && { hashes }),
  };
}

/** Loads the data root for a report on all of it, and warns of everything that is left out. */
export async function openToTell(context: Context): Promise<Loaded> {
  const loaded = await openAsOf(context);
  const { leftOut } = loaded.register;
  if (leftOut.length > 0) context.tell(`${sayLeftOut(leftOut)} \`sitrep validate\` explains why.`);
  const lacking = sayUnread(loaded.register.unread);
  if (lacking !== undefined) context.tell(`Unknown: ${lacking}.`);
  const { incidents, settings } = loaded.register;
  const older = sayOlder(incidents, settings.organisation.timezone);
  if (older !== undefined) context.tell(`Not current: ${older}.`);
  return loaded;
}

/** Explains how many files could not be read. */
export function sayLeftOut(leftOut: readonly LeftOut[]): string {
  const count =
    leftOut.length === 1 ? '1 file was left out.' : `${leftOut.length} files were left out.`;
  const settings = findUnreadSettings(leftOut);
  return settings !== undefined
    ? `${count} ${settings} is one of them, so policies and time zone are the defaults.`
    : count;
}

/** Describes as JSON what is missing from a result: files, and incidents that may be live. */
export function describeLacking({ leftOut, unread, incidents }: Register) {
  const older = [...incidents.values()].flatMap((incident) => describeOlder(incident));
  return {
    left_out: leftOut.length,
    unread: [
      ...older,
      ...unread.map(({ id, services, from }) => ({
        id,
        services,
        ...(from !== undefined && { from: formatInstant(from) }),
      })),
    ],
  };
}

/** Describes an incident that is shown as of a commit, because it cannot be read now. */
function describeOlder(incident: Incident) {
  const { id, services, lastRead } = incident;
  if (!lastRead) return [];
  const from = findStart(incident);
  return [
    {
      id,
      services,
      as_of: formatInstant(lastRead.at),
      commit: lastRead.commit,
      ...(from !== undefined && { from: formatInstant(from) }),
    },
  ];
}

/** Loads all that the data root of this run says, as its files are now. */
export async function openRegister({ root }: Pick<Context, 'root'>): Promise<Loaded> {
  return openWith(root, {});
}

/**
 * Loads the data root of this run as of the instant of `--at`, to be read. A live incident that cannot be
 * read now is as of the last commit in which it could. Its files are not, so nothing may be added to it.
 */
export async function openAsOf({ root, asOf }: Pick<Context, 'root' | 'asOf'>): Promise<Loaded> {
  return openWith(root, {
    ...(asOf !== undefined && { asOf }),
    readVersions: (folder, broken) => readFolderVersions(root, openMemory(root), folder, broken),
  });
}

async function openWith(root: string, more: LoadOptions): Promise<Loaded> {
  await requireRoot({ root });
  const loading = await chooseLoading(root);
  const loaded = await loadRegister(root, { ...loading, ...more });
  loading.save();
  return loaded;
}

import { stat } from 'node:fs/promises';
import { loadRegister } from '../edges/disk/load.ts';
import { packageRoot } from '../edges/disk/package.ts';
import { readDirtyPaths } from '../edges/git/hashes.ts';
import { openRepository, type Repository } from '../edges/git/repository.ts';
import type { Context } from './context.ts';
import { readVersion } from './version.ts';

/** Result of one check: its state, and what to do if that is not good. */
export interface SetupCheck {
  name: string;
  state: 'good' | 'degraded' | 'broken';
  detail: string;
  help?: string;
}

type OpenedRepository = Repository | { none: string };

/** Checks everything that Sitrep needs: its own version, Node.js, Git, the data root and its history. */
export async function checkSetup({ root }: Pick<Context, 'root'>): Promise<SetupCheck[]> {
  const repository = await openRepository(root).catch(() => ({ none: 'no data root' }));
  return [
    { name: 'sitrep', state: 'good', detail: `${readVersion()} in ${packageRoot}` },
    checkNode(process.versions.node),
    await checkGit(repository),
    ...(await checkRoot(root)),
    ...(await checkRepository(repository)),
    checkZones(),
  ];
}

function checkNode(version: string): SetupCheck {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const isSupported = major > 22 || (major === 22 && minor >= 12);
  return {
    name: 'node',
    state: isSupported ? 'good' : 'broken',
    detail: version,
    ...(!isSupported && { help: 'Sitrep needs Node.js 22.12 or newer.' }),
  };
}

async function checkGit(repository: OpenedRepository): Promise<SetupCheck> {
  if ('none' in repository) return { name: 'git', state: 'degraded', detail: repository.none };
  const version = (await repository.git.raw(['--version'])).trim();
  return { name: 'git', state: 'good', detail: version.replace('git version ', '') };
}

async function checkRoot(root: string): Promise<SetupCheck[]> {
  const stats = await stat(root).catch(() => undefined);
  if (!stats?.isDirectory()) {
    return [
      {
        name: 'data root',
        state: 'broken',
        detail: `there is no folder ${root}`,
        help: 'Name it with --root, or run this in the folder that contains `incidents/`.',
      },
    ];
  }
  const { register, files, findings } = await loadRegister(root);
  const { incidents, services, leftOut, settings } = register;
  const counted = `${incidents.size} incidents, ${services.size} services, ${files.length} files in ${root}`;
  const errors = findings.filter(({ level }) => level === 'error').length;
  const isWhole = leftOut.length === 0;
  const hasSettings = files.includes('sitrep.yaml');
  const { name, timezone } = settings.organisation;
  return [
    {
      name: 'data root',
      state: isWhole ? 'good' : 'degraded',
      detail: isWhole ? counted : `${counted}; ${leftOut.length} left out, ${errors} errors`,
      ...(!isWhole && { help: 'Run `sitrep validate` to see what is wrong with them.' }),
    },
    {
      name: 'settings',
      state: hasSettings ? 'good' : 'degraded',
      detail: hasSettings
        ? `sitrep.yaml of ${name}, days in ${timezone}`
        : 'there is no sitrep.yaml: every setting has its default',
      ...(!hasSettings && { help: 'Write sitrep.yaml with at least `organisation: {name: …}`.' }),
    },
  ];
}

async function checkRepository(repository: OpenedRepository): Promise<SetupCheck[]> {
  const unknown = 'when entries were recorded is unknown';
  if ('none' in repository) return [{ name: 'history', state: 'degraded', detail: unknown }];
  const { head, shallow } = repository;
  const dirty = await readDirtyPaths(repository);
  return [
    head === undefined || shallow
      ? {
          name: 'history',
          state: 'degraded',
          detail: `${shallow ? 'the clone is shallow' : 'nothing is committed yet'}: ${unknown}`,
          ...(shallow && { help: 'git fetch --unshallow' }),
        }
      : { name: 'history', state: 'good', detail: `complete, up to ${head.slice(0, 12)}` },
    {
      name: 'work tree',
      state: dirty.length > 0 ? 'degraded' : 'good',
      detail:
        dirty.length > 0
          ? `${dirty.length} files in the data root differ from the commit`
          : 'as committed',
    },
  ];
}

/** Checks that Node.js has the full time zone data, which SLA clocks and periods need. */
function checkZones(): SetupCheck {
  const zones = Intl.supportedValuesOf('timeZone').length;
  return {
    name: 'time zones',
    state: zones > 100 ? 'good' : 'broken',
    detail: `${zones} zones, data of ${process.versions['tz'] ?? 'unknown'}`,
  };
}

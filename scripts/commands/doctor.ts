import { stat } from 'node:fs/promises';
import { readDirtyPaths } from '../edges/git/hashes.ts';
import { openRepository, type Repository } from '../edges/git/repository.ts';
import { packageRoot } from '../edges/disk/package.ts';
import { loadRegister } from '../edges/disk/load.ts';
import type { Command } from './command.ts';
import { formatChecks, type Check } from '../outputs/views/doctor.ts';
import { type Context } from '../session/context.ts';
import { readVersion } from '../session/version.ts';

export const doctor: Command = {
  name: 'doctor',
  summary: 'Say which versions and settings are in force, and what is degraded and why',
  examples: [
    { line: 'sitrep doctor', does: 'look at everything Sitrep needs' },
    { line: 'sitrep doctor --json', does: 'the same for a bug report' },
  ],
  async run(context) {
    const repository = await openRepository(context.root).catch(() => ({ none: 'no data root' }));
    const checks: Check[] = [
      checkSitrep(),
      checkNode(process.versions.node),
      await checkGit(repository),
      ...(await checkRoot(context)),
      ...(await checkRepository(repository)),
      checkZones(),
    ];
    context.print(context.json ? JSON.stringify({ checks }, null, 2) : formatChecks(checks));
    return checks.some(({ state }) => state === 'broken') ? 1 : 0;
  },
};

function checkSitrep(): Check {
  return { name: 'sitrep', state: 'good', detail: `${readVersion()} in ${packageRoot}` };
}

function checkNode(version: string): Check {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const enough = major > 22 || (major === 22 && minor >= 12);
  return {
    name: 'node',
    state: enough ? 'good' : 'broken',
    detail: version,
    ...(!enough && { help: 'Sitrep needs Node.js 22.12 or newer.' }),
  };
}

async function checkGit(repository: Repository | { none: string }): Promise<Check> {
  if ('none' in repository) return { name: 'git', state: 'degraded', detail: repository.none };
  const version = (await repository.git.raw(['--version'])).trim();
  return { name: 'git', state: 'good', detail: version.replace('git version ', '') };
}

async function checkRoot({ root }: Context): Promise<Check[]> {
  const stats = await stat(root).catch(() => undefined);
  if (!stats?.isDirectory()) {
    return [
      {
        name: 'data root',
        state: 'broken',
        detail: `there is no folder ${root}`,
        help: 'Name it with --root, or run this where `incidents/` lies.',
      },
    ];
  }
  const { register, files, findings } = await loadRegister(root);
  const { incidents, services, leftOut, settings } = register;
  const counted = `${incidents.size} incidents, ${services.size} services, ${files.length} files in ${root}`;
  const errors = findings.filter(({ level }) => level === 'error').length;
  const hasSettings = files.includes('sitrep.yaml');
  return [
    {
      name: 'data root',
      state: leftOut.length > 0 ? 'degraded' : 'good',
      detail:
        leftOut.length > 0 ? `${counted}; ${leftOut.length} left out, ${errors} errors` : counted,
      ...(leftOut.length > 0 && { help: '`sitrep validate` tells what is wrong with them.' }),
    },
    {
      name: 'settings',
      state: hasSettings ? 'good' : 'degraded',
      detail: hasSettings
        ? `sitrep.yaml of ${settings.organisation.name}, days in ${settings.organisation.timezone}`
        : 'there is no sitrep.yaml: every setting has its default',
      ...(!hasSettings && { help: 'Write sitrep.yaml with at least `organisation: {name: …}`.' }),
    },
  ];
}

async function checkRepository(repository: Repository | { none: string }): Promise<Check[]> {
  if ('none' in repository) {
    return [
      { name: 'history', state: 'degraded', detail: 'when entries were recorded is unknown' },
    ];
  }
  const { head, shallow } = repository;
  const dirty = await readDirtyPaths(repository);
  const history: Check =
    head === undefined || shallow
      ? {
          name: 'history',
          state: 'degraded',
          detail: shallow
            ? 'the clone is shallow: when entries were recorded is unknown'
            : 'nothing is committed yet: when entries were recorded is unknown',
          ...(shallow && { help: 'git fetch --unshallow' }),
        }
      : { name: 'history', state: 'good', detail: `complete, up to ${head.slice(0, 12)}` };
  const tree: Check = {
    name: 'work tree',
    state: dirty.length > 0 ? 'degraded' : 'good',
    detail:
      dirty.length > 0
        ? `${dirty.length} files below the data root are not committed as they are`
        : 'as committed',
  };
  return [history, tree];
}

/** Clocks and periods need the full time zone data, which a Node built without it lacks. */
function checkZones(): Check {
  const zones = Intl.supportedValuesOf('timeZone').length;
  return {
    name: 'time zones',
    state: zones > 100 ? 'good' : 'broken',
    detail: `${zones} zones, data of ${process.versions['tz'] ?? 'unknown'}`,
  };
}

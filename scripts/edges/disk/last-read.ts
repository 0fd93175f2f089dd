import { hash } from 'node:crypto';
import type { IncidentFiles } from '../../model/register/document.ts';
import type { LeftOut, Settings, UnreadIncident } from '../../model/register/register.ts';
import { cutRestricted } from '../../model/register/restricted.ts';
import type { Instant } from '../../model/time/instant.ts';
import { listBroken } from '../../model/register/states.ts';
import { readFolder, sortFiles, type LoadOptions, type OlderVersion } from './folder.ts';

/**
 * Reads incidents that cannot be read now as of the newest commit in which each could, without their
 * restricted texts. Those without such a commit are missing.
 */
export async function readLastVersions(
  unread: readonly UnreadIncident[],
  leftOut: readonly LeftOut[],
  settings: Settings,
  readVersions: NonNullable<LoadOptions['readVersions']>,
  asOf?: Instant,
): Promise<IncidentFiles[]> {
  const found: IncidentFiles[] = [];
  for (const { path } of unread) {
    const broken = listBroken(leftOut, path);
    for await (const version of readVersions(path, broken)) {
      const files = readVersion(version, settings, asOf);
      if (!files) continue;
      const { commit, at } = version;
      // Its page must not be mistaken for that of the same files when they are readable.
      const digest = hash('sha1', `last-read\n${commit}\n${path}`);
      const lastRead = { commit, at, broken: broken[0] ?? path };
      const incident = { ...files.incident, hash: digest, lastRead };
      found.push(cutRestricted({ ...files, incident }));
      break;
    }
  }
  return found;
}

/** Folds one version of a folder; undefined if one of its files is broken. */
function readVersion(
  { files }: OlderVersion,
  settings: Settings,
  asOf: Instant | undefined,
): IncidentFiles | undefined {
  const [folder] = sortFiles([...files.keys()]).folders;
  if (!folder) return undefined;
  const reads = new Map(
    folder.files.flatMap(({ path }) => {
      const bytes = files.get(path);
      return bytes ? [[path, { bytes }] as const] : [];
    }),
  );
  if (reads.size < folder.files.length) return undefined;
  const zone = settings.organisation.timezone;
  const at = asOf === undefined ? {} : { asOf };
  const run = { root: '', findings: [], leftOut: [], reads, zone, ...at };
  const read = readFolder(run, settings, folder, '');
  return run.leftOut.length === 0 ? read.files : undefined;
}

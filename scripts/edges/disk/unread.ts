import { parseInstant } from '../../model/time/instant.ts';
import { isLive } from '../../model/register/lifetime.ts';
import type { Incident, LeftOut, UnreadIncident } from '../../model/register/register.ts';
import { readBytes } from './bytes.ts';

/** Matches the files that describe an incident and its timeline, and folders that may contain them. */
const inFolder = /^(.+?)(?:\/incident\.md|\/timeline\.yaml|\/timeline(?:\/[^/]+)?)$/;
const folder = /^[0-9]{4}(?:\/[^/]+)?$/;

/**
 * Lists incidents that may be live and have a file that was left out, with the facts found in their
 * raw text: a text that cannot be parsed still names services, times and an end.
 *
 * @param files every file of the data root
 * @param services ids of the catalog
 * @param incidents incidents that could be read, completely or in part
 */
export function listUnreadIncidents(
  root: string,
  leftOut: readonly LeftOut[],
  files: readonly string[],
  services: ReadonlySet<string>,
  incidents: readonly Incident[],
): UnreadIncident[] {
  const broken = groupByFolder(leftOut.map(({ path }) => path));
  if (broken.size === 0) return [];
  const listed = groupByFolder(files);
  const known = new Map(incidents.map((incident) => [incident.path, incident]));
  return [...broken].flatMap(([path, paths]) => {
    const incident = known.get(path);
    // Readable files are already part of the incident; only the others are searched as raw text.
    const read = incident ? paths : [...paths, ...(listed.get(path) ?? [])];
    const texts = [...new Set(read)].sort().map((file) => readRaw(root, file));
    if (!mayBeLive(texts, incident)) return [];
    const from = findFirst(texts) ?? parseInstant(`${nameOf(path).slice(0, 10)}T00:00:00Z`);
    const named = incident
      ? [...incident.services, ...incident.affected.map(({ service }) => service)]
      : texts.flatMap(nameServices);
    const ids = [...new Set(named)].filter((id) => services.has(id)).sort();
    return [{ id: nameOf(path), path, services: ids, ...(from !== undefined && { from }) }];
  });
}

function groupByFolder(paths: readonly string[]): Map<string, string[]> {
  const folders = new Map<string, string[]>();
  for (const path of paths) {
    const name = inFolder.exec(path)?.[1] ?? (folder.test(path) ? path : undefined);
    if (name === undefined) continue;
    const known = folders.get(name);
    if (known) known.push(path);
    else folders.set(name, [path]);
  }
  return folders;
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** Reads the text of a file without its comments; '' if it cannot be read. */
function readRaw(root: string, path: string): string {
  const read = readBytes(root, path);
  if (!('bytes' in read)) return '';
  return new TextDecoder().decode(read.bytes).replaceAll(/^[ \t]*#.*$/gm, '');
}

const types = /(?:^|[{,-])[ \t]*['"]?type['"]?[ \t]*:[ \t]*['"]?([a-z]+)/gm;
const ends = new Set(['resolved', 'closed', 'cancelled', 'merged']);

/** Checks whether the texts lack an end, and the incident is not an exercise or a near miss. */
function mayBeLive(texts: readonly string[], incident: Incident | undefined): boolean {
  const steps = texts
    .flatMap((text) => [...text.matchAll(types)].map(([, type = '']) => type))
    .filter((type) => ends.has(type) || type === 'reopened');
  if (incident && incident.kind !== 'incident') return false;
  if (incident) return isLive(incident) || steps.includes('reopened');
  if (texts.some((text) => /^kind[ \t]*:[ \t]*['"]?(?:exercise|near-miss)/m.test(text)))
    return false;
  return !ends.has(steps.at(-1) ?? '');
}

/** Finds the earliest time of an entry. */
function findFirst(texts: readonly string[]): number | undefined {
  const instants = texts
    .flatMap((text) => [...text.matchAll(/\bat['"]?:[ \t]*['"]?([0-9T:.Z+-]{16,40})/g)])
    .flatMap(([, text = '']) => parseInstant(text) ?? []);
  return instants.length === 0 ? undefined : instants.reduce((a, b) => Math.min(a, b));
}

const stated =
  /([a-z0-9][a-z0-9-]{0,99})['"]?[ \t]*:[ \t]*['"]?(?:operational|degraded|partial-outage|major-outage|maintenance)\b/g;

/** Lists possible ids of services: words of the front matter except its sentences, and names with a state. */
function nameServices(text: string): string[] {
  const [before, front = ''] = text.split(/^---[ \t]*\r?$/m, 2);
  const isRecord = before?.trim() === '' && front !== '';
  const fields = isRecord ? front.replaceAll(/^(?:title|summary)[ \t]*:.*$/gm, '') : '';
  return [
    ...(fields.match(/[a-z0-9][a-z0-9-]*/g) ?? []),
    ...[...text.matchAll(stated)].map(([, id = '']) => id),
  ];
}

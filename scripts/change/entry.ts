import { randomBytes } from 'node:crypto';
import { hasFile } from '../edges/disk/bytes.ts';
import { readWholeIncident } from '../edges/disk/load.ts';
import { formatYaml } from '../model/record/format.ts';
import type { Finding } from '../model/register/finding.ts';
import { formatInstant, type Instant } from '../model/time/instant.ts';
import type { Entry } from '../../schemas/generated/records.ts';
import type { Incident, Register } from '../model/register/register.ts';
import { formatInZone } from '../model/time/zone.ts';
import type { Change, FileChange } from './change.ts';
import { checkChange } from './check.ts';
import { Failure } from '../session/context.ts';

/** An entry that is ready to be written. */
export interface PreparedEntry {
  change: Change;
  entry: Entry;
  /** File of the entry, relative to the data root. */
  path: string;
  /** The incident with the entry. */
  after: Incident;
  register: Register;
}

/** Failure because an entry is invalid, does not fit the earlier ones, or makes one of them invalid. */
export class RefusedEntry extends Failure {
  readonly finding: Finding;

  constructor(finding: Finding) {
    super(finding.message, finding.help);
    this.finding = finding;
  }
}

/**
 * Prepares the file of a new entry, without writing it. Each entry has its own file, so that two people never
 * conflict.
 *
 * @param mark makes the file name unique: 4 to 40 of a–z, 0–9 and `-`. The same mark at the same time gives
 * the same file, so that an entry sent twice is written once
 * @param beside files of the incident as they are on a branch, if they differ from the data root
 * @throws {RefusedEntry} if `validate` would find an error
 */
export function prepareEntry(
  root: string,
  register: Register,
  incident: Incident,
  entry: Entry,
  now: Instant,
  mark = randomBytes(4).toString('hex'),
  beside: readonly FileChange[] = [],
): PreparedEntry {
  const at = formatInstant(now).replaceAll(/[-:]|\.\d+/g, '');
  const path = `${incident.path}/timeline/${at}-${entry.type}-${mark}.yaml`;
  const change: Change = {
    files: [
      {
        path,
        text: `${formatSchemaHint(root, 'timeline', 4, '#/$defs/entry')}${formatYaml(entry)}`,
      },
    ],
    message: `${entry.type}: ${incident.title}`,
    record: incident.id,
    incident: incident.id,
    services: incident.services,
    ...(entry.by !== undefined && { by: entry.by }),
  };
  const { register: after, findings } = checkChange(root, register, change, now, beside);
  const [wrong] = findings;
  if (wrong) {
    const isOwn = wrong.path === path;
    throw new RefusedEntry(isOwn ? wrong : explainConflict(root, register, incident, wrong, path));
  }
  const changed = after.incidents.get(incident.id);
  if (!changed) throw new Failure(`${incident.id} changed while it was read.`, 'Run this again.');
  return { change, entry, path, after: changed, register: after };
}

/** Reports an error in an existing entry as one of the new entry's time, which the user can change. */
function explainConflict(
  root: string,
  { settings }: Register,
  incident: Incident,
  { path, pointer = '', message, ...finding }: Finding,
  own: string,
): Finding {
  const log = readWholeIncident(root, settings, incident)?.log ?? [];
  const unfit = log.find(
    (logged) => logged.path === path && pointer.startsWith(`${logged.pointer}/`),
  );
  const { timezone } = settings.organisation;
  const what = unfit
    ? `the \`${unfit.entry.type}\` of ${formatInZone(unfit.at, timezone)} (${timezone}) would no longer fit`
    : `${path} would be wrong`;
  return {
    ...finding,
    path: own,
    pointer: '/at',
    message: `With this entry, ${what}: ${message}`,
    help: `Give another time, or correct the existing entry first: \`sitrep show ${incident.id}\` lists them.`,
  };
}

/**
 * Formats the line that tells editors the schema of a file; '' if the repository has no schemas.
 *
 * @param depth number of folders between the repository and the file
 */
export function formatSchemaHint(
  root: string,
  schema: string,
  depth: number,
  pointer = '',
): string {
  const file = `schemas/${schema}.schema.json`;
  if (!hasFile(root, `../${file}`)) return '';
  return `# yaml-language-server: $schema=${'../'.repeat(depth)}${file}${pointer}\n`;
}

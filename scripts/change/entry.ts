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
export interface Prepared {
  change: Change;
  entry: Entry;
  /** File of the entry, relative to the data root. */
  path: string;
  /** The incident as it is with the entry. */
  after: Incident;
  register: Register;
}

/** An entry that is wrong, cannot follow on those that are there, or would make one of them wrong. */
export class RefusedEntry extends Failure {
  readonly finding: Finding;

  constructor(finding: Finding) {
    super(finding.message, finding.help);
    this.finding = finding;
  }
}

/**
 * Makes the file of one more entry: one file an entry, so that two people never conflict. Nothing is
 * written yet.
 *
 * @param mark what makes its file name unlike any other, 4 to 40 of a–z, 0–9 and `-`: the same mark at
 * the same instant makes the same file, so that what is sent twice is written once
 * @param beside files of the incident that are not in the data root as they are here: those of a branch
 * @throws {RefusedEntry} where `validate` would find something wrong with it
 */
export function prepareEntry(
  root: string,
  register: Register,
  incident: Incident,
  entry: Entry,
  now: Instant,
  mark = randomBytes(4).toString('hex'),
  beside: readonly FileChange[] = [],
): Prepared {
  const at = formatInstant(now).replaceAll(/[-:]|\.\d+/g, '');
  const path = `${incident.path}/timeline/${at}-${entry.type}-${mark}.yaml`;
  const change: Change = {
    files: [{ path, text: `${hint(root, 'timeline', 4, '#/$defs/entry')}${formatYaml(entry)}` }],
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
    throw new RefusedEntry(isOwn ? wrong : tellUnfit(root, register, incident, wrong, path));
  }
  const changed = after.incidents.get(incident.id);
  if (!changed) throw new Failure(`${incident.id} changed while it was read.`, 'Run this again.');
  return { change, entry, path, after: changed, register: after };
}

/** What no longer fits with an entry is for the entry to mend, and its time to blame. */
function tellUnfit(
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
    help: `Give another time, or correct first what is there: \`sitrep show ${incident.id}\` tells it.`,
  };
}

/**
 * The line that tells editors which schema a file has, where the schemas lie beside the records.
 *
 * @param depth how many folders below the repository the file lies
 */
export function hint(root: string, schema: string, depth: number, pointer = ''): string {
  const file = `schemas/${schema}.schema.json`;
  if (!hasFile(root, `../${file}`)) return '';
  return `# yaml-language-server: $schema=${'../'.repeat(depth)}${file}${pointer}\n`;
}

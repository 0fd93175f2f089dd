import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { formatYaml } from '../importers/format.ts';
import { formatInstant, type Instant } from '../register/instant.ts';
import type { Entry } from '../register/records.ts';
import type { Incident, Register } from '../register/register.ts';
import { formatInZone } from '../register/zone.ts';
import type { Change, FileChange } from './change.ts';
import { checkChange } from './check-change.ts';
import { Failure } from './command.ts';

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

/**
 * Makes the file of one more entry: one file an entry, so that two people never conflict. Nothing is
 * written yet.
 *
 * @param mark what makes its file name unlike any other, 4 to 40 of a–z, 0–9 and `-`: the same mark at
 * the same instant makes the same file, so that what is sent twice is written once
 * @param beside files of the incident that are not in the data root as they are here: those of a branch
 * @throws {Failure} where the entry is wrong, or cannot follow on those that are there
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
  const files = [...beside, ...change.files];
  const { register: after, findings } = checkChange(root, register, { files }, now);
  const first = findings.find((finding) => finding.path === path);
  if (first) {
    const field = first.pointer?.split('/')[1];
    const absent = /(?:entry needs `([a-z]+)`|^`(reason)` is missing)\.$/.exec(first.message);
    const missing = absent?.[1] ?? absent?.[2];
    if (missing !== undefined) {
      const { matrix } = register.settings;
      const rows: Record<string, string[]> = {
        impact: Object.keys(matrix),
        urgency: Object.keys(Object.values(matrix)[0] ?? {}),
      };
      const words = rows[missing];
      throw new Failure(
        `--${missing} is missing.`,
        words ? `Use one of ${words.join(', ')}.` : `\`${entry.type}\` needs it.`,
      );
    }
    // What cannot follow is no fault of an option, and nothing stands there yet that could be taken out.
    if (field === 'type') {
      throw new Failure(first.message, `\`sitrep show ${incident.id}\` tells what came before.`);
    }
    if (/needs a `role` or a `task`/.test(first.message)) {
      const roles = register.settings.roles.map(({ id }) => id).join(', ');
      throw new Failure('--role or --task is missing.', `Use one of ${roles}, or a task’s id.`);
    }
    const { timezone } = register.settings.organisation;
    const zoned = `${formatInZone(Date.parse(entry.at), timezone)} (${timezone})`;
    throw new Failure(
      `${field === 'at' ? `--at ${zoned}: ` : field ? `--${field}: ` : ''}${first.message}`,
      first.help,
    );
  }
  const changed = after.incidents.get(incident.id);
  if (!changed) throw new Failure(`${incident.id} changed while it was read.`, 'Run this again.');
  return { change, entry, path, after: changed, register: after };
}

/**
 * The line that tells editors which schema a file has, where the schemas lie beside the records.
 *
 * @param depth how many folders below the repository the file lies
 */
export function hint(root: string, schema: string, depth: number, pointer = ''): string {
  const file = `schemas/${schema}.schema.json`;
  if (!existsSync(join(root, '..', file))) return '';
  return `# yaml-language-server: $schema=${'../'.repeat(depth)}${file}${pointer}\n`;
}

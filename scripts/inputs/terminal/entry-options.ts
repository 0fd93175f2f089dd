import { findField, type Finding } from '../../model/register/finding.ts';
import type { Instant } from '../../model/time/instant.ts';
import type { Entry } from '../../../schemas/generated/records.ts';
import type { Incident, Register } from '../../model/register/register.ts';
import { formatInZone } from '../../model/time/zone.ts';
import { prepareEntry, RefusedEntry, type Prepared } from '../../change/entry.ts';
import { Failure } from '../../session/context.ts';

/**
 * Makes the file of an entry that options of the command line say.
 *
 * @throws {Failure} where it is wrong: in the words of those options
 */
export function prepareFromOptions(
  root: string,
  register: Register,
  incident: Incident,
  entry: Entry,
  now: Instant,
): Prepared {
  try {
    return prepareEntry(root, register, incident, entry, now);
  } catch (error) {
    throw error instanceof RefusedEntry ? explain(error.finding, register, incident, entry) : error;
  }
}

function explain(finding: Finding, register: Register, { id }: Incident, entry: Entry): Failure {
  const { lacks = [], message, help } = finding;
  if (lacks.length > 0) {
    const options = lacks.map((key) => `--${key}`).join(' or ');
    return new Failure(`${options} is missing.`, listChoices(lacks, register, entry));
  }
  const field = findField(finding);
  // What cannot follow is no fault of an option, and nothing stands there yet that could be taken out.
  if (field === 'type')
    return new Failure(message, `\`sitrep show ${id}\` tells what came before.`);
  const { timezone } = register.settings.organisation;
  const value =
    field === 'at' ? ` ${formatInZone(Date.parse(entry.at), timezone)} (${timezone})` : '';
  return new Failure(field === undefined ? message : `--${field}${value}: ${message}`, help);
}

function listChoices(lacks: readonly string[], { settings }: Register, { type }: Entry): string {
  const { matrix, roles } = settings;
  const rows: Record<string, string> = {
    impact: `${Object.keys(matrix).join(', ')}.`,
    urgency: `${Object.keys(Object.values(matrix)[0] ?? {}).join(', ')}.`,
    role: `${roles.map(({ id }) => id).join(', ')}, or a task’s id.`,
  };
  const words = rows[lacks[0] ?? ''];
  return words === undefined ? `\`${type}\` needs it.` : `Use one of ${words}`;
}

import { findField, type Finding } from '../../model/register/finding.ts';
import type { Entry } from '../../../schemas/generated/records.ts';
import type { Incident, Register } from '../../model/register/register.ts';
import { formatInZone } from '../../model/time/zone.ts';
import { RefusedEntry } from '../../change/entry.ts';
import { Failure } from '../../session/context.ts';

/**
 * Makes a change from an entry that the options of a command line describe.
 *
 * @throws {Failure} if the entry is refused, in the words of those options
 */
export function explainInOptions<T>(
  register: Register,
  incident: Incident,
  entry: Entry,
  prepare: () => T,
): T {
  try {
    return prepare();
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

import { listValues } from '../../model/register/build-entry.ts';
import { findEntryCommand } from '../../model/register/lifecycle.ts';
import { findField, type Finding } from '../../model/register/finding.ts';
import type { Entry } from '../../../schemas/generated/records.ts';
import type { Incident, Register } from '../../model/register/register.ts';
import { formatInZone } from '../../model/time/zone.ts';
import { listNames } from './entry.ts';
import { RefusedEntry } from '../../change/entry.ts';
import { Failure } from '../../session/context.ts';

/**
 * Prepares an entry that the options of a command line describe.
 *
 * @throws {Failure} that names the option if the entry is refused
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

function explain(finding: Finding, register: Register, incident: Incident, entry: Entry): Failure {
  const { lacks = [], message, help } = finding;
  if (lacks.length > 0) {
    const options = lacks.map((key) => `--${key}`).join(' or ');
    return new Failure(`${options} is missing.`, listChoices(lacks, register, incident, entry));
  }
  const field = findField(finding);
  // If the entry is not valid in the current state, no option is wrong.
  if (field === 'type')
    return new Failure(message, `See the timeline: \`sitrep show ${incident.id}\`.`);
  const { timezone } = register.settings.organisation;
  const value =
    field === 'at' ? ` ${formatInZone(Date.parse(entry.at), timezone)} (${timezone})` : '';
  return new Failure(field === undefined ? message : `--${field}${value}: ${message}`, help);
}

function listChoices(
  lacks: readonly string[],
  register: Register,
  incident: Incident,
  entry: Entry,
): string {
  const field = findEntryCommand(entry.type)?.fields.find(({ name }) => name === lacks[0]);
  const names = field && listValues(field, register, entry, incident);
  if (!names || names.length === 0) return `\`${entry.type}\` requires it.`;
  return `Use one of ${listNames(names)}${lacks.includes('task') ? '; or the id of a task' : ''}.`;
}

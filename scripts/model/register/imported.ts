/** The line between what policies judge and what happened before an import. */
import type { Entry, ImportSource } from '../../../schemas/generated/records.ts';
import { parseInstant, type Instant } from '../time/instant.ts';
import { findEnd } from './lifetime.ts';
import type { Incident, RecordSettings } from './register.ts';

type ImportPolicy = Pick<RecordSettings, 'judge_imports'>;

/**
 * Returns the instant after which policies judge an incident: its first import, or -Infinity if they
 * judge all of it.
 */
export function findJudgedFrom(
  { source }: Pick<Incident, 'source'>,
  { judge_imports: judgesAll }: ImportPolicy,
): Instant {
  return judgesAll || !source ? -Infinity : source.imported;
}

/** Checks whether an incident was over when it was imported, so that no policy judges it. */
export function wasOverAtImport(incident: Incident, policy: ImportPolicy): boolean {
  return (findEnd(incident) ?? Infinity) <= findJudgedFrom(incident, policy);
}

/** Checks whether the tool that an incident was imported from wrote an entry. */
export function isImportedEntry(
  { at, id = '' }: Entry,
  { tool, imported }: Pick<ImportSource, 'tool'> & { imported: Instant },
): boolean {
  const instant = parseInstant(at);
  return (instant !== undefined && instant <= imported) || id.startsWith(`${tool}-`);
}

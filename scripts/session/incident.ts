import { readIncident } from '../edges/disk/incident.ts';
import { readWholeIncident } from '../edges/disk/load.ts';
import type { IncidentFiles } from '../model/register/document.ts';
import type { Incident, LogEntry, Register } from '../model/register/register.ts';
import { Failure, type Context } from './context.ts';

/**
 * Reads the files of an incident.
 *
 * @param isWhole whether restricted entries are included
 * @throws {Failure} if its folder has changed since the register was read
 */
export function requireIncidentFiles(
  { root, asOf }: Pick<Context, 'root' | 'asOf'>,
  { settings }: Register,
  incident: Incident,
  isWhole = false,
): IncidentFiles {
  const read = isWhole ? readWholeIncident : readIncident;
  const files = read(root, settings, incident, asOf === undefined ? {} : { asOf });
  if (files) return files;
  throw new Failure(`${incident.id} changed while it was read.`, 'Run this again.');
}

/** Reads every entry of an incident, restricted ones too; none if its folder cannot be read. */
export function readWholeLog(
  { root }: Pick<Context, 'root'>,
  { settings }: Register,
  incident: Incident,
): readonly LogEntry[] {
  return readWholeIncident(root, settings, incident)?.log ?? [];
}

import { findStart } from '../model/register/lifetime.ts';
import { matchRunbooks } from '../model/register/matching-runbooks.ts';
import type { Incident, Register, Runbook } from '../model/register/register.ts';
import { indexSimilar } from '../model/register/similar.ts';
import { readIncident } from '../edges/disk/incident.ts';

/** An earlier, similar incident, and how it was resolved. */
export interface Precedent {
  incident: Incident;
  remedy: string | undefined;
}

/** Finds earlier, similar incidents with their remedies, and the runbooks that match an incident. */
export function findPrecedents(
  root: string,
  register: Register,
  incident: Incident,
): { similar: Precedent[]; runbooks: Runbook[] } {
  const newest = [...register.incidents.values()].sort(
    (a, b) => (findStart(b) ?? 0) - (findStart(a) ?? 0),
  );
  const found = indexSimilar(newest)(incident);
  return {
    similar: found.map((other) => ({ incident: other, remedy: readRemedy(root, register, other) })),
    runbooks: matchRunbooks(register, incident).slice(0, 5),
  };
}

/** Reads how an incident was resolved, with the last note of its mitigation or resolution. */
function readRemedy(root: string, { settings }: Register, incident: Incident): string | undefined {
  const files = readIncident(root, settings, incident);
  const notes = (files?.log ?? [])
    .filter(({ entry }) => entry.type === 'mitigated' || entry.type === 'resolved')
    .flatMap(({ entry }) => entry.note ?? []);
  const words = notes.at(-1)?.replaceAll(/\s+/g, ' ').trim();
  return [incident.resolution, words].filter((part) => part !== undefined).join(': ') || undefined;
}

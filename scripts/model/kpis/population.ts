import { compareText } from '../text/compare-text.ts';
import type { Instant } from '../time/instant.ts';
import type { Incident, Records } from '../register/register.ts';

/** Explains why an incident is never counted; undefined if it is. */
export function explainExclusion({ kind, status }: Incident): string | undefined {
  if (kind === 'exercise') return 'exercise';
  if (kind === 'near-miss') return 'near miss';
  if (status === 'cancelled') return 'false alarm';
  if (status === 'merged') return 'merged into another';
  return undefined;
}

/**
 * Returns the instant by which an incident belongs to a period: its detection, or the nearest
 * equivalent.
 */
export function findDetection({ milestones, firstAt }: Incident): Instant | undefined {
  return milestones.detected ?? milestones.declared ?? milestones.started ?? firstAt;
}

/** Lists every incident that counts, with its detection, by time. */
export function listDetected({ incidents }: Records): { incident: Incident; at: Instant }[] {
  return [...incidents.values()]
    .flatMap((incident) => {
      const at = findDetection(incident);
      return at === undefined || explainExclusion(incident) !== undefined ? [] : [{ incident, at }];
    })
    .sort((a, b) => a.at - b.at || compareText(a.incident.id, b.incident.id));
}

/** Maps each problem to the id of its first incident that counts. */
export function findFirsts(register: Records): Map<string, string> {
  const firsts = new Map<string, string>();
  for (const { incident } of listDetected(register)) {
    const { id, problem } = incident;
    if (problem !== undefined && !firsts.has(problem)) firsts.set(problem, id);
  }
  return firsts;
}

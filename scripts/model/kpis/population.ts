import { compareText } from '../text/compare-text.ts';
import type { Instant } from '../time/instant.ts';
import type { Incident, Register } from '../register/register.ts';

/** Why an incident never enters a figure; undefined where it does. */
export function explainExclusion({ kind, status }: Incident): string | undefined {
  if (kind === 'exercise') return 'exercise';
  if (kind === 'near-miss') return 'near miss';
  if (status === 'cancelled') return 'false alarm';
  if (status === 'merged') return 'merged into another';
  return undefined;
}

/** The instant by which an incident belongs to a period: its detection, or what comes nearest to it. */
export function findDetection({ milestones, firstAt }: Incident): Instant | undefined {
  return milestones.detected ?? milestones.declared ?? milestones.started ?? firstAt;
}

/** Every incident that counts, with its detection, by time. */
export function listDetected({ incidents }: Register): { incident: Incident; at: Instant }[] {
  return [...incidents.values()]
    .flatMap((incident) => {
      const at = findDetection(incident);
      return at === undefined || explainExclusion(incident) !== undefined ? [] : [{ incident, at }];
    })
    .sort((a, b) => a.at - b.at || compareText(a.incident.id, b.incident.id));
}

/** The first incident that counts of each problem, by its id. */
export function findFirsts(register: Register): Map<string, string> {
  const firsts = new Map<string, string>();
  for (const { incident } of listDetected(register)) {
    const { id, problem } = incident;
    if (problem !== undefined && !firsts.has(problem)) firsts.set(problem, id);
  }
  return firsts;
}

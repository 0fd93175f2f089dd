import type { Instant } from '../time/instant.ts';
import type { Action } from '../../../schemas/generated/records.ts';
import type { Incident, Records } from '../register/register.ts';
import { explainExclusion } from './population.ts';

export interface Item {
  id: string;
  action: Action;
  /** For grouping; empty for an action of a problem. */
  incident: { incident?: Incident };
  /** Start of its age: the resolution of its incident. */
  since?: Instant;
}

/** Lists every action item of postmortems and problems, except those of exercises. */
export function listActions({ incidents, problems }: Records): Item[] {
  const ofIncidents = [...incidents.values()]
    .filter((incident) => explainExclusion(incident) === undefined)
    .flatMap((incident) =>
      (incident.postmortem?.actions ?? []).map((action): Item => {
        const { resolved } = incident.milestones;
        return {
          id: `${incident.id}/${action.id}`,
          action,
          incident: { incident },
          ...(resolved !== undefined && { since: resolved }),
        };
      }),
    );
  const ofProblems = [...problems.values()].flatMap(({ id, actions = [] }) =>
    actions.map((action): Item => ({ id: `${id}/${action.id}`, action, incident: {} })),
  );
  return [...ofIncidents, ...ofProblems];
}

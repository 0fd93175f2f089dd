import { wasOverAtImport } from '../register/imported.ts';
import { parseDuration } from '../time/duration.ts';
import { findPolicy } from '../register/policy.ts';
import type { IncidentKpi } from './kpi.ts';
import { findDetection } from './population.ts';

export const updateCadence: IncidentKpi = {
  name: 'update-cadence',
  title: 'Update cadence',
  unit: 'share',
  better: 'higher',
  statistic: 'share',
  subject: 'incident',
  measure(incident, { register }) {
    if (wasOverAtImport(incident, register.settings)) return { excluded: 'over when imported' };
    const { severity, updates, milestones } = incident;
    const detected = findDetection(incident);
    const { resolved } = milestones;
    if (detected === undefined || resolved === undefined) return { missing: 'not resolved' };
    const targets = findPolicy(register.settings, detected)?.targets[severity ?? ''];
    const every = parseDuration(targets?.update ?? '');
    if (every === undefined) return { excluded: 'no target' };
    if (targets?.calendar !== undefined && targets.calendar !== 'always') {
      return { excluded: 'runs in business hours' };
    }
    // The longest silence, from detection through each update to the resolution.
    const instants = [
      detected,
      ...updates.map(({ at }) => at).filter((at) => at > detected && at < resolved),
      resolved,
    ];
    const silent = instants.some(
      (at, index) => index > 0 && at - (instants[index - 1] ?? at) > every,
    );
    return { value: silent ? 0 : 1 };
  },
};

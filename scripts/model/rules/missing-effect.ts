import { hasEffect } from '../register/effects.ts';
import { wasOverAtImport } from '../register/imported.ts';
import { isLive } from '../register/lifetime.ts';
import type { RecordRule } from './rule.ts';

/** Incidents that name services and do not say what users notice. An error once they are over. */
export const missingEffect: RecordRule = {
  name: 'missing-effect',
  level: 'warning',
  scope: 'record',
  *check({ incident, record, log, superseded }, settings) {
    const { kind, status, services } = incident;
    const [service] = services;
    // `missing-timeline` reports an incident without entries.
    if (kind !== 'incident' || service === undefined || log.length === 0) return;
    if (status === 'cancelled' || status === 'merged') return;
    if (wasOverAtImport(incident, settings)) return;
    const counted = log.filter((logged) => !superseded.has(logged));
    if (counted.some(({ entry }) => hasEffect(entry))) return;
    const end = isLive(incident) ? undefined : counted.findLast(({ entry }) => isEnd(entry.type));
    const names = services.map((id) => `\`${id}\``).join(', ');
    const shown = end ? 'the degree stays unknown' : 'shown as affected, degree not stated';
    yield {
      // An alert that clears cannot say the effect: until the incident is closed, there is time to do so.
      ...(end && !end.entry.alerts && { level: 'error' as const }),
      path: end?.path ?? record.path,
      pointer: end?.pointer ?? '/services',
      message: `No entry says what users notice of ${names}: ${shown}.`,
      help: `Add \`--affects ${service}=degraded\`, or \`--affects none\` if nobody notices. In a comment, write \`/affects ${service}=degraded\` or \`/affects none\` first.`,
    };
  },
};

function isEnd(type: string): boolean {
  return type === 'resolved' || type === 'closed';
}

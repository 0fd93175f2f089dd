import { listEffects } from './effects.ts';
import type { Entry } from '../../../schemas/generated/records.ts';

/** Describes an entry beyond its type, on one line. */
export function describeEntry(entry: Entry): string {
  const affects =
    entry.affects === 'none'
      ? ['no effect']
      : listEffects(entry).map(([id, state]) => `${id} ${state}`);
  const target =
    entry.to === undefined ? '' : `${entry.role ?? entry.task ?? entry.kind ?? ''} → ${entry.to}`;
  const details = [
    entry.severity,
    entry.impact && `impact ${entry.impact}, urgency ${entry.urgency ?? ''}`,
    entry.resolution,
    entry.into,
    target,
    entry.status && `[${entry.audience ?? 'internal'}: ${entry.status}]`,
    entry.ref && Object.values(entry.ref).join(', '),
    entry.runbook,
    entry.outcome,
    entry.regulation,
    entry.fulfils?.join(', '),
    affects.join(', '),
    entry.reason,
    entry.note?.replaceAll(/\s+/g, ' ').trim(),
    entry.assumed && `assumed: ${entry.assumed}`,
  ];
  return details.filter((detail) => detail !== undefined && detail !== '').join('; ');
}

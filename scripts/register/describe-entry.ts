import type { Entry } from './records.ts';

/** Describes an entry beyond its type, on one line. */
export function describeEntry(entry: Entry): string {
  const affects = Object.entries(entry.affects ?? {}).map(([id, state]) => `${id} ${state}`);
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
    entry.fulfils?.join(', '),
    affects.join(', '),
    entry.reason,
    entry.note?.replaceAll(/\s+/g, ' ').trim(),
  ];
  return details.filter((detail) => detail !== undefined && detail !== '').join('; ');
}

// Values of fields that have only a few; a test compares these lists with the schemas.

/** Channels by which an incident is reported. */
export const channels = ['monitoring', 'help-desk', 'user-report', 'partner', 'internal'] as const;

/** Groups that may read an entry. */
export const audiences = ['internal', 'public', 'restricted'] as const;

/** States of an incident that a status update announces. */
export const updateStatuses = ['investigating', 'identified', 'monitoring', 'resolved'] as const;

/** Ways in which an incident is resolved. */
export const resolutions = [
  'fixed',
  'workaround',
  'rolled-back',
  'third-party',
  'no-fault-found',
] as const;

/** Effects of planned work on users. */
export const maintenanceImpacts = ['none', 'degraded', 'partial-outage', 'major-outage'] as const;

/** Kinds of escalation: to specialists, up the line, or to a supplier. */
export const escalationKinds = ['functional', 'hierarchical', 'vendor'] as const;

/** Results of following a runbook. */
export const runbookOutcomes = ['worked', 'wrong', 'missing'] as const;

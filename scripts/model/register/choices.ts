// Allowed values of fields with few of them; a test compares these lists with the schemas.

/** Channels through which an incident is reported. */
export const channels = ['monitoring', 'help-desk', 'user-report', 'partner', 'internal'] as const;

/** Audiences of an entry. */
export const audiences = ['internal', 'public', 'restricted'] as const;

/** States that an entry can give a service. */
export const statedStates = [
  'operational',
  'degraded',
  'partial-outage',
  'major-outage',
  'maintenance',
] as const;

/** Progress that a status update reports. */
export const updateStatuses = ['investigating', 'identified', 'monitoring', 'resolved'] as const;

/** Ways in which an incident ends. */
export const resolutions = [
  'fixed',
  'workaround',
  'rolled-back',
  'third-party',
  'no-fault-found',
] as const;

/** Effect of planned work on users. */
export const maintenanceImpacts = ['none', 'degraded', 'partial-outage', 'major-outage'] as const;

/** Kinds of escalation: to specialists, up the line, or to a supplier. */
export const escalationKinds = ['functional', 'hierarchical', 'vendor'] as const;

/** Results of following a runbook. */
export const runbookOutcomes = ['worked', 'wrong', 'missing'] as const;

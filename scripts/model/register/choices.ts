// What may stand in a field that has few values; a test holds these lists to the schemas.

/** How an incident reaches us. */
export const channels = ['monitoring', 'help-desk', 'user-report', 'partner', 'internal'] as const;

/** Who may read an entry. */
export const audiences = ['internal', 'public', 'restricted'] as const;

/** What an update says of how far it is. */
export const updateStatuses = ['investigating', 'identified', 'monitoring', 'resolved'] as const;

/** How an incident ended. */
export const resolutions = [
  'fixed',
  'workaround',
  'rolled-back',
  'third-party',
  'no-fault-found',
] as const;

/** What users notice of planned work. */
export const maintenanceImpacts = ['none', 'degraded', 'partial-outage', 'major-outage'] as const;

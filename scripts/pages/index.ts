/** The site's read model: everything its pages may know. */
export type { Edition } from '../edition/cut.ts';
export type { Document, IncidentFiles } from '../register/document.ts';
export type { PostmortemRecord } from '../register/records.ts';
export type { LogEntry, Incident, ServiceState, Status } from '../register/register.ts';
export { formatValue } from '../kpis/format.ts';
export { formatDuration } from '../register/duration.ts';
export { formatDay, formatInstant, parseInstant } from '../register/instant.ts';
export { isLive } from '../register/lifetime.ts';
export { formatInZone } from '../register/zone.ts';
export * from './actions.ts';
export * from './address.ts';
export * from './home.ts';
export * from './incident.ts';
export * from './incidents.ts';
export * from './kpis.ts';
export * from './records.ts';
export * from './sla.ts';
export * from './state.ts';

/** Makes the data of the site's pages. */
// Markup imports this file alone: types of data, and functions that format it. `routes.ts` makes the data
// from an edition; nothing here leads to an edition or a register.
export {
  formatInterval,
  formatP90,
  formatValue,
  sayUnknown,
  statisticNames,
} from '../../model/kpis/format.ts';
export { stateWords, joinDays, type DayState } from '../../model/register/states.ts';
export { formatDuration } from '../../model/time/duration.ts';
export { formatDay, formatInstant } from '../../model/time/instant.ts';
export type { ActionRow, ActionsPage } from './actions.ts';
export { findPage, relate } from './address.ts';
export type { SiteFrame } from './frame.ts';
export type { GuidePage, HandbookIndexPage } from './handbook.ts';
export type { HomePage, ServiceStrip } from './home.ts';
export type { IncidentPage } from './incident-page.ts';
export type { IncidentRow, IncidentsPage, YearPage } from './incidents.ts';
export type { KpiFigure, KpiPage, KpisPage } from './kpis.ts';
export type { LeftOutPage } from './left-out.ts';
export { formatLength } from './length.ts';
export type { LinkRow } from './links.ts';
export type { MaintenanceListPage, MaintenancePage } from './maintenance.ts';
export type { PostmortemPage, PostmortemsPage } from './postmortems.ts';
export type { ProblemPage, ProblemsPage } from './problems.ts';
export type { ReportPage, ReportsPage } from './reports.ts';
export type { RunbookPage, RunbooksPage } from './runbooks.ts';
export type { ServicePage, ServicesPage } from './services.ts';
export { formatMargin, type ClockRow, type SlaPage } from './sla.ts';
export type { FailedPage } from './source.ts';
export type { TeamPage } from './teams.ts';
export type { EntryDetails, Timeline } from './timeline.ts';

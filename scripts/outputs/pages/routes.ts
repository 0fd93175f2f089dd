import { listActionsPage } from './actions.ts';
import { listFailures, type PageDraft, type Route } from './draft.ts';
import { listGuidePages, listHandbookIndex } from './handbook.ts';
import { listHomePage } from './home.ts';
import { listIncidentPages } from './incident-page.ts';
import { listIncidentsPage, listYearPages } from './incidents.ts';
import { listKpiPages, listKpisPage } from './kpis.ts';
import { listLeftOutPage } from './left-out.ts';
import { listMaintenancePage, listMaintenancePages } from './maintenance.ts';
import { listPostmortemPages, listPostmortemsPage } from './postmortems.ts';
import { listProblemPages, listProblemsPage } from './problems.ts';
import { listReportPages, listReportsPage } from './reports.ts';
import { listRunbookPages, listRunbooksPage } from './runbooks.ts';
import { listServicePages, listServicesPage } from './services.ts';
import { listSlaPage } from './sla.ts';
import type { PageSource } from './source.ts';
import { listTeamPages } from './teams.ts';

/** The function that lists the pages of each route: `incidents/[id]` for `site/src/pages/incidents/[id].astro`. */
export const routes: Readonly<Record<string, Route<object>>> = {
  '404': () => [{ page: '/404.html', load: () => ({}) }],
  'actions/index': listActionsPage,
  'handbook/[...id]': listGuidePages,
  'handbook/index': listHandbookIndex,
  'incidents/[id]': listIncidentPages,
  'incidents/index': listIncidentsPage,
  'incidents/years/[year]': listYearPages,
  index: listHomePage,
  'kpi/[name]': listKpiPages,
  'kpi/index': listKpisPage,
  'left-out/index': listLeftOutPage,
  'maintenance/[id]': listMaintenancePages,
  'maintenance/index': listMaintenancePage,
  'postmortems/[id]': listPostmortemPages,
  'postmortems/index': listPostmortemsPage,
  'problems/[id]': listProblemPages,
  'problems/index': listProblemsPage,
  'reports/[id]': listReportPages,
  'reports/index': listReportsPage,
  'runbooks/[id]': listRunbookPages,
  'runbooks/index': listRunbooksPage,
  'services/[id]': listServicePages,
  'services/index': listServicesPage,
  'sla/index': listSlaPage,
  'teams/[id]': listTeamPages,
};

/** A page with the route that its markup belongs to. */
export interface RoutedDraft extends PageDraft {
  route: string;
}

/**
 * Lists every page of the site, each with no more than its own data. An error while the pages of a route
 * are listed becomes a page that fails when it is loaded, so that the others are built.
 */
export function* listPages(source: PageSource): Generator<RoutedDraft> {
  for (const [route, list] of Object.entries(routes)) {
    try {
      for (const draft of list(source)) yield { ...draft, route };
    } catch (error) {
      yield failDraft(route, `/${route.replace(/(?:^|\/)index$/, '')}/`.replace('//', '/'), error);
    }
  }
  for (const [page, error] of listFailures(source.edition)) yield failDraft('', page, error);
}

function failDraft(route: string, page: string, error: unknown): RoutedDraft {
  return {
    route,
    page,
    load() {
      throw error;
    },
  };
}

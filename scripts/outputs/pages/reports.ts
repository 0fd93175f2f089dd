import type { Report } from '../../model/register/register.ts';
import { findPage } from './address.ts';
import type { Route } from './draft.ts';

/** The page of a report. */
export interface ReportPage {
  page: string;
  report: Report;
  /** Names of its authors. */
  authors: string[];
  /** Its text as HTML. */
  text: string;
}

/** Lists the page of each report. */
export const listReportPages: Route<ReportPage> = (source) => {
  const { reports, people } = source.edition.register;
  return Array.from(reports.values(), (report) => {
    const page = findPage('report', report.id);
    return {
      page,
      load() {
        const text = source.readText(report.path)?.body ?? '';
        return {
          page,
          report,
          authors: report.authors.map((handle) => people.get(handle)?.name ?? handle),
          text: source.renderMarkdown(text, report.path, page, 2),
        };
      },
    };
  });
};

/** The page of all reports. */
export interface ReportsPage {
  reports: Report[];
}

/** Lists the page of all reports, the newest first. */
export const listReportsPage: Route<ReportsPage> = ({ edition }) => [
  {
    page: '/reports/',
    load: () => ({ reports: [...edition.register.reports.values()].reverse() }),
  },
];

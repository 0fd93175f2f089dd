import { findPage } from './address.ts';
import type { Route } from './draft.ts';

/** A page of the handbook. */
export interface GuidePage {
  page: string;
  title: string;
  /** Name of the rule that it explains. */
  rule?: string;
  /** Its text as HTML. */
  text: string;
}

/** Lists the pages of the handbook. */
export const listGuidePages: Route<GuidePage> = (source) =>
  source.handbook.map((entry) => {
    const { id, title, group, text } = entry;
    const page = findPage('handbook', id);
    return {
      page,
      key: source.keyOf(entry),
      load: () => ({
        page,
        title,
        ...(group === 'Rules' && { rule: id.replace(/^rule-/, '') }),
        text: source.renderMarkdown(text, 'handbook.md', page, 2),
      }),
    };
  });

/** The contents of the handbook. */
export interface HandbookIndexPage {
  groups: {
    name: string;
    /** `code` is the name that the rule, KPI or importer has in the code. */
    guides: { page: string; title: string; code?: string }[];
  }[];
}

/** Lists the page with the contents of the handbook. */
export const listHandbookIndex: Route<HandbookIndexPage> = ({ handbook }) => [
  {
    page: '/handbook/',
    load: () => ({
      groups: [...Map.groupBy(handbook, ({ group }) => group)].map(([name, entries]) => ({
        name,
        guides: entries.map(({ id, title }) => ({
          page: findPage('handbook', id),
          title,
          ...(/^(?:rule|kpi|import)-/.test(id) && { code: id.replace(/^[a-z]+-/, '') }),
        })),
      })),
    }),
  },
];

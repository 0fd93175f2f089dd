import type { Edition } from '../../model/edition/cut.ts';
import { computeKpis, type Figure, type KpiResult } from '../../model/kpis/compute.ts';
import { formatValue, sayUnknown } from '../../model/kpis/format.ts';
import type { Instant } from '../../model/time/instant.ts';
import { formatInZone } from '../../model/time/zone.ts';
import { findPage } from './address.ts';
import type { Route } from './draft.ts';
import type { PageSource } from './source.ts';

/** Length of time that the figures of the site cover. */
export const reach = 365 * 86_400_000;

/** A KPI over the last year. */
export interface KpiFigure extends Omit<KpiResult, 'rows' | 'groups'> {
  from: Instant;
  to: Instant;
  /** The values behind the figure, ascending, for the strip plot. */
  values: number[];
  /** Month by month, oldest first; a month without a value has no mean. */
  months: { month: string; figure: Figure }[];
  /** The newest rows; `count` is how many there are in all. */
  rows: { id: string; incident?: string; service?: string; text: string }[];
  count: number;
}

const maxRows = 200;

/** Figures by edition: several pages show them, and each takes thousands of resamples. */
const computed = new WeakMap<Edition, KpiFigure[]>();

/** Computes every KPI over the last year, with its months and rows, once for each edition. */
export function listKpiFigures(edition: Edition): readonly KpiFigure[] {
  let figures = computed.get(edition);
  if (!figures) computed.set(edition, (figures = computeFigures(edition)));
  return figures;
}

function computeFigures({ register, now }: Edition): KpiFigure[] {
  const span = { from: now - reach, to: now };
  const results = computeKpis(register, { span, now, by: 'month' });
  const { timezone } = register.settings.organisation;
  const begin = formatInZone(span.from, timezone).slice(0, 7);
  // A year until now touches thirteen months, and its figures include the rows of all of them.
  const months = listMonths(now, timezone, 13).filter((month) => month >= begin);
  return results.map(({ rows, groups, ...result }) => ({
    ...result,
    ...span,
    values: rows
      .flatMap(({ outcome }) => ('value' in outcome ? [outcome.value] : []))
      .sort((a, b) => a - b),
    months: months.map((month) => ({
      month,
      figure: groups?.find(({ group }) => group === month)?.figure ?? {
        n: 0,
        missing: 0,
        excluded: 0,
      },
    })),
    rows: rows
      .slice(-maxRows)
      .reverse()
      .map(({ id, incident, service, outcome }) => ({
        id,
        ...(incident && { incident: incident.id }),
        ...(service !== undefined && { service }),
        text:
          'value' in outcome
            ? [formatValue(outcome.value, result.unit), sayUnknown(outcome.unknown)]
                .filter((part) => part !== undefined)
                .join(', ')
            : 'missing' in outcome
              ? `missing: ${outcome.missing}`
              : `excluded: ${outcome.excluded}`,
      })),
    count: rows.length,
  }));
}

/** Lists the last months up to now, as `2026-01`, in the organisation's zone. */
export function listMonths(now: Instant, timezone: string, count = 12): string[] {
  const [year = 0, month = 0] = formatInZone(now, timezone).split('-').map(Number);
  return Array.from({ length: count }, (_, index) =>
    new Date(Date.UTC(year, month - count + index, 1)).toISOString().slice(0, 7),
  );
}

const headlines = ['mtti', 'mtta', 'mttr', 'availability'];

/** Lists the figures of the home page: those that management asks for first. */
export function listHeadlines(edition: Edition): KpiFigure[] {
  return listKpiFigures(edition).filter(({ name }) => headlines.includes(name));
}

/** The page of all KPIs. */
export interface KpisPage {
  kpis: readonly KpiFigure[];
}

/** Lists the page of all KPIs. */
export const listKpisPage: Route<KpisPage> = ({ edition }) => [
  { page: '/kpi/', load: () => ({ kpis: listKpiFigures(edition) }) },
];

/** The page of one KPI. */
export interface KpiPage {
  page: string;
  kpi: KpiFigure;
  /** Figures in words. */
  facts: [name: string, value: string][];
  /** Whether its rows belong to months. */
  isMonthly: boolean;
  /** Its definition as HTML, and the page of the handbook that it is from. */
  definition?: { html: string; page: string };
}

/** Lists the page of each KPI. */
export const listKpiPages: Route<KpiPage> = (source) =>
  listKpiFigures(source.edition).map((kpi) => {
    const page = findPage('kpi', kpi.name);
    return { page, load: () => buildPage(source, kpi, page) };
  });

function buildPage(source: PageSource, kpi: KpiFigure, page: string): KpiPage {
  const entry = source.handbook.find(({ id }) => id === `kpi-${kpi.name}`);
  // The worked example stays in the handbook.
  const text = entry?.text.split('\n## Example')[0] ?? '';
  return {
    page,
    kpi,
    facts: listFacts(kpi),
    isMonthly: kpi.months.some(({ figure }) => figure.n + figure.missing + figure.excluded > 0),
    ...(entry && {
      definition: {
        html: source.renderMarkdown(text, 'handbook.md', page, 3),
        page: findPage('handbook', entry.id),
      },
    }),
  };
}

function listFacts(kpi: KpiFigure): KpiPage['facts'] {
  const { unit, mean, median, p90, interval, n, missing, excluded, unknown, better } = kpi;
  return [
    ['Mean', formatValue(mean, unit)],
    [
      '95 % interval',
      interval
        ? `${formatValue(interval.low, unit)} – ${formatValue(interval.high, unit)}`
        : 'too few values',
    ],
    ['Median', formatValue(median, unit)],
    ['90th percentile', formatValue(p90, unit)],
    ['Rows', String(n)],
    ['Missing', [String(missing), sayUnknown(unknown)].filter(Boolean).join('; ')],
    ['Excluded', String(excluded)],
    ['Target', better],
  ];
}

import type { Edition } from '../../model/edition/cut.ts';
import { computeKpis, type KpiResult } from '../../model/kpis/compute.ts';
import type { Figure } from '../../model/kpis/figure.ts';
import {
  describeOutcome,
  formatInterval,
  formatP90,
  formatValue,
  sayUnknown,
} from '../../model/kpis/format.ts';
import { findRecordedSpan } from '../../model/kpis/period.ts';
import type { Instant } from '../../model/time/instant.ts';
import { formatInZone } from '../../model/time/zone.ts';
import { findPage } from './address.ts';
import type { Route } from './draft.ts';
import type { PageSource } from './source.ts';

/** Length of time that the availability of a service covers. */
export const reach = 365 * 86_400_000;

/** A KPI over everything on record, as `sitrep kpi` computes it. */
export interface KpiFigure extends Omit<KpiResult, 'rows' | 'groups'> {
  from: Instant;
  to: Instant;
  /** The values behind the figure, ascending, for the strip plot. */
  values: number[];
  /** The last two years month by month, oldest first; a month without rows has no value. */
  months: { month: string; figure: Figure }[];
  /** The newest rows; `count` is how many there are in all. */
  rows: { id: string; incident?: string; service?: string; text: string }[];
  count: number;
}

const maxRows = 200;
const maxMonths = 24;

/** Figures by edition, since several pages show them. */
const computed = new WeakMap<Edition, KpiFigure[]>();

/** Computes every KPI over everything on record, with its months and rows, once for each edition. */
export function listKpiFigures(edition: Edition): readonly KpiFigure[] {
  let figures = computed.get(edition);
  if (!figures) computed.set(edition, (figures = computeFigures(edition)));
  return figures;
}

function computeFigures({ register, now }: Edition): KpiFigure[] {
  const span = findRecordedSpan(register, now);
  const results = computeKpis(register, { span, now, by: 'month' });
  const { timezone } = register.settings.organisation;
  const begin = formatInZone(span.from, timezone).slice(0, 7);
  const months = listMonths(now, timezone, maxMonths).filter((month) => month >= begin);
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
        text: describeOutcome(outcome, result.unit),
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

/** Lists the figures of the home page: those that management asks for first, if they have rows. */
export function listHeadlines(edition: Edition): KpiFigure[] {
  return listKpiFigures(edition).filter(({ name, n }) => n > 0 && headlines.includes(name));
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
  /** True if its rows belong to months. */
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
  const { unit, statistic, value, mean, interval, n, missing, excluded, unknown, better } = kpi;
  const { p90, worst, sum, basis } = kpi;
  const facts: [name: string, value: string | undefined][] = [
    [headings[statistic], formatValue(value, unit)],
    ['95 % interval', interval && formatInterval(interval, unit)],
    ['90th percentile', statistic === 'median' ? formatP90(kpi, unit, statistic) : undefined],
    ['Its 95 % interval', p90 && formatInterval(p90.interval, unit)],
    ['Mean', statistic === 'median' ? formatValue(mean, unit) : undefined],
    ['Worst', worst && `${worst.id}: ${formatValue(worst.value, unit)}`],
    ['In all', sum === undefined ? undefined : formatValue(sum, 'seconds')],
    ['Settings', basis],
    ['Rows', String(n)],
    ['Missing', [String(missing), sayUnknown(unknown)].filter(Boolean).join('; ')],
    ['Excluded', String(excluded)],
    ['Target', better],
  ];
  return facts.flatMap(([name, text]) => (text === undefined ? [] : [[name, text]]));
}

/** Heading of the leading figure, by statistic. */
const headings: Record<KpiResult['statistic'], string> = {
  median: 'Median',
  share: 'Share',
  mean: 'Mean',
  rate: 'Per week',
  spacing: 'Mean',
};

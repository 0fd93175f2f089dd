import type { Edition } from '../../model/edition/cut.ts';
import { computeKpis, type Figure, type KpiResult } from '../../model/kpis/compute.ts';
import { formatValue, sayUnknown } from '../../model/kpis/format.ts';
import type { Instant } from '../../model/time/instant.ts';
import { formatInZone } from '../../model/time/zone.ts';

/** How far back the figures of the site reach. */
export const reach = 365 * 86_400_000;

export interface KpiPage extends Omit<KpiResult, 'rows' | 'groups'> {
  from: Instant;
  to: Instant;
  /** The values behind the figure, ascending, for the strip plot. */
  values: number[];
  /** Month by month, oldest first; months without a value are there, without a mean. */
  months: { month: string; figure: Figure }[];
  /** The newest rows, and how many there are in all. */
  rows: { id: string; incident?: string; service?: string; text: string }[];
  count: number;
}

const shownRows = 200;

/** Several pages show them, and each figure takes thousands of resamples. */
const laid = new WeakMap<Edition, KpiPage[]>();

/** Every KPI over the last year, with its months and rows. */
export function layKpis(edition: Edition): readonly KpiPage[] {
  let pages = laid.get(edition);
  if (!pages) laid.set(edition, (pages = computePages(edition)));
  return pages;
}

function computePages({ register, now }: Edition): KpiPage[] {
  const span = { from: now - reach, to: now };
  const results = computeKpis(register, { span, now, by: 'month' });
  const { timezone } = register.settings.organisation;
  const begin = formatInZone(span.from, timezone).slice(0, 7);
  // A year until now touches thirteen months, and its figures hold the rows of all of them.
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
      .slice(-shownRows)
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

/** The last months up to now, as `2026-01`, in the organisation's zone. */
export function listMonths(now: Instant, timezone: string, count = 12): string[] {
  const [year = 0, month = 0] = formatInZone(now, timezone).split('-').map(Number);
  return Array.from({ length: count }, (_, index) =>
    new Date(Date.UTC(year, month - count + index, 1)).toISOString().slice(0, 7),
  );
}

/** The four figures of the home page. */
export const headlines = ['mtti', 'mtta', 'mttr', 'availability'];

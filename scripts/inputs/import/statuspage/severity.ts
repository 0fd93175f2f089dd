import type { Settings } from '../../../model/register/register.ts';

/** From worst to least. */
const impacts = ['critical', 'major', 'minor', 'none'];

/** Impact, urgency and severity of a `triaged` entry, for one of Statuspage's impacts. */
export interface PageTriage {
  impact: string;
  urgency: string;
  severity: string;
}

/**
 * Maps Statuspage's four impacts one to one to four severities, worst to worst. A data root with
 * more or fewer severities gets the nearest. Impact and urgency are a cell of the matrix with that
 * severity, as close to its diagonal as possible.
 */
export function triage(
  impact: string,
  settings: Pick<Settings, 'severities' | 'matrix'>,
): PageTriage {
  const rank = impacts.includes(impact) ? impacts.indexOf(impact) / (impacts.length - 1) : 1;
  const { severities, matrix } = settings;
  const severity = severities[Math.round(rank * (severities.length - 1))]?.id ?? 'SEV4';
  const rows = Object.keys(matrix);
  let best: { cell: PageTriage; distance: number } | undefined;
  for (const [down, row] of rows.entries()) {
    const columns = Object.entries(matrix[row] ?? {});
    for (const [across, [column, id]] of columns.entries()) {
      const slant = Math.abs(down / rows.length - across / columns.length);
      const distance = slant + (id === severity ? 0 : 10);
      if (!best || distance < best.distance) {
        best = { cell: { impact: row, urgency: column, severity }, distance };
      }
    }
  }
  return best?.cell ?? { impact: 'low', urgency: 'low', severity };
}

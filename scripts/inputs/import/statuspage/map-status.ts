import type { PageUpdate, ReportProblem } from './event.ts';

/**
 * Maps the state of an update to a state of ours; undefined, with a finding, if it is unknown. The
 * caller then uses the previous state.
 *
 * @param subject what the state belongs to, for the finding
 */
export function mapStatus<Status>(
  { status, pointer }: PageUpdate,
  statuses: ReadonlyMap<string, Status>,
  subject: string,
  report: ReportProblem,
): Status | undefined {
  const mapped = statuses.get(status);
  if (mapped === undefined) {
    report(
      'warning',
      'import-status',
      `${pointer}/status`,
      `\`${status}\` is not a state of ${subject}. The previous state is used again.`,
    );
  }
  return mapped;
}

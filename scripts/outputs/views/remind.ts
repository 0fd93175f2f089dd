import type { ReminderResult } from '../../automation/remind/run.ts';
import { formatSteps } from './steps.ts';

/** Formats what a run did to the reminder issues, or would do in a dry run. */
export function formatReminders(
  { steps, ...result }: ReminderResult,
  requests: number,
  dryRun: boolean,
): string {
  const rows = steps.map(({ items, ...step }) => ({
    ...step,
    detail: items === 1 ? '1 item' : `${items} items`,
  }));
  return formatSteps({ steps: rows, ...result }, requests, dryRun).join('\n');
}

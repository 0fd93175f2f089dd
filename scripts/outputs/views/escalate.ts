import type { EscalationReport } from '../../automation/escalate/command.ts';
import { formatSteps } from './steps.ts';

/** Formats what a run did to the escalation issues, or would do in a dry run. */
export function formatEscalated(
  { steps, proposed, ...report }: EscalationReport,
  requests: number,
  dryRun: boolean,
): string {
  const counted = proposed.map(
    ({ incident, pull_request: number, entries }) =>
      `counted  ${incident}  ${entries} ${entries === 1 ? 'entry' : 'entries'} of pull request ${number}, not merged yet`,
  );
  const rows = steps.map(({ what, ...step }) => ({ ...step, detail: what }));
  return [...counted, ...formatSteps({ steps: rows, ...report }, requests, dryRun)].join('\n');
}

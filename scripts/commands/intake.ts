import { defineCommand } from './command.ts';
import { deliveryOptions } from './delivery-options.ts';
import { runIntake } from '../inputs/alert/run.ts';

export const intake = defineCommand({
  name: 'intake',
  summary: 'Record an alert as an incident or a timeline entry',
  arguments: [
    {
      name: '<sender>',
      description:
        'alertmanager, pagerduty, opsgenie, grafana, datadog, sentry, a sender from sitrep.yaml, or dispatch to read the sender from a repository_dispatch event',
    },
    {
      name: '[file]',
      description: 'payload or repository_dispatch event; standard input by default',
    },
  ],
  options: deliveryOptions,
  examples: [
    {
      line: 'sitrep intake pagerduty event.json',
      does: 'open an incident, or add an entry to the open one',
    },
    { line: 'sitrep intake dispatch "$GITHUB_EVENT_PATH" --push', does: 'in a workflow' },
    { line: 'curl … | sitrep intake grafana --dry-run', does: 'show what would be written' },
  ],
  run: (context, [sender, file], options) => runIntake(context, sender, file, options),
});

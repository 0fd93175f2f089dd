import { type Command } from './command.ts';
import { deliveryOptions } from './delivery-options.ts';
import { runIntake } from '../inputs/alert/run.ts';

export const intake: Command = {
  name: 'intake',
  summary: 'Record an alert as an incident or a timeline entry',
  arguments: [
    {
      name: '<sender>',
      description:
        'alertmanager, pagerduty, opsgenie, grafana, datadog, sentry, a sender of the settings, or dispatch: the repository_dispatch event says which',
    },
    {
      name: '[file]',
      description: 'the payload, or a repository_dispatch event; standard input by default',
    },
  ],
  options: deliveryOptions,
  examples: [
    {
      line: 'sitrep intake pagerduty event.json',
      does: 'an incident, or an entry on the open one',
    },
    { line: 'sitrep intake dispatch "$GITHUB_EVENT_PATH" --push', does: 'in a workflow' },
    { line: 'curl … | sitrep intake grafana --dry-run', does: 'only say what it would do' },
  ],
  run: (context, [sender, file], options) =>
    runIntake(context, String(sender), typeof file === 'string' ? file : undefined, options),
};

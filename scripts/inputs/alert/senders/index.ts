/** The monitoring tools whose webhooks are understood, one file each. */
import { alertmanager } from './alertmanager.ts';
import { datadog } from './datadog.ts';
import { generic } from './generic.ts';
import { grafana } from './grafana.ts';
import { opsgenie } from './opsgenie.ts';
import { pagerduty } from './pagerduty.ts';
import { sentry } from './sentry.ts';
import type { Sender } from './signal.ts';

/** All supported formats of alerts. */
export const senders: readonly Sender[] = [
  alertmanager,
  pagerduty,
  opsgenie,
  grafana,
  datadog,
  sentry,
  generic,
];

import type { Instant } from '../../../model/time/instant.ts';
import { readAlertList } from './alert-list.ts';
import { pick, quote, readLabels, readLinks, readText } from './fields.ts';
import type { PayloadReading, Sender, SignalState } from './signal.ts';

/** Grafana: alerting since version 8, and the older alerts of dashboards. */
export const grafana: Sender = {
  name: 'grafana',
  title: 'Grafana',
  signature: 'x-grafana-alerting-signature',
  read(payload, received) {
    if (Array.isArray(pick(payload, 'alerts'))) return readAlertList(payload, received);
    return readRule(payload, received);
  },
};

const states: Readonly<Record<string, SignalState>> = {
  alerting: 'triggered',
  no_data: 'triggered',
  ok: 'resolved',
  // The condition does not hold long enough yet, or nobody watches it any more.
  pending: 'note',
  paused: 'note',
};

/** A dashboard's alert, up to version 8: one rule and its state, without a time. */
function readRule(payload: unknown, received: Instant): PayloadReading {
  const rule = readText(payload, 'ruleId');
  const state = readText(payload, 'state');
  const known = state !== undefined && Object.hasOwn(states, state) ? states[state] : undefined;
  if (rule === undefined) {
    return {
      unsupported:
        'The payload has neither an `alerts` list nor a `ruleId`, so it is not from Grafana.',
    };
  }
  if (!known) return { unsupported: `The state ${quote(state)} is unknown.` };
  const title = readText(payload, 'ruleName') ?? readText(payload, 'title') ?? `Rule ${rule}`;
  const text = readText(payload, 'message') ?? title;
  return {
    signals: [
      {
        key: `rule-${readText(payload, 'orgId') ?? '0'}-${rule}`,
        state: known,
        at: received,
        title,
        summary: known === 'note' ? `${title}: ${state}. ${text}` : text,
        labels: { alertname: title, ...readLabels(payload, 'tags') },
        links: readLinks({ Source: pick(payload, 'ruleUrl'), Image: pick(payload, 'imageUrl') }),
      },
    ],
    left: [],
  };
}

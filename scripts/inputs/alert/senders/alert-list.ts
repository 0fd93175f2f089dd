import { compareText } from '../../../model/text/compare-text.ts';
import type { Instant } from '../../../model/time/instant.ts';
import {
  isObject,
  quote,
  readInstant,
  readLabels,
  readLinks,
  readList,
  readText,
} from './fields.ts';
import type { PayloadReading, SenderSignal } from './signal.ts';

/** Reads the list of alerts that Alertmanager sends, and Grafana too. */
export function readAlertList(payload: unknown, received: Instant): PayloadReading {
  const common = { ...readLabels(payload, 'groupLabels'), ...readLabels(payload, 'commonLabels') };
  const external = payload && readText(payload, 'externalURL');
  const signals: SenderSignal[] = [];
  const left: string[] = [];
  for (const [index, alert] of readList(payload, 'alerts').entries()) {
    const status = readText(alert, 'status');
    const labels = { ...common, ...readLabels(alert, 'labels') };
    if (!isObject(alert) || (status !== 'firing' && status !== 'resolved')) {
      left.push(`alert ${index + 1} has an unknown status: ${quote(status)}`);
      continue;
    }
    const name = labels['alertname'];
    const title = readText(alert, 'annotations', 'summary') ?? name ?? 'Unnamed alert';
    const ends = readInstant(alert, 'endsAt') ?? received;
    const starts = readInstant(alert, 'startsAt') ?? received;
    const severity = labels['severity'] ?? labels['priority'];
    signals.push({
      key: readText(alert, 'fingerprint') ?? formatLabels(labels),
      state: status === 'firing' ? 'triggered' : 'resolved',
      at: status === 'firing' ? starts : ends,
      title,
      summary:
        readText(alert, 'annotations', 'description') ??
        readText(alert, 'annotations', 'message') ??
        title,
      labels,
      links: readLinks({
        Source: alert['generatorURL'],
        Dashboard: alert['dashboardURL'],
        Panel: alert['panelURL'],
        Runbook: readText(alert, 'annotations', 'runbook_url'),
        Alerts: external,
      }),
      ...(severity !== undefined && { severity }),
    });
  }
  if (signals.length === 0 && left.length === 0)
    return { unsupported: 'The payload lists no alert.' };
  return signals.length > 0
    ? { signals, left }
    : { unsupported: `None of its alerts can be read: ${left.join('; ').slice(0, 300)}.` };
}

/** Identifies alerts by their labels if they have no fingerprint. */
function formatLabels(labels: Readonly<Record<string, string>>): string {
  const sorted = Object.entries(labels).sort(([a], [b]) => compareText(a, b));
  return JSON.stringify(sorted);
}

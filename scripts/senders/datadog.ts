import { pick, quote, readInstant, readLinks, readText } from './fields.ts';
import type { Sender, SignalState } from './signal.ts';

/** Datadog's transitions ($ALERT_TRANSITION), in lowercase. */
const states: Readonly<Record<string, SignalState>> = {
  triggered: 'triggered',
  're-triggered': 'triggered',
  'no data': 'triggered',
  're-no data': 'triggered',
  renotify: 'triggered',
  warn: 'triggered',
  're-warn': 'triggered',
  recovered: 'resolved',
};

/**
 * Datadog's webhooks integration. Its payload is a template that users write; the handbook has one
 * to paste. The default template, which has only a title (`[Triggered] …`), is read too.
 */
export const datadog: Sender = {
  name: 'datadog',
  title: 'Datadog',
  read(payload, received) {
    const written = readText(payload, 'title');
    if (written === undefined)
      return { unsupported: 'The payload has no `title`, so it is not from Datadog.' };
    const [, mark = '', rest] = /^\[([^\]]{2,200})\]\s*(.*)$/s.exec(written) ?? [];
    // A monitor that groups sends an alert for each group: `[Triggered on {host:web-1}] …`.
    const [turn = '', scope = ''] = mark.split(/ on (.*)$/s);
    const transition = (readText(payload, 'alert_transition') ?? turn).toLowerCase().trim();
    const state = Object.hasOwn(states, transition) ? states[transition] : undefined;
    if (!state) {
      return {
        unsupported: `The transition ${quote(transition)} is unknown. Send \`"alert_transition": "$ALERT_TRANSITION"\`.`,
      };
    }
    const title = rest !== undefined && rest !== '' ? rest : written;
    const host = readText(payload, 'hostname');
    const severity = readText(payload, 'alert_priority') ?? readText(payload, 'priority');
    return {
      signals: [
        {
          // The cycle is the same from trigger to recovery; the others identify the monitor, or its
          // group.
          key:
            readText(payload, 'alert_cycle_key') ??
            readText(payload, 'aggreg_key') ??
            [
              readText(payload, 'alert_id') ?? title,
              readText(payload, 'alert_scope') ?? scope,
            ].join(),
          state,
          at: readInstant(payload, 'last_updated') ?? readInstant(payload, 'date') ?? received,
          title,
          summary: readText(payload, 'body') ?? title,
          labels: {
            ...readTags(scope.replaceAll(/^\{|\}$/g, '')),
            ...readTags(readText(payload, 'tags') ?? ''),
            ...(host !== undefined && { host }),
          },
          links: readLinks({ Datadog: pick(payload, 'link'), Graph: pick(payload, 'snapshot') }),
          ...(severity !== undefined && { severity }),
        },
      ],
      left: [],
    };
  },
};

function readTags(text: string): Record<string, string> {
  const tags = text.split(',').flatMap((tag): [string, string][] => {
    const [name = '', value = ''] = tag.trim().split(/:(.*)/s);
    return name === '' || value === '' ? [] : [[name.slice(0, 100), value.slice(0, 500)]];
  });
  return Object.fromEntries(tags.slice(0, 50));
}

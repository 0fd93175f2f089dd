import type { Instant } from '../../../model/time/instant.ts';
import { isObject, pick, quote, readInstant, readLinks, readList, readText } from './fields.ts';
import type { PayloadReading, SignalState, SenderSignal } from './signal.ts';

const states: Readonly<Record<string, SignalState>> = {
  'incident.trigger': 'triggered',
  'incident.acknowledge': 'acknowledged',
  'incident.resolve': 'resolved',
  'incident.unacknowledge': 'note',
  'incident.assign': 'note',
  'incident.escalate': 'note',
  'incident.delegate': 'note',
  'incident.annotate': 'note',
};

/** PagerDuty's webhooks of versions 1 (`type`, `data.incident`) and 2 (`event`, `incident`). */
export function readMessages(payload: unknown, received: Instant): PayloadReading {
  const signals: SenderSignal[] = [];
  const left: string[] = [];
  for (const message of readList(payload, 'messages')) {
    const type = readText(message, 'event') ?? readText(message, 'type') ?? '';
    const state = Object.hasOwn(states, type) ? states[type] : undefined;
    const inner = pick(message, 'incident') ?? pick(message, 'data', 'incident');
    const key = readText(inner, 'id');
    if (!state) left.push(`the event ${quote(type)} is unknown`);
    else if (!isObject(inner) || key === undefined) left.push('a message has no incident');
    else signals.push(readMessage(message, type, state, key, inner, received));
  }
  if (signals.length > 0) return { signals, left };
  return {
    unsupported:
      left.length === 0
        ? 'The `messages` list is empty.'
        : `None of its messages can be read: ${left.join('; ').slice(0, 300)}.`,
  };
}

function readMessage(
  message: unknown,
  type: string,
  state: SignalState,
  key: string,
  incident: unknown,
  received: Instant,
): SenderSignal {
  const title =
    readText(incident, 'title') ??
    readText(incident, 'trigger_summary_data', 'subject') ??
    readText(incident, 'trigger_summary_data', 'description') ??
    readText(incident, 'incident_key') ??
    `Incident ${key}`;
  const service = readText(incident, 'service', 'name') ?? readText(incident, 'service', 'summary');
  const severity = readText(incident, 'urgency');
  return {
    key,
    state,
    at: readInstant(message, 'created_on') ?? received,
    title,
    summary: state === 'triggered' ? title : describe(message, type, incident),
    labels: service === undefined ? {} : { service },
    links: readLinks({ PagerDuty: pick(incident, 'html_url') }),
    ...(severity !== undefined && { severity }),
  };
}

function describe(message: unknown, type: string, incident: unknown): string {
  const [log] = readList(message, 'log_entries');
  const logged = readText(log, 'summary');
  if (logged !== undefined) return logged;
  const by = readText(incident, 'last_status_change_by', 'name');
  const assigned = readText(incident, 'assigned_to_user', 'name');
  const what = type.replace('incident.', '');
  return [
    `${what}${what.endsWith('e') ? 'd' : 'ed'}${by === undefined ? '' : ` by ${by}`}`,
    ...(what === 'resolve' || assigned === undefined ? [] : [`now with ${assigned}`]),
  ].join('; ');
}

import type { Instant } from '../../../model/time/instant.ts';
import { isObject, pick, quote, readInstant, readLinks, readList, readText } from './fields.ts';
import type { PayloadReading, Sender, SignalState } from './signal.ts';
import { readMessages } from './pagerduty-messages.ts';

/** PagerDuty webhooks: version 3, and the lists of messages of versions 1 and 2. */
export const pagerduty: Sender = {
  name: 'pagerduty',
  title: 'PagerDuty',
  signature: 'x-pagerduty-signature',
  read(payload, received) {
    const event = pick(payload, 'event');
    if (isObject(event)) return readEvent(event, received);
    if (Array.isArray(pick(payload, 'messages'))) return readMessages(payload, received);
    return {
      unsupported: 'The payload has neither `event` nor `messages`, so it is not from PagerDuty.',
    };
  },
};

const states: Readonly<Record<string, SignalState>> = {
  triggered: 'triggered',
  reopened: 'triggered',
  acknowledged: 'acknowledged',
  resolved: 'resolved',
  unacknowledged: 'note',
  escalated: 'note',
  delegated: 'note',
  reassigned: 'note',
  annotated: 'note',
  priority_updated: 'note',
  'responder.added': 'note',
  'responder.replied': 'note',
  status_update_published: 'note',
};

/** Events about services, and about work on an incident, but not about an alert. */
const other =
  /^(?:service\.[a-z_.]+|incident\.(?:action_invocation|conference_bridge|custom_field_values|incident_type|role|task|workflow)\.[a-z_]+|incident\.service_updated)$/;

function readEvent(event: unknown, received: Instant): PayloadReading {
  const type = readText(event, 'event_type') ?? '';
  if (type === 'pagey.ping') return { signals: [], left: ['a ping'] };
  if (other.test(type)) return { signals: [], left: [`${quote(type)} is not about an alert`] };
  const what = type.replace(/^incident\./, '');
  const state = Object.hasOwn(states, what) ? states[what] : undefined;
  if (!state || what === type) {
    // PagerDuty adds kinds of events at any time, and disables a subscription that is rejected too
    // often.
    const isGenuine = /^[a-z_]+(?:\.[a-z_]+){1,5}$/.test(type) && isObject(pick(event, 'data'));
    const unsupported = `The event ${quote(type)} is unknown.`;
    return { unsupported, ...(isGenuine && { isGenuine }) };
  }
  const data = pick(event, 'data');
  // Notes and replies of responders refer to their incident.
  const incident = isObject(pick(data, 'incident')) ? pick(data, 'incident') : data;
  const key = readText(incident, 'id');
  if (key === undefined) return { unsupported: 'The payload has no incident id (`data.id`).' };
  const title = readText(incident, 'title') ?? readText(incident, 'summary') ?? `Incident ${key}`;
  const urgency = readText(incident, 'priority', 'summary') ?? readText(incident, 'urgency');
  const service = readText(incident, 'service', 'summary');
  return {
    signals: [
      {
        key,
        state,
        at: readInstant(event, 'occurred_at') ?? received,
        title,
        summary: describe(what, event, data) ?? title,
        labels: service === undefined ? {} : { service },
        links: readLinks({ PagerDuty: pick(incident, 'html_url') }),
        ...(urgency !== undefined && { severity: urgency }),
      },
    ],
    left: [],
  };
}

/** Describes what was done and by whom; undefined for a trigger, which its title describes. */
function describe(what: string, event: unknown, data: unknown): string | undefined {
  if (what === 'triggered') return undefined;
  const agent = readText(event, 'agent', 'summary');
  const assignees = readList(data, 'assignees').flatMap((one) => readText(one, 'summary') ?? []);
  const said = readText(data, 'content') ?? readText(data, 'message');
  return [
    `${what.replaceAll(/[._]/g, ' ')}${agent === undefined ? '' : ` by ${agent}`}`,
    ...(what !== 'resolved' && assignees.length > 0 ? [`now with ${assignees.join(', ')}`] : []),
    ...(said === undefined ? [] : [said]),
  ].join('; ');
}

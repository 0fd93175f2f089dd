import type { Instant } from '../../../model/time/instant.ts';
import { isObject, pick, quote, readInstant, readLinks, readList, readText } from './fields.ts';
import type { PayloadReading, Sender, SignalState, SenderSignal } from './signal.ts';

/** Sentry: webhooks of an integration (issues and alerts), and those of the older plugin. */
export const sentry: Sender = {
  name: 'sentry',
  title: 'Sentry',
  signature: 'sentry-hook-signature',
  read(payload, received) {
    const issue = pick(payload, 'data', 'issue');
    if (isObject(issue)) return readIssue(payload, issue, received);
    const metric = pick(payload, 'data', 'metric_alert');
    if (isObject(metric)) return readMetric(payload, metric, received);
    const event = pick(payload, 'data', 'event') ?? pick(payload, 'event');
    if (isObject(event)) return readEvent(payload, event, received);
    return {
      unsupported: 'The payload has no issue, event or metric alert, so it is not from Sentry.',
    };
  },
};

const states: Readonly<Record<string, SignalState>> = {
  created: 'triggered',
  unresolved: 'triggered',
  resolved: 'resolved',
  assigned: 'note',
  ignored: 'note',
  archived: 'note',
};

function readIssue(payload: unknown, issue: unknown, received: Instant): PayloadReading {
  const action = readText(payload, 'action') ?? '';
  const state = Object.hasOwn(states, action) ? states[action] : undefined;
  const key = readText(issue, 'id');
  if (!state) return { unsupported: `The action ${quote(action)} on an issue is unknown.` };
  if (key === undefined) return { unsupported: 'The issue has no `id`.' };
  const described = describe(issue, key, pick(issue, 'permalink') ?? pick(issue, 'web_url'));
  const to = readText(payload, 'data', 'assignee', 'name');
  const by = readText(payload, 'actor', 'name');
  const words = `${action}${to === undefined ? '' : ` to ${to}`}${by === undefined ? '' : ` by ${by}`}`;
  return {
    signals: [
      {
        ...described,
        state,
        // Sentry sends when an issue began, but no other times.
        at: (action === 'created' ? readInstant(issue, 'firstSeen') : undefined) ?? received,
        summary: state === 'triggered' ? described.summary : words,
        labels: { ...described.labels, ...labelProject(readText(issue, 'project', 'slug')) },
      },
    ],
    left: [],
  };
}

const turns: Readonly<Record<string, SignalState>> = {
  critical: 'triggered',
  warning: 'triggered',
  resolved: 'resolved',
};

/**
 * Reads a metric alert: one alert from its first threshold to its end, whatever thresholds it
 * reaches between.
 */
function readMetric(payload: unknown, metric: unknown, received: Instant): PayloadReading {
  const action = readText(payload, 'action') ?? '';
  const state = Object.hasOwn(turns, action) ? turns[action] : undefined;
  const id = readText(metric, 'id') ?? readText(metric, 'identifier');
  if (!state) return { unsupported: `The action ${quote(action)} on a metric alert is unknown.` };
  if (id === undefined) return { unsupported: 'The metric alert has no `id`.' };
  const title =
    readText(metric, 'title') ??
    readText(metric, 'alert_rule', 'name') ??
    readText(payload, 'data', 'description_title') ??
    `Metric alert ${id}`;
  const environment = readText(metric, 'alert_rule', 'environment');
  const began = readInstant(metric, 'date_detected') ?? readInstant(metric, 'date_started');
  return {
    signals: [
      {
        // Issues are numbered too.
        key: `metric-${id}`,
        state,
        at: (state === 'triggered' ? began : readInstant(metric, 'date_closed')) ?? received,
        title,
        summary: readText(payload, 'data', 'description_text') ?? title,
        labels: {
          ...(environment !== undefined && { environment }),
          ...labelProject(readText(metric, 'projects', '0')),
        },
        links: readLinks({ Sentry: pick(payload, 'data', 'web_url') }),
        ...(state === 'triggered' && { severity: action }),
      },
    ],
    left: [],
  };
}

function readEvent(payload: unknown, event: unknown, received: Instant): PayloadReading {
  const action = readText(payload, 'action') ?? 'triggered';
  if (action !== 'triggered') {
    return { unsupported: `The action ${quote(action)} on an event is unknown.` };
  }
  const address = readText(event, 'issue_url') ?? readText(event, 'web_url');
  const key =
    readText(event, 'issue_id') ??
    /\/issues\/(\d{1,30})(?:\/|$)/.exec(address ?? '')?.[1] ??
    // The plugin sends the issue's id beside the event.
    (pick(payload, 'data') === undefined ? readText(payload, 'id') : undefined);
  if (key === undefined)
    return { unsupported: 'The payload does not say which issue its event belongs to.' };
  const described = describe(event, key, pick(event, 'web_url') ?? pick(payload, 'url'), payload);
  return {
    signals: [
      {
        ...described,
        state: 'triggered',
        at:
          readInstant(event, 'datetime') ??
          readInstant(event, 'timestamp') ??
          readInstant(event, 'received') ??
          received,
        labels: {
          ...described.labels,
          ...labelProject(readText(payload, 'project_slug') ?? readText(payload, 'project')),
        },
      },
    ],
    left: [],
  };
}

function describe(
  thing: unknown,
  key: string,
  url: unknown,
  payload?: unknown,
): Omit<SenderSignal, 'state' | 'at'> {
  const title =
    readText(thing, 'title') ??
    readText(payload, 'message') ??
    readText(thing, 'metadata', 'title') ??
    `Issue ${key}`;
  const level = readText(thing, 'level') ?? readText(payload, 'level');
  const culprit = readText(thing, 'culprit') ?? readText(payload, 'culprit');
  const environment =
    readText(thing, 'environment') ??
    readList(thing, 'tags').flatMap((tag) =>
      pick(tag, '0') === 'environment' ? (readText(tag, '1') ?? []) : [],
    )[0];
  return {
    key,
    title,
    summary: culprit === undefined ? title : `${title} in ${culprit}`,
    labels: environment === undefined ? {} : { environment },
    links: readLinks({ Sentry: url }),
    ...(level !== undefined && { severity: level }),
  };
}

function labelProject(project: string | undefined): Record<string, string> {
  return project === undefined ? {} : { project };
}

import { isObject, pick, quote, readInstant, readLabels, readList, readText } from './fields.ts';
import type { Sender, SignalState } from './signal.ts';

/** Opsgenie's actions on an alert, and their descriptions; all but four become notes. */
const actions: Readonly<Record<string, readonly [SignalState, string]>> = {
  Create: ['triggered', ''],
  Acknowledge: ['acknowledged', 'acknowledged'],
  Close: ['resolved', 'closed'],
  Delete: ['resolved', 'deleted'],
  UnAcknowledge: ['note', 'no longer acknowledged'],
  AddNote: ['note', 'note'],
  AddRecipient: ['note', 'recipient added'],
  AddResponder: ['note', 'responder added'],
  AddTags: ['note', 'tags added'],
  RemoveTags: ['note', 'tags removed'],
  AddTeam: ['note', 'team added'],
  AssignOwnership: ['note', 'assigned'],
  TakeOwnership: ['note', 'ownership taken'],
  Escalate: ['note', 'escalated'],
  EscalateNext: ['note', 'escalated'],
  Snooze: ['note', 'snoozed'],
  SnoozeEnded: ['note', 'snooze ended'],
  UpdatePriority: ['note', 'priority changed'],
  UpdateMessage: ['note', 'message changed'],
  UpdateDescription: ['note', 'description changed'],
};

/** Opsgenie's outgoing webhooks. */
export const opsgenie: Sender = {
  name: 'opsgenie',
  title: 'Opsgenie',
  read(payload, received) {
    const action = readText(payload, 'action');
    const alert = pick(payload, 'alert');
    const key = readText(alert, 'alertId');
    if (action === undefined || !isObject(alert) || key === undefined) {
      return {
        unsupported: 'The payload has no `action` and `alert.alertId`, so it is not from Opsgenie.',
      };
    }
    // Users can define their own actions, so an unknown one becomes a note too.
    const isKnown = Object.hasOwn(actions, action);
    const [state, words] = (isKnown && actions[action]) || (['note', quote(action)] as const);
    const title = readText(alert, 'message') ?? `Alert ${readText(alert, 'tinyId') ?? key}`;
    const priority = readText(alert, 'priority');
    const entity = readText(alert, 'entity');
    const tags = readList(alert, 'tags').flatMap((tag) => readText(tag) ?? []);
    return {
      signals: [
        {
          key,
          state,
          // Nanoseconds, of which JSON keeps the milliseconds.
          at:
            (state === 'triggered' ? readInstant(alert, 'createdAt') : undefined) ??
            readInstant(alert, 'updatedAt') ??
            received,
          title,
          summary:
            state === 'triggered'
              ? (readText(alert, 'description') ?? title)
              : describe(words, payload, alert),
          labels: {
            ...(tags.length > 0 && { tags: tags.join(',').slice(0, 500) }),
            ...(entity !== undefined && { entity }),
            ...readLabels(alert, 'details'),
          },
          links: [],
          ...(priority !== undefined && {
            severity: /^\d$/.test(priority) ? `P${priority}` : priority,
          }),
        },
      ],
      left: [],
    };
  },
};

function describe(words: string, payload: unknown, alert: unknown): string {
  const about = ['note', 'recipient', 'addedTags', 'removedTags', 'team', 'owner']
    .map((name) => readText(alert, name))
    .find((text) => text !== undefined);
  const to = readText(payload, 'escalationNotify', 'name');
  const by = to === undefined ? readText(alert, 'username') : undefined;
  return [
    words,
    ...(about === undefined ? [] : [`: ${about}`]),
    ...(to === undefined ? [] : [` to ${to}`]),
    ...(by === undefined ? [] : [` (by ${by})`]),
  ].join('');
}

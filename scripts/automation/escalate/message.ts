import { formatInstant } from '../../model/time/instant.ts';
import type { Formats, Message } from '../../edges/notify/send.ts';
import type { Escalation } from './escalations.ts';
import { nameStatus } from './issue-facts.ts';
import { explainNoDue } from './issue-text.ts';
import { sayLastRead } from '../../model/register/states.ts';
import { listPeople, type Notice } from './notices.ts';

/** An escalation as a channel receives it. */
export interface EscalationMessage extends Message {
  escalation: Escalation;
  /** Notices in it. */
  due: readonly Notice[];
  /** Address of the issue. */
  url: string;
}

/** Formats a message as JSON. `id` is the same if it is sent twice. */
function formatEvent({ name, title, escalation, due, url }: EscalationMessage): object {
  const { incident, clock, key } = escalation;
  return {
    event: 'escalation',
    id: name,
    key,
    title,
    url,
    incident: {
      id: incident.id,
      title: incident.title,
      status: nameStatus(escalation),
      ...(incident.lastRead && { as_of: formatInstant(incident.lastRead.at) }),
      ...(incident.severity !== undefined && { severity: incident.severity }),
      services: incident.services,
    },
    clock: {
      key: clock.key,
      kind: clock.kind,
      state: clock.state,
      ...(clock.due !== undefined && { due: formatInstant(clock.due) }),
      ...(clock.breachedAt !== undefined && { breached: formatInstant(clock.breachedAt) }),
    },
    notices: due.map(({ team, level, at, kind, notify, people }) => ({
      team,
      level,
      at: formatInstant(at),
      kind,
      notify,
      people,
    })),
  };
}

/**
 * Formats a message for Slack's incoming webhooks, in Block Kit.
 *
 * @see https://docs.slack.dev/reference/block-kit/blocks
 */
function formatSlack({ title, escalation, due, url }: EscalationMessage): object {
  return {
    text: escapeSlack(title),
    blocks: [
      // A header takes at most 150 characters.
      { type: 'header', text: { type: 'plain_text', text: title.slice(0, 150) } },
      {
        type: 'section',
        fields: listFacts(escalation, due).map(([name, value]) => ({
          type: 'mrkdwn',
          text: `*${name}*\n${escapeSlack(value)}`.slice(0, 2000),
        })),
      },
      {
        type: 'actions',
        elements: [{ type: 'button', text: { type: 'plain_text', text: 'Open the issue' }, url }],
      },
    ],
  };
}

/**
 * Formats a message for Microsoft Teams as an Adaptive Card, which its workflows accept.
 *
 * @see https://learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors/how-to/connectors-using
 */
function formatTeams({ title, escalation, due, url }: EscalationMessage): object {
  return {
    type: 'message',
    attachments: [
      {
        contentType: 'application/vnd.microsoft.card.adaptive',
        content: {
          $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
          type: 'AdaptiveCard',
          version: '1.4',
          body: [
            { type: 'TextBlock', text: escapeMarkdown(title), weight: 'Bolder', wrap: true },
            {
              type: 'FactSet',
              facts: listFacts(escalation, due).map(([name, value]) => ({
                title: name,
                value: escapeMarkdown(value),
              })),
            },
          ],
          actions: [{ type: 'Action.OpenUrl', title: 'Open the issue', url }],
        },
      },
    ],
  };
}

/** Formats a message as plain text, for mail. */
function formatText({ title, escalation, due, url }: EscalationMessage): string {
  const facts = listFacts(escalation, due).map(([name, value]) => `${name}: ${value}`);
  return [title, '', ...facts, '', url, ''].join('\n');
}

/** Formats of an escalation by kind of channel. */
export const escalationFormats: Formats<EscalationMessage> = {
  webhook: formatEvent,
  slack: formatSlack,
  teams: formatTeams,
  email: formatText,
};

function listFacts({ incident, clock }: Escalation, due: readonly Notice[]): [string, string][] {
  const people = listPeople(due);
  return [
    ['Incident', `${incident.title} (${incident.id})`],
    ...(incident.lastRead
      ? [['Record', sayLastRead(incident.lastRead, 'UTC')] as [string, string]]
      : []),
    ['Severity', incident.severity ?? (clock.kind === 'record' ? 'unknown' : 'not triaged')],
    ['SLA target', `${clock.title}: ${clock.reason ?? clock.state}`],
    ['Due', clock.due === undefined ? explainNoDue(clock) : formatInstant(clock.due)],
    ...(people.length > 0 ? [['Notified', people.join(', ')] as [string, string]] : []),
  ];
}

/** Escapes the three characters that all of Slack's markup needs. */
function escapeSlack(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function escapeMarkdown(text: string): string {
  return text.replaceAll(/[\\`*_[\]()#<>]/g, String.raw`\$&`);
}

import { claim, findTree, release } from '../../edges/github/claim.ts';
import { openChannel, type Send } from '../../edges/notify/send.ts';
import type { Settings } from '../../model/register/register.ts';
import { environment } from '../../session/environment.ts';
import type { OwnIssue } from '../own-issues.ts';
import type { Escalation } from './escalations.ts';
import { writeTitle } from './issue-text.ts';
import { escalationFormats, type EscalationMessage } from './message.ts';
import { nameNotice, type Notice } from './notices.ts';
import type { EscalationWork } from './work.ts';

/** Opens the channels of the settings; `missing` says which cannot be used, and why. */
export function openChannels({ escalation }: Settings): {
  channels: Map<string, Send<EscalationMessage>>;
  missing: string[];
} {
  const channels = new Map<string, Send<EscalationMessage>>();
  const missing: string[] = [];
  for (const channel of escalation.channels) {
    const opened = openChannel(channel, environment, escalationFormats);
    if ('missing' in opened) missing.push(opened.missing);
    else {
      const { severities } = channel;
      channels.set(channel.id, (message) =>
        severities && !severities.includes(message.escalation.incident.severity ?? '')
          ? Promise.resolve(true)
          : opened.send(message),
      );
    }
  }
  return { channels, missing };
}

/** Sends an escalation to every channel, once each. Returns whether all of them have it now. */
export async function notifyChannels(
  work: EscalationWork,
  escalation: Escalation,
  due: readonly Notice[],
  { url }: OwnIssue,
): Promise<boolean> {
  const { github, login } = work;
  let isComplete = true;
  for (const [id, send] of work.channels) {
    const name = `${nameNotice(escalation, escalation.notices)}/channel/${id}`;
    work.tree ??= await findTree(github);
    // Sent already, or being sent: nobody can see whether it arrived, so it is not tried twice.
    const claimed = await claim(github, name, work.tree, login, { generations: 1 });
    if (typeof claimed === 'string') continue;
    const title = writeTitle(escalation);
    if (!(await send({ name, title, escalation, due, url }))) {
      await release(github, claimed);
      isComplete = false;
    }
  }
  return isComplete;
}

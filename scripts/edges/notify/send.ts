import { createHmac } from 'node:crypto';
import { createTransport } from 'nodemailer';
import type { Channel } from '../../../schemas/generated/records.ts';

/** Fields of every message; each format reads the others. */
export interface Message {
  /** The same whenever the message is sent, so that a receiver can recognise a repetition. */
  name: string;
  title: string;
}

/** How a message looks in each kind of channel: JSON for the first three, plain text for mail. */
export interface Formats<M extends Message> {
  webhook: (message: M) => object;
  slack: (message: M) => object;
  teams: (message: M) => object;
  email: (message: M) => string;
}

/**
 * Sends a message, and returns false if the channel did not confirm that it took it: the next run then
 * sends it again under the same name.
 */
export type Send<M extends Message> = (message: M) => Promise<boolean>;

/** Ten seconds are enough for a receiver that is well. */
const patience = 10_000;

/**
 * Opens a channel of the settings.
 *
 * @param environment where its address and secret are; never in a file
 * @returns how to send, or what is missing, in one sentence
 */
export function openChannel<M extends Message>(
  channel: Channel,
  environment: Readonly<Record<string, string | undefined>>,
  formats: Formats<M>,
): { send: Send<M> } | { missing: string } {
  const { id, kind, address_from: name, secret_from: secretName } = channel;
  const address = environment[name];
  if (address === undefined || address === '') {
    return { missing: `The channel ${id} has no address: ${name} is not set.` };
  }
  if (!URL.canParse(address)) return { missing: `The channel ${id}: ${name} holds no address.` };
  const secret = secretName === undefined ? undefined : environment[secretName];
  if (secretName !== undefined && (secret === undefined || secret === '')) {
    return { missing: `The channel ${id} has no secret: ${secretName} is not set.` };
  }
  if (kind === 'email') {
    const { from, to } = channel;
    return from === undefined || to === undefined
      ? { missing: `The channel ${id} needs \`from\` and \`to\`.` }
      : { send: (message) => sendMail(address, from, to, message, formats.email(message)) };
  }
  const format = formats[kind];
  return { send: (message) => post(address, format(message), message.name, secret) };
}

/**
 * The signature of a webhook: `t=<seconds>,v1=<HMAC-SHA256 of "<seconds>.<body>" in hexadecimal>`. The
 * time in it lets a receiver refuse what was recorded and sent again.
 */
export function signBody(body: string, secret: string, seconds: number): string {
  const digest = createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex');
  return `t=${seconds},v1=${digest}`;
}

async function post(
  address: string,
  content: object,
  name: string,
  secret: string | undefined,
): Promise<boolean> {
  const body = JSON.stringify(content);
  const headers: Record<string, string> = {
    'content-type': 'application/json',
    'user-agent': 'sitrep',
    'idempotency-key': name,
    ...(secret !== undefined && {
      'sitrep-signature': signBody(body, secret, Math.floor(Date.now() / 1000)),
    }),
  };
  try {
    const response = await fetch(address, {
      method: 'POST',
      headers,
      body,
      redirect: 'error',
      signal: AbortSignal.timeout(patience),
    });
    await response.body?.cancel();
    // A receiver that broke down may have taken it, and knows by the key.
    return response.ok;
  } catch {
    return false;
  }
}

async function sendMail(
  address: string,
  from: string,
  to: readonly string[],
  message: Message,
  text: string,
): Promise<boolean> {
  const transport = createTransport({
    url: address,
    connectionTimeout: patience,
    socketTimeout: patience,
  });
  try {
    await transport.sendMail({
      from,
      to: [...to],
      subject: message.title,
      text,
      // The same for the same message: mail programs show it once.
      messageId: `<${message.name.replaceAll(/[^a-zA-Z0-9.-]/g, '.')}@sitrep.invalid>`,
    });
    return true;
  } catch {
    return false;
  } finally {
    transport.close();
  }
}

import { request as ask, type ClientRequest } from 'node:http';
import { expect, it, onTestFinished } from 'vitest';
import { startMetrics } from './metrics.ts';
import { listen, type Endpoint, type Receiving } from './receive.ts';
import type { Proof } from './signature.ts';
import { openSpool } from './spool.ts';
import { testdir } from '../../testing/folder.ts';

const signed: Proof = { kind: 'signature', header: 'x-signature', secrets: ['s'.repeat(32)] };
const token: Proof = { kind: 'bearer', header: 'authorization', secrets: ['t'.repeat(32)] };

async function start(
  proofs: Record<string, Proof | undefined>,
  { maxBytes = 1000, signals = 1, left = [] as string[] } = {},
) {
  const spool = openSpool(testdir());
  const receiving: Receiving = {
    spool,
    metrics: startMetrics(),
    findEndpoint: (id): Endpoint | undefined => {
      const proof = proofs[id];
      return { ...(proof && { proof }), read: () => ({ signals, left }) };
    },
    wake: () => undefined,
    findTrouble: () => undefined,
    clock: () => Date.parse('2026-01-14T08:00:00Z'),
    maxBytes,
  };
  const listening = await listen(receiving, { host: '127.0.0.1', port: 0 });
  onTestFinished(() => void listening.close());
  return { ...listening, spool };
}

async function post(url: string, body: string, headers: Record<string, string> = {}) {
  const response = await fetch(url, { method: 'POST', body, headers });
  return response.status;
}

/** Starts sending a body without finishing it. */
function beginBody(url: string, bytes: number): ClientRequest {
  const begun = ask(url, { method: 'POST', headers: { 'content-length': String(bytes + 1) } });
  begun.on('error', () => undefined).write(Buffer.alloc(bytes, 32));
  onTestFinished(() => void begun.destroy());
  return begun;
}

it('rejects requests from pages in a browser if senders need no proof', async () => {
  const { url, spool } = await start({});
  const page = { origin: 'https://evil.example.com', 'content-type': 'text/plain' };
  expect(await post(`${url}intake/generic`, '{}', page)).toBe(403);
  expect(await post(`${url}intake/generic`, '{}', { origin: 'null' })).toBe(403);
  expect(spool.size()).toBe(0);
  expect(await post(`${url}intake/generic`, '{}')).toBe(202);
});

it('accepts a payload without an alert, and stores nothing', async () => {
  const { url, spool } = await start({}, { signals: 0, left: ['a ping'] });
  const response = await fetch(`${url}intake/generic`, { method: 'POST', body: '{}' });
  expect(response.status).toBe(202);
  expect(await response.json()).toEqual({ accepted: 0, left: ['a ping'], again: false });
  expect(spool.size()).toBe(0);
});

it('limits the memory for bodies of unauthenticated senders', async () => {
  const { url } = await start({ signed, token });
  const begun = Array.from({ length: 40 }, () => beginBody(`${url}intake/signed`, 900));
  await expect.poll(() => post(`${url}intake/signed`, `"${' '.repeat(900)}"`)).toBe(503);
  for (const one of begun) one.destroy();
  await expect.poll(() => post(`${url}intake/signed`, `"${' '.repeat(900)}"`)).toBe(401);
});

it('rejects a wrong token before it reads the body', async () => {
  const { url } = await start({ token });
  const begun = beginBody(`${url}intake/token`, 900);
  const status = await new Promise((resolve) => {
    begun.on('response', ({ statusCode }) => {
      resolve(statusCode);
    });
  });
  expect(status).toBe(401);
});

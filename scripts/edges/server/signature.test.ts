import { createHmac } from 'node:crypto';
import { expect, it, test } from 'vitest';
import { isProved, type Proof } from './signature.ts';

const body = Buffer.from('{"event":{"id":"é"}}');
const sign = (secret: string): string => createHmac('sha256', secret).update(body).digest('hex');
const proof: Proof = { kind: 'signature', header: 'x-signature', secrets: ['new', 'old'] };
const ask = (value: string | undefined, given = proof, sent: Uint8Array = body): boolean =>
  isProved(given, { header: (name) => (name === 'x-signature' ? value : undefined), body: sent });

test.each([
  [`v1=${sign('new')}`, true],
  [`v1=${sign('old')}`, true],
  [`v1=${sign('other')},v1=${sign('old')}`, true],
  [`sha256=${sign('new')}`, true],
  [sign('new').toUpperCase(), true],
  [`v1=${sign('other')}`, false],
  [`v0=${sign('new')}`, false],
  [`v1=${sign('new').slice(0, 63)}`, false],
  [`v1=${sign('new')}0`, false],
  [sign(''), false],
  ['v1=', false],
  ['', false],
  [undefined, false],
])('judges %s', (value, outcome) => {
  expect(ask(value)).toBe(outcome);
});

it('rejects a body other than the signed one', () => {
  expect(ask(`v1=${sign('new')}`, proof, Buffer.from('{"event":{"id":"e"}}'))).toBe(false);
});

it('rejects empty secrets, and everything if there is no secret', () => {
  expect(ask(sign(''), { ...proof, secrets: [''] })).toBe(false);
  expect(ask(sign(''), { ...proof, secrets: [] })).toBe(false);
});

test.each([
  ['Bearer token-1', true],
  ['bearer  token-2', true],
  ['Bearer token-3', false],
  ['Bearer ', false],
  ['token-1', false],
  [undefined, false],
])('judges the token of %s', (value, outcome) => {
  const bearer: Proof = { kind: 'bearer', header: 'x', secrets: ['token-1', 'token-2'] };
  const header = (name: string) => (name === 'authorization' ? value : undefined);
  expect(isProved(bearer, { header, body })).toBe(outcome);
});

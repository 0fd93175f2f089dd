import { describe, expect, it } from 'vitest';
import { findSecrets } from './secrets.ts';

const join = (...parts: string[]): string => parts.join('');

/** Put together here, so that no scanner takes this file for a leak. */
const secrets: [what: string, text: string][] = [
  ['a private key', join('-----BEGIN RSA PRIVATE', ' ', 'KEY-----\n  MIIEpAIBAAKCAQEA7b\n')],
  ['an AWS key', join('aws: AKIA', 'Q3EGRZ2XVB5TKWMP')],
  ['a GitHub token', join('see ghp_', 'aB3dE5gH7jK9mN1pQ3sT5vW7yZ9bC1dE3fG5')],
  ['a GitLab token', join('glpat-', 'x8Kq2Lm4Zt6Vb9Nc1Rd3')],
  ['a Slack token', join('"xoxb-', '2048163264-512102420-aZbYcXdWeV', '"')],
  [
    'a webhook address',
    join('https://hooks.slack.com/services/T0A1B2C3D/B4E5F6G7H/', 'q1w2e3r4t5y6'),
  ],
  ['a Stripe key', join('sk_live_', '4eC39HqLyjWDarjtT1zdp7dc')],
  ['a Google key', join('AIza', 'SyD3f5H7j9K1l3N5p7R9t1V3x5Z7b9D1f3H')],
  [
    'a signed token',
    join('eyJ', 'hbGciOiJIUzI1NiJ9', '.eyJ', 'zdWIiOiIxMjM0NTY', '.', 'SflKxwRJSMeKKF2QT4fw'),
  ],
  ['a password in an address', 'amqp://board:k7Hq2vTz9@bus.internal:5672/departures'],
  ['a key for an AI service', join('sk-', 'Qm9xKt27'.repeat(6))],
  ['a key for an AI service', join('sk-proj-', 'aB3dE5gH7jK9mN1pQ3sT5vW7')],
  [
    'a token in an address',
    'https://k7Hq2vTz9Lm4Xb6Nc8Rd1Pf3Sg5Wj0Yq2Ae4@github.com/northwind/board',
  ],
  ['a password or key', '**password:** aK7xQm92LpZt4Rw8Yc'],
  ['a password or key', '**Password**: aK7xQm92LpZt4Rw8Yc'],
  ['a password or key', 'password=`aK7xQm92LpZt4Rw8Yc`'],
  ['a password or key', '| password | aK7xQm92LpZt4Rw8Yc |'],
  ['a password or key', '| `api key`                      | `aK7xQm92LpZt4Rw8Yc` |'],
  ['a password or key', 'mysql --user root --password aK7xQm92LpZt4Rw8Yc'],
  ['a password or key', 'vault --db-token "aK7xQm92LpZt4Rw8Yc"'],
  ['a password or key', 'password => aK7xQm92LpZt4Rw8Yc'],
  ['a password or key', 'pwd=aK7xQm92LpZt4Rw8Yc'],
  ['a password or key', 'Passwort: aK7xQm92LpZt4Rw8Yc'],
  ['a password or key', 'Wachtwoord: aK7xQm92LpZt4Rw8Yc'],
  ['a password or key', 'The password is aK7xQm92LpZt4Rw8Yc'],
  ['a password or key', 'Das Passwort lautet: aK7xQm92LpZt4Rw8Yc'],
  ['a password or key', 'SECRET_KEY = "aK7xQm92LpZt4Rw8Yc"'],
  ['a password or key', 'API_KEY=9f8e7d6c5b4a39281706'],
  ['a password or key', "db_password: 'Tr4in-Spotting!77'"],
  ['a password or key', 'Authorization: Bearer 4f9aB2c7D1e8F3a6'],
];

it.each(secrets)('finds %s in %j, whatever surrounds it, and does not tell it', (what, text) => {
  for (const [before, after] of [
    ['', ''],
    ['# It was long ago.\n- note: |\n    ', '\n'],
    ['a'.repeat(40) + ' ', ' and so on'],
  ] as const) {
    const found = findSecrets(before + text + after, 'x.md');
    expect(found.map(({ message }) => message)).toEqual([`This seems to be ${what}.`]);
    const value = text.slice(-10).trim();
    expect(JSON.stringify(found)).not.toContain(value);
    expect(found[0]?.line).toBe(before.split('\n').length);
  }
});

it('finds one behind a placeholder of its kind', () => {
  for (const text of [
    'password: change-me-please-1 became password: Tr4in-Spotting!77x',
    join('AKIAIOSFODNN7EXAMPLE,', 'AKIA', 'Q3EGRZ2XVB5TKWMP'),
  ])
    expect(findSecrets(text, 'x.md'), text).toHaveLength(1);
});

describe('leaves alone', () => {
  it.each([
    'AKIAIOSFODNN7EXAMPLE is what Amazon writes in its manual',
    'postgres://checkout:$PASSWORD@db.internal and https://user:password@host.example',
    'redis://cache:<password>@cache.internal:6379/0',
    'token: ${{ secrets.DEPLOY_TOKEN_2026_PRODUCTION }}',
    'secret_from: WEBHOOK_SECRET_OF_THE_ROOM_2',
    'password: see-the-vault-under-checkout-2',
    'token: 2026-01-14-checkout-latency-2',
    'digest: "83395fab956bebcdac7e4d16108ac3f9f5611255fd3527325cca5d906e37774c"',
    'https://github.com/northwind-rail/incidents/pull/36#pullrequestreview-1234567890',
    '2026-01-28T10:00:00+01:00 fe80::1:2:3:4%eth0 sha512-aB3dE5gH7jK9mN1pQ3sT5vW7yZ9bC1dE3fG5',
    'The token bucket: twenty-thousand requests2 an hour.',
    'https://0a1b2c3d4e5f60718293a4b5c6d7e8f9@o123.ingest.sentry.io/42',
    'ssh://deploy-bot-of-the-board-2026@git.internal/board',
    'The password is misconfigured, and the token was 2026-01-14-checkout-latency all along.',
    '| token | checkout-2026-01-14-and-more | The secret is in checkout-settings-v2.',
    'PWD=/srv/northwind/board2/releases and pwd=$(cat /run/secrets/board2)',
    '| Token | checkout-v2-deploy-20260114T0812 |',
    'The secret is etc/kubernetes/pki/apiserver2.key',
    'https://checkout-service-prod2026@dev.azure.com/x',
    'panic: unexpected token: SELECT_id_FROM_orders2026 near line 4',
    'task-Qm9xKt27Qm9xKt27Qm9xKt27Qm9xKt27Qm9xKt27Qm9xKt27',
    'vault --token-file board2-token-file-9f8e7d6c --secret projects/board2/secrets/checkout',
    'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx password=xxxxxxxxxxxx1234',
  ])('%s', (text) => {
    expect(findSecrets(text, 'x.md')).toEqual([]);
  });
});

it('tells two secrets of one line apart, and takes a long text in linear time', () => {
  const two = join(
    'ghp_',
    'aB3dE5gH7jK9mN1pQ3sT5vW7yZ9bC1dE3fG5',
    ' glpat-',
    'x8Kq2Lm4Zt6Vb9Nc1Rd3',
  );
  expect(findSecrets(two, 'x.md').map(({ column }) => column)).toEqual([1, 42]);
  const started = performance.now();
  for (const piece of [
    'a://',
    'password=',
    'eyJaaaaaaaaaa.',
    '-eyJaaaaaaaa',
    join('AKIA', 'ABCDEFGHIJKLMNOP', '\n'),
    'token: ',
    'SG.',
    'password | ',
    '--token ',
    'pwd:                      ',
    'token is ',
    '_'.repeat(999) + 'secret*_`',
    'https://aaaaaaaaaaaaaaaaaaaaaaa',
    'a'.repeat(999) + ' ',
  ])
    findSecrets(piece.repeat(256_000 / piece.length), 'x.md');
  expect(performance.now() - started).toBeLessThan(20_000);
});

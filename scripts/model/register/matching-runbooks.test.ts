import { expect, test } from 'vitest';
import { matchRunbooks } from './matching-runbooks.ts';
import type { Register, Runbook } from './register.ts';

const runbook = (id: string, rest: Partial<Runbook>): [string, Runbook] => [
  id,
  {
    ...{ id, path: `runbooks/${id}.md`, hash: '', title: id, services: [], owner: 'web' },
    ...{ reviewed: '2026-01-01', review_every: '90d' },
    ...rest,
  },
];
const register: Pick<Register, 'runbooks' | 'services'> = {
  runbooks: new Map([
    runbook('any-checkout', { services: ['checkout'] }),
    runbook('pool', {
      services: ['checkout'],
      matches: { labels: { alertname: 'PoolFull' }, categories: ['capacity'] },
    }),
    runbook('elsewhere', { services: ['search'] }),
    runbook('named', { services: [] }),
  ]),
  services: new Map([
    [
      'checkout',
      {
        ...{ id: 'checkout', path: '', hash: '', name: '', tier: 1, team: 'web' },
        runbooks: ['named'],
      },
    ],
  ]),
};
const match = (symptoms: Parameters<typeof matchRunbooks>[1]): string[] =>
  matchRunbooks(register, symptoms).map(({ id }) => id);

test('by service, and better by category', () => {
  expect(match({ services: ['checkout'], category: 'capacity' })).toEqual([
    'pool',
    'any-checkout',
    'named',
  ]);
  expect(match({ services: ['search'] })).toEqual(['elsewhere']);
  expect(match({ services: [] })).toEqual([]);
});

test('by the labels of an alert; a runbook for another alert is none', () => {
  expect(match({ services: ['checkout'], labels: { alertname: 'PoolFull' } })[0]).toBe('pool');
  expect(match({ services: [], labels: { alertname: 'PoolFull' } })).toEqual(['pool']);
  expect(match({ services: ['checkout'], labels: { alertname: 'DiskFull' } })).not.toContain(
    'pool',
  );
});

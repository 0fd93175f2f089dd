import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { testdir } from '../../testing/folder.ts';
import { lockSpool } from './lock.ts';
import { openSpool } from './spool.ts';

const minute = 60_000;
const at = Date.parse('2026-01-14T08:00:00Z');
const delivery = (text: string, minutes = 0, key?: string) => ({
  source: 'pagerduty',
  received: at + minutes * minute,
  text,
  ...(key !== undefined && { key }),
});

it('keeps accepted payloads until they are processed, even by another process', async () => {
  const folder = testdir();
  const spool = openSpool(folder);
  expect(await spool.accept(delivery('{"a":1}'))).toBe('accepted');
  expect(await spool.accept(delivery('{"a":2}', 1))).toBe('accepted');
  const next = openSpool(folder);
  const names = next.list();
  expect(names.map((name) => next.read(name))).toMatchObject([
    { source: 'pagerduty', received: at, payload: { a: 1 } },
    { payload: { a: 2 } },
  ]);
  next.finish(names.slice(0, 1));
  next.setAside(names[1] ?? '');
  expect(openSpool(folder).size()).toBe(0);
  expect(readdirSync(join(folder, 'failed'))).toHaveLength(1);
});

it('accepts a delivery once, even at the same time or after it was processed', async () => {
  const folder = testdir();
  const spool = openSpool(folder);
  const ten = await Promise.all(Array.from({ length: 10 }, () => spool.accept(delivery('{}'))));
  expect(ten.sort()).toEqual(['accepted', ...Array<string>(9).fill('again')].sort());
  spool.finish(spool.list());
  expect(await openSpool(folder).accept(delivery('{}', 1))).toBe('again');
  // A tool that sends no time sends the same bytes when it fires again.
  expect(await spool.accept(delivery('{}', 3))).toBe('accepted');
});

it('recognises a delivery by its key for a day', async () => {
  const folder = testdir();
  const spool = openSpool(folder);
  expect(await spool.accept(delivery('{}', 0, 'one'))).toBe('accepted');
  expect(await spool.accept(delivery('{"other":1}', 23 * 60, 'one'))).toBe('again');
  expect(await spool.accept(delivery('{}', 1, 'two'))).toBe('accepted');
  spool.finish(spool.list());
  expect(readdirSync(join(folder, 'done'))).toHaveLength(2);
  expect(await spool.accept(delivery('{}', 25 * 60, 'one'))).toBe('accepted');
  spool.finish(spool.list());
  // Deliveries older than a day are forgotten.
  expect(readdirSync(join(folder, 'done'))).toHaveLength(1);
});

it('limits the number of payloads, and removes incomplete ones', async () => {
  const folder = testdir();
  const spool = openSpool(folder, 2);
  const answers = [];
  for (const text of ['1', '2', '3']) answers.push(await spool.accept(delivery(text)));
  expect(answers).toEqual(['accepted', 'accepted', 'full']);
  writeFileSync(join(folder, 'in/01768377600000-b0.json.tmp'), '{');
  expect(openSpool(folder).size()).toBe(2);
  expect(readdirSync(join(folder, 'in'))).toHaveLength(2);
});

it('is locked by one running process', () => {
  const folder = testdir();
  const unlock = lockSpool(folder, Date.now());
  expect(unlock).toBeDefined();
  // Another running process: our parent.
  unlock?.();
  mkdirSync(join(folder, 'lock', String(process.ppid)), { recursive: true });
  expect(lockSpool(folder, Date.now())).toBeUndefined();
});

it('is taken over from a process that has ended', () => {
  const folder = testdir();
  mkdirSync(join(folder, 'lock/999999999'), { recursive: true });
  expect(lockSpool(folder, Date.now())).toBeDefined();
});

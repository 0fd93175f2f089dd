import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { testdir } from '../../testing/folder.ts';
import { ChangedSince, removeFile, writeFileAtomic } from './write.ts';

const before = 'old\n';
const after = 'new\n'.repeat(50_000);

/**
 * Acts on the file, and at its n-th file-system call kills itself or lets the call fail: every function
 * of fs/promises, and every method of a file that one opens, counts; a writing is two halves.
 */
const actor = `
import fs from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
const [path, action, how, at, module] = process.argv.slice(2);
const calls = [];
const fail = (name) => {
  calls.push(name);
  if (calls.length !== Number(at)) return;
  if (how === 'kill') process.kill(process.pid, 'SIGKILL');
  throw Object.assign(new Error(how), { code: how });
};
const wrap = (target, name) => {
  const call = target[name].bind(target);
  target[name] = async (...args) => {
    fail(name);
    if (name === 'writeFile') {
      const half = args[0].length / 2;
      await call(args[0].slice(0, half));
      fail('writeFile, half');
      args[0] = args[0].slice(half);
    }
    const result = await call(...args);
    if (name === 'open') {
      const methods = [result, Object.getPrototypeOf(result)].flatMap(Object.getOwnPropertyNames);
      for (const each of methods) if (each !== 'constructor' && typeof result[each] === 'function') wrap(result, each);
    }
    return result;
  };
};
for (const name of Object.keys(fs)) if (typeof fs[name] === 'function') wrap(fs, name);
syncBuiltinESMExports();
const { writeFileAtomic, removeFile } = await import(module);
const old = Buffer.from('old\\n');
const text = 'new\\n'.repeat(50_000);
const actions = {
  replace: () => writeFileAtomic(path, text, { expected: old }),
  overwrite: () => writeFileAtomic(path, text),
  create: () => writeFileAtomic(path, text, { expected: 'none' }),
  remove: () => removeFile(path, old),
};
try {
  await actions[action]();
  console.log(JSON.stringify({ calls, told: 'done' }));
} catch (error) {
  console.log(JSON.stringify({ calls, told: error.code ?? error.message }));
}
`;

interface Acted {
  /** Content of the file afterwards; undefined for no file. */
  text: string | undefined;
  /** Files beside it. */
  beside: string[];
  calls: string[];
  /** `done`, or the error's code. */
  told?: string;
  killed: boolean;
}

const actions = ['replace', 'overwrite', 'create', 'remove'] as const;
type Action = (typeof actions)[number];

function act(action: Action, how: string, at: number): Acted {
  const folder = testdir({ 'code/actor.mjs': actor });
  const data = testdir(action === 'create' ? {} : { 'a.md': before });
  const path = join(data, 'a.md');
  const module = new URL('write.ts', import.meta.url).href;
  const args = [join(folder, 'code/actor.mjs'), path, action, how, `${at}`, module];
  const { stdout, signal } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  const told = (stdout === '' ? { calls: [] } : JSON.parse(stdout)) as Pick<
    Acted,
    'calls' | 'told'
  >;
  return {
    ...told,
    text: existsSync(path) ? readFileSync(path, 'utf8') : undefined,
    beside: readdirSync(data).filter((name) => name !== 'a.md'),
    killed: signal === 'SIGKILL',
  };
}

const flushed = ['open', 'writeFile', 'writeFile, half', 'sync', 'close'];
const folder = ['open', 'sync', 'close'];
const kept = flushed.toSpliced(3, 0, 'chmod');

/** In this order a power cut leaves the old or the new text too: whole on disk before it gets its name. */
const calls: Record<Action, string[]> = {
  replace: ['lstat', ...kept, 'readFile', 'rename', ...folder],
  overwrite: ['lstat', ...kept, 'rename', ...folder],
  create: ['lstat', ...flushed, 'link', 'rm', ...folder],
  remove: ['readFile', 'rm', ...folder],
};

describe.each(actions)('%s', (action) => {
  const old = action === 'create' ? undefined : before;
  const wanted = action === 'remove' ? undefined : after;
  const points = calls[action].map((call, index) => ({ call, at: index + 1 }));

  it('does it by these calls, and leaves nothing beside', () => {
    const whole = act(action, 'nothing', 0);
    expect(whole).toMatchObject({ text: wanted, beside: [], calls: calls[action] });
  });

  it('leaves the old or the new text wherever it is killed', () => {
    const seen = new Set<string | undefined>();
    for (const { at } of points) {
      const { text, killed, beside } = act(action, 'kill', at);
      expect(killed).toBe(true);
      expect([old, wanted]).toContain(text);
      // What a killed run leaves is no record: dot files are passed over.
      expect(beside.every((name) => /^\.a\.md\.[0-9a-f]{12}\.tmp$/.test(name))).toBe(true);
      seen.add(text);
    }
    expect(seen).toEqual(new Set([old, wanted]));
  });

  it('leaves the old or the new text whichever call fails, and says so', () => {
    for (const { call, at } of points) {
      const failed = act(action, 'ENOSPC', at);
      expect([old, wanted]).toContain(failed.text);
      // Nobody is told that it was done where it was not.
      if (failed.told === 'done') expect([call, failed.text]).toEqual([call, wanted]);
      if (call !== 'rm') expect([call, failed.beside]).toEqual([call, []]);
    }
  });
});

describe('writeFileAtomic', () => {
  it('refuses a file that changed since it was read, and one that went away', async () => {
    const folder = testdir({ 'a.md': 'theirs' });
    const expected = Buffer.from('mine');
    await expect(writeFileAtomic(join(folder, 'a.md'), 'x', { expected })).rejects.toThrow(
      ChangedSince,
    );
    await expect(writeFileAtomic(join(folder, 'b.md'), 'x', { expected })).rejects.toThrow(
      ChangedSince,
    );
    expect(readdirSync(folder)).toEqual(['a.md']);
    expect(readFileSync(join(folder, 'a.md'), 'utf8')).toBe('theirs');
  });

  it('never replaces what is there when it is to make a file, and removes only what was read', async () => {
    const data = testdir({ 'a.md': 'theirs' });
    const path = join(data, 'a.md');
    await expect(writeFileAtomic(path, 'x', { expected: 'none' })).rejects.toThrow(ChangedSince);
    await expect(removeFile(path, Buffer.from('mine'))).rejects.toThrow(ChangedSince);
    await expect(removeFile(join(data, 'b.md'), Buffer.from(''))).rejects.toThrow(ChangedSince);
    expect(readdirSync(data)).toEqual(['a.md']);
    expect(readFileSync(path, 'utf8')).toBe('theirs');
    await removeFile(path, Buffer.from('theirs'));
    expect(readdirSync(data)).toEqual([]);
  });

  it('lets one of many who make the same file succeed', async () => {
    const data = testdir();
    const path = join(data, 'a.md');
    const texts = Array.from({ length: 20 }, (_, index) => `${index}\n`.repeat(1000));
    const made = await Promise.allSettled(
      texts.map((text) => writeFileAtomic(path, text, { expected: 'none' })),
    );
    const winners = texts.filter((_, index) => made[index]?.status === 'fulfilled');
    expect(winners).toEqual([readFileSync(path, 'utf8')]);
    expect(readdirSync(data)).toEqual(['a.md']);
  });

  it('shows concurrent readers the old or the new text', async () => {
    const data = testdir({ 'a.md': before });
    const path = join(data, 'a.md');
    const texts = Array.from({ length: 50 }, (_, index) => `${index}\n`.repeat(20_000));
    let isDone = false;
    const read = async (): Promise<void> => {
      while (!isDone) {
        const text = await readFile(path, 'utf8');
        expect(text === before || texts.includes(text)).toBe(true);
      }
    };
    const readers = [read(), read()];
    for (const text of texts) await writeFileAtomic(path, text);
    isDone = true;
    await Promise.all(readers);
  });

  it('keeps permissions, and refuses a symbolic link', async () => {
    const folder = testdir({ 'a.md': 'x' });
    const { mode } = statSync(join(folder, 'a.md'));
    await writeFileAtomic(join(folder, 'a.md'), 'é');
    expect(statSync(join(folder, 'a.md')).mode).toBe(mode);
    expect(readFileSync(join(folder, 'a.md'), 'utf8')).toBe('é');
    symlinkSync('a.md', join(folder, 'l.md'));
    await expect(writeFileAtomic(join(folder, 'l.md'), 'y')).rejects.toThrow('symbolic link');
  });
});

import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { testdir } from '../testdir.ts';
import { ChangedSince, writeFileAtomic } from './write.ts';

const before = 'old\n';
const after = 'new\n'.repeat(50_000);

/** Writes the file, and kills itself just before (or, in halves, within) its n-th file-system call. */
const writer = `
import fs from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
const [path, text, killAt, module] = process.argv.slice(2);
let calls = 0;
const die = () => { if (++calls === Number(killAt)) process.kill(process.pid, 'SIGKILL'); };
const wrap = (target, name) => {
  const call = target[name].bind(target);
  target[name] = async (...args) => {
    die();
    if (name === 'writeFile') { await call(args[0].slice(0, args[0].length / 2)); die(); args[0] = args[0].slice(args[0].length / 2); }
    const result = await call(...args);
    if (name === 'open') for (const each of ['writeFile', 'chmod', 'sync', 'close']) wrap(result, each);
    return result;
  };
};
for (const name of ['open', 'rename', 'rm', 'lstat', 'readFile']) wrap(fs, name);
syncBuiltinESMExports();
const { writeFileAtomic } = await import(module);
await writeFileAtomic(path, text.repeat(50_000), { expected: Buffer.from('old\\n') });
console.log(calls);
`;

describe('writeFileAtomic', () => {
  it('leaves the old or the new text wherever it is killed', () => {
    const module = new URL('write.ts', import.meta.url).href;
    const run = (killAt: number): { text: string; out: string; folder: string } => {
      const folder = testdir({ 'a.md': before, 'writer.mjs': writer });
      const args = [join(folder, 'writer.mjs'), join(folder, 'a.md'), 'new\n', `${killAt}`, module];
      const { stdout } = spawnSync(process.execPath, args, { encoding: 'utf8' });
      return { text: readFileSync(join(folder, 'a.md'), 'utf8'), out: stdout, folder };
    };
    const whole = run(0);
    const calls = Number(whole.out);
    expect(whole.text).toBe(after);
    expect(readdirSync(whole.folder).sort()).toEqual(['a.md', 'writer.mjs']);
    expect(calls).toBeGreaterThan(8);
    const seen = new Set<string>();
    for (let killAt = 1; killAt <= calls; killAt++) {
      const { text, out } = run(killAt);
      expect(out).toBe('');
      expect([before, after]).toContain(text);
      seen.add(text);
    }
    expect(seen.size).toBe(2);
  });

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

/** For tests: real folders, real repositories, and the real command. */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { packageRoot } from '../edges/disk/package.ts';

/** A folder with these files, removed when the test is finished. */
export function testdir(files: Record<string, string | Uint8Array> = {}): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'sitrep-test-')));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  writeTree(folder, files);
  return folder;
}

export function writeTree(folder: string, files: Record<string, string | Uint8Array>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

/** Runs git there as nobody in particular, at a given instant. */
export function git(folder: string, args: readonly string[], at = '2026-01-14T12:00:00Z'): string {
  return execFileSync(
    'git',
    ['-c', 'user.name=Test', '-c', 'user.email=test@example.com', ...args],
    {
      cwd: folder,
      encoding: 'utf8',
      env: {
        ...process.env,
        GIT_COMMITTER_DATE: at,
        GIT_AUTHOR_DATE: at,
        GIT_CONFIG_GLOBAL: '/dev/null',
      },
    },
  );
}

/** A repository that holds these files in one commit. */
export function gitdir(files: Record<string, string>, at?: string): string {
  const folder = testdir(files);
  git(folder, ['init', '--quiet', '--initial-branch=main']);
  commitAll(folder, at);
  return folder;
}

export function commitAll(folder: string, at?: string): void {
  git(folder, ['add', '--all']);
  git(folder, ['commit', '--quiet', '--message', 'Record'], at);
}

export interface Ran {
  status: number | null;
  stdout: string;
  stderr: string;
}

/** Runs `sitrep` in a folder as a user would, without a terminal. */
export async function sitrep(folder: string, ...args: string[]): Promise<Ran> {
  return sitrepWith({}, folder, ...args);
}

/** The same with more in its environment. */
export async function sitrepWith(
  environment: Readonly<Record<string, string>>,
  folder: string,
  ...args: string[]
): Promise<Ran> {
  const child = spawn(process.execPath, [join(packageRoot, 'scripts/sitrep.js'), ...args], {
    cwd: folder,
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ran: Ran = { status: null, stdout: '', stderr: '' };
  child.stdout.on('data', (chunk: Buffer) => (ran.stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (ran.stderr += chunk.toString()));
  [ran.status] = (await once(child, 'close')) as [number | null];
  return ran;
}

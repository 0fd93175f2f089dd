/** Makes real folders and repositories for tests, and runs the real command in them. */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { packageRoot } from '../edges/disk/package.ts';

/** Makes a folder with files, removed when the test is finished. */
export function testdir(files: Record<string, string | Uint8Array> = {}): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'sitrep-test-')));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  writeTree(folder, files);
  return folder;
}

/** Writes files below a folder. */
export function writeTree(folder: string, files: Record<string, string | Uint8Array>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

/** Runs git there as nobody in particular, at a given instant. */
export function git(folder: string, args: readonly string[], at = noon): string {
  return execFileSync('git', [...nobody, ...args], gitOptions(folder, at));
}

const noon = '2026-01-14T12:00:00Z';
const nobody = ['-c', 'user.name=Test', '-c', 'user.email=test@example.com'];

function gitOptions(folder: string, at: string) {
  const dates = { GIT_COMMITTER_DATE: at, GIT_AUTHOR_DATE: at };
  const env = { ...process.env, ...dates, GIT_CONFIG_GLOBAL: '/dev/null' };
  return { cwd: folder, encoding: 'utf8', env } as const;
}

/**
 * Runs several git commands there, one after the other, from one shell: to start a process takes a test
 * longer than it takes the shell, and longer than git takes.
 */
export function gitEach(folder: string, commands: readonly (readonly string[])[], at = noon): void {
  const quote = (word: string): string => `'${word.replaceAll("'", String.raw`'\''`)}'`;
  const lines = commands.map((args) => ['git', ...nobody, ...args].map(quote).join(' '));
  execFileSync('sh', ['-e', '-c', lines.join('\n')], gitOptions(folder, at));
}

/** Makes a repository with files in one commit. */
export function gitdir(files: Record<string, string>, at?: string): string {
  const folder = testdir(files);
  gitEach(folder, [['init', '--quiet', '--initial-branch=main'], ...record], at);
  return folder;
}

/** Commits all changes in a folder. */
export function commitAll(folder: string, at?: string): void {
  gitEach(folder, record, at);
}

const record = [
  ['add', '--all'],
  ['commit', '--quiet', '--message', 'Record'],
];

export interface Ran {
  status: number | null;
  stdout: string;
  stderr: string;
}

/** Runs `sitrep` in a folder as a user would, without a terminal. */
export async function sitrep(folder: string, ...args: string[]): Promise<Ran> {
  return sitrepWith({}, folder, ...args);
}

/** Runs `sitrep` with more variables in its environment. */
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

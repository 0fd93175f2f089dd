/** Runs the real command for tests, in processes that may have run it before. */
import { spawn, type ChildProcessByStdio } from 'node:child_process';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { packageRoot } from '../edges/disk/package.ts';
import { endOfRun, type HostRun } from './asked.ts';
import type { Ran } from './folder.ts';

type Host = ChildProcessByStdio<null, Socket, Socket>;

/** Idle hosts. */
const idle: Host[] = [];

/** Maximum number of idle hosts, because each takes the memory of a program. */
const maxIdle = 2;

/** Runs `sitrep` in a folder as a user would, without a terminal. */
export async function sitrep(folder: string, ...args: string[]): Promise<Ran> {
  return runHosted({ folder, args, environment: process.env });
}

/** Runs `sitrep` with more variables in its environment. */
export async function sitrepWith(
  environment: Readonly<Record<string, string>>,
  folder: string,
  ...args: string[]
): Promise<Ran> {
  return runHosted({ folder, args, environment: { ...process.env, ...environment } });
}

/** Runs `sitrep` in an idle host, and returns its output even if the process ends. */
function runHosted(hostRun: HostRun): Promise<Ran> {
  const host = idle.pop() ?? startHost(hostRun.environment);
  return new Promise((resolve) => {
    const chunks = { stdout: [] as Buffer[], stderr: [] as Buffer[] };
    let status: number | null | undefined;
    const answer = (): void => {
      const stdout = Buffer.concat(chunks.stdout).toString();
      const stderr = Buffer.concat(chunks.stderr).toString();
      const isOver = [stdout, stderr].every((text) => text.endsWith(endOfRun));
      if (status === undefined || (host.connected && !isOver)) return;
      host.removeAllListeners('message').removeAllListeners('close');
      host.stdout.removeAllListeners('data');
      host.stderr.removeAllListeners('data');
      if (host.connected && idle.length < maxIdle) idle.push(host);
      else if (host.connected) host.disconnect();
      const cut = (text: string): string => (isOver ? text.slice(0, -endOfRun.length) : text);
      resolve({ status, stdout: cut(stdout), stderr: cut(stderr) });
    };
    for (const name of ['stdout', 'stderr'] as const)
      host[name].on('data', (chunk: Buffer) => {
        chunks[name].push(chunk);
        answer();
      });
    host.on('message', (code: number) => {
      status = code;
      answer();
    });
    host.on('close', (code) => {
      status = code;
      answer();
    });
    host.send(hostRun);
  });
}

function startHost(env: NodeJS.ProcessEnv): Host {
  const host = spawn(process.execPath, [join(packageRoot, 'scripts/testing/host.ts')], {
    // Like `sitrep` itself, so that later hosts start faster.
    env: { ...env, NODE_COMPILE_CACHE: join(process.env['XDG_CACHE_HOME'] ?? '', 'sitrep') },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  }) as Host;
  // A host ends with the test file, which does not wait for it.
  host.unref();
  host.channel?.unref();
  for (const pipe of [host.stdout, host.stderr]) pipe.unref();
  return host;
}

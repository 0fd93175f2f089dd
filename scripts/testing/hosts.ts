/** For tests: runs of the real command, each in a process that may have run others before. */
import { spawn, type ChildProcessByStdio } from 'node:child_process';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { packageRoot } from '../edges/disk/package.ts';
import { endOfRun, type Asked } from './asked.ts';
import type { Ran } from './folder.ts';

type Host = ChildProcessByStdio<null, Socket, Socket>;

/** Hosts that wait. Few: each takes the memory of a program. */
const idle: Host[] = [];
const most = 2;

/** Runs `sitrep` in a folder as a user would, without a terminal. */
export async function sitrep(folder: string, ...args: string[]): Promise<Ran> {
  return runHosted({ folder, args, environment: process.env });
}

/** The same with more in its environment. */
export async function sitrepWith(
  environment: Readonly<Record<string, string>>,
  folder: string,
  ...args: string[]
): Promise<Ran> {
  return runHosted({ folder, args, environment: { ...process.env, ...environment } });
}

/** Runs `sitrep` in a process that no other run is using; one that ends its process is answered as well. */
function runHosted(asked: Asked): Promise<Ran> {
  const host = idle.pop() ?? startHost(asked.environment);
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
      if (host.connected && idle.length < most) idle.push(host);
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
    host.send(asked);
  });
}

function startHost(env: NodeJS.ProcessEnv): Host {
  const host = spawn(process.execPath, [join(packageRoot, 'scripts/testing/host.ts')], {
    // As `sitrep` itself does, for the next file's hosts to start faster.
    env: { ...env, NODE_COMPILE_CACHE: join(process.env['XDG_CACHE_HOME'] ?? '', 'sitrep') },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  }) as Host;
  // A host ends with the test file, which does not wait for it.
  host.unref();
  host.channel?.unref();
  for (const pipe of [host.stdout, host.stderr]) pipe.unref();
  return host;
}

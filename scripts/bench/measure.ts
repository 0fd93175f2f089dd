import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Cost of one run of a program. */
export interface Cost {
  /** User and system time of the process and of all it started, in seconds. */
  cpu: number;
  /** Wall-clock time in seconds. */
  wall: number;
  /** Largest resident size of the Node process in megabytes; undefined for other programs. */
  peak?: number;
  status: number;
  output: string;
}

const probe = fileURLToPath(new URL('./probe.ts', import.meta.url));

/** Runs a program once, whole, and measures it: bash's `time` counts what its children cost too. */
export async function measure(command: readonly string[], cwd: string): Promise<Cost> {
  const folder = mkdtempSync(join(tmpdir(), 'sitrep-measure-'));
  const file = join(folder, 'peak');
  const isNode = command[0] === process.execPath;
  const args = isNode ? [command[0] ?? '', '--import', probe, ...command.slice(1)] : command;
  const child = spawn(
    'bash',
    ['-c', 'TIMEFORMAT="%R %U %S"; time "$@" 2>/dev/null', 'bash', ...args],
    {
      cwd,
      env: { ...process.env, SITREP_PEAK: file, NO_COLOR: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let output = '';
  let times = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (times += chunk.toString()));
  const [status] = (await once(child, 'close')) as [number];
  const [wall = 0, user = 0, system = 0] = (times.trim().split('\n').at(-1) ?? '')
    .split(' ')
    .map(Number);
  const peak = isNode ? Number(readFileSync(file, 'utf8')) / 1024 : undefined;
  rmSync(folder, { recursive: true });
  return { cpu: user + system, wall, status, output, ...(peak !== undefined && { peak }) };
}

/** The cheapest of several runs: what else the machine does can only make a run dearer. */
export async function measureBest(
  command: readonly string[],
  cwd: string,
  runs: number,
  before?: () => void,
): Promise<Cost> {
  let best: Cost | undefined;
  for (let run = 0; run < runs; run++) {
    before?.();
    const cost = await measure(command, cwd);
    if (!best || cost.cpu < best.cpu) best = cost;
  }
  if (!best) throw new Error('runs must be at least 1');
  return best;
}

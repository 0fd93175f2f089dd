/**
 * Runs `sitrep` repeatedly in one process for tests, as `hosts.ts` asks, because most of the time of a run
 * is its start: Node.js and some hundred modules.
 */
import { endOfRun, type HostRun } from './asked.ts';

let runs = 0;

async function run({ folder, args, environment }: HostRun): Promise<void> {
  process.chdir(folder);
  for (const name of Object.keys(process.env)) {
    if (!(name in environment)) Reflect.deleteProperty(process.env, name);
  }
  Object.assign(process.env, environment);
  // Files written before the run began belong to other commands.
  Object.defineProperty(performance, 'timeOrigin', { value: Date.now(), configurable: true });
  process.argv.splice(2, Infinity, ...args);
  process.exitCode = undefined;
  try {
    // The program runs when it is loaded, so each run loads it under a new name; other modules stay loaded.
    await import(`../cli.ts?run=${++runs}`);
  } catch (error) {
    console.error(error);
    process.exitCode = 1;
  }
  process.stdout.removeAllListeners('error');
  process.stdout.write(endOfRun);
  process.stderr.write(endOfRun);
  process.chdir(import.meta.dirname);
  process.send?.(process.exitCode ?? 0);
}

process.on('message', (hostRun: HostRun) => void run(hostRun));
process.on('disconnect', () => process.kill(process.pid));

/**
 * For tests: a process that runs `sitrep` again and again, as `hosts.ts` asks. Most of what a run takes is
 * its start: Node.js, and some hundred modules.
 */
import { endOfRun, type Asked } from './asked.ts';

let runs = 0;

async function run({ folder, args, environment }: Asked): Promise<void> {
  process.chdir(folder);
  for (const name of Object.keys(process.env)) {
    if (!(name in environment)) Reflect.deleteProperty(process.env, name);
  }
  Object.assign(process.env, environment);
  // What was written since the run began is taken to be another's.
  Object.defineProperty(performance, 'timeOrigin', { value: Date.now(), configurable: true });
  process.argv.splice(2, Infinity, ...args);
  process.exitCode = undefined;
  try {
    // The program runs when it is loaded: each time under a new name, with the modules that are loaded already.
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

process.on('message', (asked: Asked) => void run(asked));
process.on('disconnect', () => process.kill(process.pid));

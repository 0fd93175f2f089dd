/** For tests: programs as a user of another project starts them, under the Node.js that the test asks for. */
import { execFileSync, spawnSync, type SpawnSyncReturns } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';

/** Runs a program without the settings that npm hands down to what it runs, such as this test. */
export function runOutside(folder: string, command: string, ...args: string[]): string {
  const options = { cwd: folder, encoding: 'utf8', env: dropSettings(), stdio: 'pipe' } as const;
  return execFileSync(command, args, options);
}

/** Runs a line of the shell in the same way, on a machine whose Node.js is version 20. */
export function runOnNode20(folder: string, line: string): SpawnSyncReturns<string> {
  const env = dropSettings();
  env['PATH'] = [dirname(findNode20()), env['PATH']].join(delimiter);
  return spawnSync(line, { cwd: folder, encoding: 'utf8', env, shell: true });
}

function dropSettings(): NodeJS.ProcessEnv {
  const own = /^(?:npm_(?!config_(?:cache|registry))|INIT_CWD)/i;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !own.test(name)));
}

/** Finds a Node.js 20: the machine's own, behind the newer one that runs this, or one that npx fetches. */
function findNode20(): string {
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
    const node = join(folder, 'node');
    if (existsSync(node) && runOutside('.', node, '--version').startsWith('v20.')) return node;
  }
  const print = ['node', '--print', 'process.execPath'];
  return runOutside('.', 'npx', '--yes', '-p', 'node@20', ...print).trim();
}

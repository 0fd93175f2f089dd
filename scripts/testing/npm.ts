/** Runs programs for tests as a user of another project does, under a chosen version of Node.js. */
import { execFileSync, spawnSync, type SpawnSyncReturns } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';

/** Runs a program without the settings that npm passes to its child processes, such as this test. */
export function runOutside(folder: string, command: string, ...args: string[]): string {
  const options = { cwd: folder, encoding: 'utf8', env: dropSettings(), stdio: 'pipe' } as const;
  return execFileSync(command, args, options);
}

/** Runs a shell command in the same way under Node.js 20. */
export function runOnNode20(folder: string, line: string): SpawnSyncReturns<string> {
  const env = dropSettings();
  env['PATH'] = [dirname(findNode20()), env['PATH']].join(delimiter);
  return spawnSync(line, { cwd: folder, encoding: 'utf8', env, shell: true });
}

function dropSettings(): NodeJS.ProcessEnv {
  const own = /^(?:npm_(?!config_(?:cache|registry))|INIT_CWD)/i;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !own.test(name)));
}

/** Finds Node.js 20: installed beside the version that runs this, or fetched by npx. */
function findNode20(): string {
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
    const node = join(folder, 'node');
    if (existsSync(node) && runOutside('.', node, '--version').startsWith('v20.')) return node;
  }
  const print = ['node', '--print', 'process.execPath'];
  return runOutside('.', 'npx', '--yes', '-p', 'node@20', ...print).trim();
}

#!/usr/bin/env node
// Starts Sitrep: from source in its own repository, compiled where it is installed.
import { existsSync } from 'node:fs';
import module from 'node:module';
import { homedir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 12)) {
  process.stderr.write(
    `sitrep: needs Node.js 22.12 or newer; this is ${process.versions.node}.\n` +
      '  To run it on a newer one, without installing that:\n' +
      `  npx --yes -p node@24 node ${quotePath(fileURLToPath(import.meta.url))} …\n`,
  );
  process.exitCode = 2;
} else {
  keepCompiled();
  const source = new URL('./cli.ts', import.meta.url);
  await import(
    existsSync(source) ? source.href : new URL('../dist/scripts/cli.js', import.meta.url).href
  );
}

/**
 * Lets Node keep what it compiles from one run to the next: a third less work at each start. It lies in
 * the user's own folder, for into the system's folder for temporary files others may write too.
 */
function keepCompiled() {
  try {
    const folder = process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache');
    module.enableCompileCache(join(folder, 'sitrep'));
  } catch {
    // Without a home there is nothing to keep it in; each start takes as long as the first.
  }
}

/**
 * Formats a path for the user's shell. The remedy starts the file itself: within `npx -p`, a second `npx`
 * does not look for a package, and only `node_modules/.bin` would make `sitrep` a command.
 *
 * @param {string} path absolute
 */
function quotePath(path) {
  const short = relative(process.cwd(), path);
  return /^[\w./\\-]+$/.test(short) ? short : JSON.stringify(short);
}

#!/usr/bin/env node
// Starts Sitrep: from source in its own repository, compiled where it is installed.
import { existsSync } from 'node:fs';
import module from 'node:module';
import { homedir } from 'node:os';
import { join } from 'node:path';

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 12)) {
  process.stderr.write(
    `sitrep: needs Node.js 22.12 or newer, and this is ${process.versions.node}.\n` +
      '  npx --yes -p node@24 npx sitrep … runs it under a newer one, and installs nothing for good.\n',
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

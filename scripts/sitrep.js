#!/usr/bin/env node
// Starts Sitrep: from source in its own repository, compiled where it is installed.
import { existsSync } from 'node:fs';

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 12)) {
  process.stderr.write(
    `sitrep: needs Node.js 22.12 or newer, and this is ${process.versions.node}.\n` +
      '  npx --yes -p node@24 npx sitrep … runs it under a newer one, and installs nothing for good.\n',
  );
  process.exitCode = 2;
} else {
  const source = new URL('./cli.ts', import.meta.url);
  await import(
    existsSync(source) ? source.href : new URL('../dist/scripts/cli.js', import.meta.url).href
  );
}

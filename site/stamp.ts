import { createHash, hash, type Hash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { packageRoot } from '../scripts/edges/disk/package.ts';
import type { Register } from '../scripts/model/register/register.ts';

/** Digests plain data. */
export function digest(...data: unknown[]): string {
  return hash('sha1', JSON.stringify(data));
}

/** Digests Sitrep's code and page sources, and the versions of what they are compiled with. */
export function digestCode(): string {
  const code = createHash('sha1')
    .update(process.version)
    .update(process.versions['icu'] ?? '');
  for (const folder of ['site', 'scripts', 'dist', 'schemas']) addCode(code, folder);
  // The packed package contains compiled pages, but renders Markdown with the installed version of satteri.
  const lock = join(packageRoot, 'package-lock.json');
  if (existsSync(lock)) code.update(readFileSync(lock));
  code.update(readVersion('satteri'));
  return code.digest('hex');
}

/**
 * Digests what every page depends on: the code, the settings, every record that is not an incident, and
 * the number of files that were left out. These change rarely, and then all pages are written again.
 */
export function stampSite(register: Register, code: string, ...options: unknown[]): string {
  const { services, teams, runbooks, problems, maintenance, reports } = register;
  const filed = [services, teams, runbooks, problems, maintenance, reports].map((records) =>
    [...records].map(([id, { hash }]) => [id, hash]),
  );
  return digest(code, register.settings, filed, register.leftOut.length, options);
}

const notCode = /(?:\.test\.ts|\.sample|\/e2e|\/bench|\/\.astro|\/suite)(?:\/|$)/;

function addCode(hash: Hash, folder: string): void {
  let paths: string[] = [];
  try {
    paths = readdirSync(join(packageRoot, folder), { withFileTypes: true, recursive: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => join(parentPath, name))
      .filter((path) => !notCode.test(path.slice(packageRoot.length)))
      .sort();
  } catch {
    // A checkout has no `dist`, and an installed package has it instead of `scripts`.
  }
  for (const path of paths) hash.update(path.slice(packageRoot.length)).update(readFileSync(path));
}

/** Reads the version of Sitrep or of a package it depends on, wherever the package manager has installed that. */
export function readVersion(name: string): string {
  const entry =
    name === 'sitrep' ? pathToFileURL(`${packageRoot}/x`) : new URL(import.meta.resolve(name));
  for (let url = new URL('./', entry); url.pathname !== '/'; url = new URL('../', url)) {
    try {
      const manifest = readFileSync(new URL('package.json', url), 'utf8');
      const read = JSON.parse(manifest) as { name?: string; version?: string };
      if (read.name === name && read.version !== undefined) return read.version;
    } catch {
      // The manifest is in a folder further up.
    }
  }
  return 'unknown';
}

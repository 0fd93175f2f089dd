import { createHash, hash, type Hash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { packageRoot } from '../scripts/edges/disk/package.ts';
import type { Register } from '../scripts/model/register/register.ts';

/** A digest of plain data. */
export function digest(...data: unknown[]): string {
  return hash('sha1', JSON.stringify(data));
}

/** A digest of Sitrep's code and page sources, and of the versions of what they are made with. */
export function digestCode(): string {
  const code = createHash('sha1')
    .update(process.version)
    .update(process.versions['icu'] ?? '');
  for (const folder of ['site', 'scripts', 'dist', 'schemas']) addCode(code, folder);
  // The packed package has its pages compiled already, and renders Markdown with what is installed.
  const lock = join(packageRoot, 'package-lock.json');
  if (existsSync(lock)) code.update(readFileSync(lock));
  code.update(readVersion('satteri'));
  return code.digest('hex');
}

/**
 * A digest of what every page depends on: the code, the settings, every record that is not an incident,
 * and how many files were left out. All of those change seldom, and then the whole site is written again.
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
    // In the checkout there is no `dist`, and an installed package has no `scripts` but it.
  }
  for (const path of paths) hash.update(path.slice(packageRoot.length)).update(readFileSync(path));
}

/** The version of Sitrep, or of a package it depends on, wherever the package manager has put that. */
export function readVersion(name: string): string {
  const entry =
    name === 'sitrep' ? pathToFileURL(`${packageRoot}/x`) : new URL(import.meta.resolve(name));
  for (let url = new URL('./', entry); url.pathname !== '/'; url = new URL('../', url)) {
    try {
      const manifest = readFileSync(new URL('package.json', url), 'utf8');
      const read = JSON.parse(manifest) as { name?: string; version?: string };
      if (read.name === name && read.version !== undefined) return read.version;
    } catch {
      // The manifest lies further up.
    }
  }
  return 'unknown';
}

/** Gives all tests one cache folder, removed after the last test. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Sets up the cache folder, and returns how to remove it. */
export function setup(): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'sitrep-cache-'));
  process.env['XDG_CACHE_HOME'] = folder;
  return () => rmSync(folder, { recursive: true, force: true });
}

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../edges/disk/package.ts';

/** Reads the version of Sitrep. */
export function readVersion(): string {
  const text = readFileSync(join(packageRoot, 'package.json'), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}

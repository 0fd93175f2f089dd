import { resolve } from 'node:path';
import { Failure } from './context.ts';

/** Returns the folder that the site is written to and served from: that of `--out`, or its default. */
export function findSiteFolder(out: string | undefined): string {
  return resolve(out ?? '.sitrep/site');
}

/**
 * Reads the path below which the site will be served, with a `/` at both ends.
 *
 * @throws {Failure} if it is not a path
 */
export function readBase(text: string): string {
  const base = `/${text.replaceAll(/^\/+|\/+$/g, '')}/`.replace('//', '/');
  if (/^(?:\/[A-Za-z0-9._~-]+)*\/$/.test(base) && !base.includes('/.')) return base;
  throw new Failure(`Cannot read \`${text}\` as a path.`, 'Write it like this: --base /incidents');
}

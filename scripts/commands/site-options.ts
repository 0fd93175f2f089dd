import { accessSync, constants, existsSync, mkdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { openCache } from '../edges/disk/cache.ts';
import { openMemory } from '../edges/disk/memory.ts';
import { buildSite, type Built } from '../../site/build.ts';
import { explainForeign } from '../../site/output.ts';
import { requireRoot } from '../session/open.ts';
import { Failure, type Context, type Option } from '../session/context.ts';

export const baseOption: Option = {
  flags: '--base <path>',
  description: 'path below which the site will stand, as for a project page',
  default: '/',
};

export const portOption: Option = {
  flags: '--port <number>',
  description: 'port to listen on; 0 takes any free one',
  default: '4321',
};

/** Where the site is written, and looked for, when `--out` is not given. */
export function findOut({ out }: Pick<Context, 'out'>): string {
  return out ?? resolve('.sitrep/site');
}

export function readBase(text: string | boolean | undefined): string {
  const base = `/${String(text ?? '/').replaceAll(/^\/+|\/+$/g, '')}/`.replace('//', '/');
  if (/^(?:\/[A-Za-z0-9._~-]+)*\/$/.test(base) && !base.includes('/.')) return base;
  throw new Failure(`--base ${String(text)} is no path.`, 'Write it like this: --base /incidents');
}

/**
 * The folder that a site can be written to as the command line asks for it.
 *
 * @throws {Failure} where it cannot be, or not for this edition
 */
export async function requireOut(context: Context): Promise<string> {
  if (context.edition === 'public') {
    throw new Failure(
      'The public edition cannot be built yet.',
      'Leave --edition out to build the internal one, and do not publish that.',
    );
  }
  if (context.edition !== 'internal') {
    throw new Failure(`There is no edition ${context.edition}.`, 'Take --edition internal.');
  }
  await requireRoot(context);
  const out = findOut(context);
  const foreign = explainForeign(out);
  if (foreign !== undefined) {
    throw new Failure(
      `The site cannot be written to ${out}. ${foreign}`,
      'Name a folder with --out that is empty or not there yet.',
    );
  }
  return out;
}

/** Builds the site as the command line asks for it. */
export async function buildFrom(context: Context, base: string): Promise<Built & { out: string }> {
  const out = await requireOut(context);
  if (context.dryRun) {
    throw new Failure(
      'Nothing can be shown without a site.',
      '`sitrep site build` takes --dry-run.',
    );
  }
  try {
    makeFolder(out);
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    throw new Failure(
      `The site cannot be written to ${out} (${code}).`,
      'Name another folder with --out.',
    );
  }
  // Rows alone: what `validate` keeps beside them are the rules' findings, which no page needs.
  const cache = openCache(openMemory(context.root), 'rows');
  const built = await buildSite({
    root: context.root,
    out,
    now: context.now,
    edition: 'internal',
    base,
    load: { cache },
  });
  cache.save();
  return { ...built, out };
}

/** Names the pages that could not be built, each with its reason. */
export function tellFailed(context: Context, failed: Built['failed']): void {
  for (const { page, reason } of failed) context.tell(`${page} was left out: ${reason}`);
}

/** Makes a folder and those above it, one by one: where a system has no folders made, as below /proc, Node never ends otherwise. */
function makeFolder(folder: string): void {
  if (!existsSync(folder)) {
    makeFolder(dirname(folder));
    mkdirSync(folder);
  }
  accessSync(folder, constants.W_OK);
}

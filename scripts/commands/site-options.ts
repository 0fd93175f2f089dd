import { buildSiteFolder, explainForeign, type Built } from '../../site/build.ts';
import { Failure, type Context } from '../session/context.ts';
import { requireRoot, sayLeftOut } from '../session/open.ts';
import type { Option } from '../session/options.ts';
import { findSiteFolder, readBase } from '../session/site.ts';

export const baseOption = {
  flags: '--base <path>',
  description: 'path prefix of the site, for example of a project page',
  default: '/',
} as const satisfies Option;

export const portOption = {
  flags: '--port <number>',
  description: 'port to listen on; 0 takes any free one',
  default: 4321,
  number: { min: 0, max: 65_535 },
} as const satisfies Option;

export const outOption = {
  flags: '--out <folder>',
  description: 'output folder; .sitrep/site by default',
} as const satisfies Option;

export const editionOption = {
  flags: '--edition <edition>',
  description: 'edition to build',
  default: 'internal',
} as const satisfies Option;

/** Options that choose how the site is built. */
export interface SiteFlags {
  readonly base: string;
  readonly out: string | undefined;
  readonly edition: string;
}

const otherFolder = 'Name a folder with --out that is empty or does not exist yet.';

/**
 * Returns the folder that the site can be written to.
 *
 * @throws {Failure} if the edition cannot be built, or the folder must not be overwritten
 */
export async function requireOut(
  context: Context,
  { edition, out: named }: Pick<SiteFlags, 'edition' | 'out'>,
): Promise<string> {
  if (edition === 'public') {
    throw new Failure(
      'The public edition cannot be built yet.',
      'Leave --edition out to build the internal one, and do not publish that.',
    );
  }
  if (edition !== 'internal') {
    throw new Failure(`There is no edition ${edition}.`, 'Use --edition internal.');
  }
  await requireRoot(context);
  const out = findSiteFolder(named);
  const foreign = explainForeign(out);
  if (foreign === undefined) return out;
  throw new Failure(`Cannot write the site to ${out}. ${foreign}`, otherFolder);
}

/** Builds the site as the command line asks for it. */
export async function buildFrom(
  context: Context,
  options: SiteFlags,
): Promise<Built & { out: string }> {
  const base = readBase(options.base);
  const out = await requireOut(context, options);
  const { root, now, asOf, dryRun } = context;
  if (dryRun) {
    throw new Failure(
      'This command does not take --dry-run.',
      'Use `sitrep site build --dry-run`.',
    );
  }
  const built = await buildSiteFolder({
    root,
    out,
    now,
    ...(asOf !== undefined && { asOf }),
    edition: 'internal',
    base,
  });
  if ('unwritable' in built) {
    throw new Failure(`Cannot write the site to ${out} (${built.unwritable}).`, otherFolder);
  }
  return { ...built, out };
}

/** Lists what a build left out: files with errors, and pages that could not be built. */
export function listMissing({ leftOut, failed }: Pick<Built, 'leftOut' | 'failed'>): string[] {
  return [
    ...(leftOut.length > 0
      ? [`${sayLeftOut(leftOut)} The site lists them, and \`sitrep validate\` explains why.`]
      : []),
    ...failed.map(({ page, reason }) => `${page} was left out: ${reason}`),
  ];
}

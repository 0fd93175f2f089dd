import { buildSiteFolder, explainForeign, type Built } from '../../site/build.ts';
import { Failure, type Context, type Option } from '../session/context.ts';
import { requireRoot, sayLeftOut } from '../session/open.ts';
import { readText, type Values } from '../session/options.ts';
import { findSiteFolder, readBase } from '../session/site.ts';

export const baseOption: Option = {
  flags: '--base <path>',
  description: 'path below which the site will be served, as for a project page',
  default: '/',
};

export const portOption: Option = {
  flags: '--port <number>',
  description: 'port to listen on; 0 takes any free one',
  default: '4321',
};

export const outOption: Option = {
  flags: '--out <folder>',
  description: 'folder of the site; .sitrep/site by default',
};

export const editionOption: Option = {
  flags: '--edition <edition>',
  description: 'edition to build',
  default: 'internal',
};

const otherFolder = 'Name a folder with --out that is empty or does not exist yet.';

/**
 * Returns the folder that the site can be written to.
 *
 * @throws {Failure} if the edition cannot be built, or the folder is not ours to write
 */
export async function requireOut(context: Context, options: Values): Promise<string> {
  const edition = readText(options, 'edition') ?? 'internal';
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
  const out = findSiteFolder(options);
  const foreign = explainForeign(out);
  if (foreign === undefined) return out;
  throw new Failure(`Cannot write the site to ${out}. ${foreign}`, otherFolder);
}

/** Builds the site as the command line asks for it. */
export async function buildFrom(
  context: Context,
  options: Values,
): Promise<Built & { out: string }> {
  const base = readBase(options['base']);
  const out = await requireOut(context, options);
  const { root, now, dryRun } = context;
  if (dryRun) {
    throw new Failure('This command does not take --dry-run.', '`sitrep site build` does.');
  }
  const built = await buildSiteFolder({ root, out, now, edition: 'internal', base });
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

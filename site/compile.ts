import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { packageRoot } from '../scripts/package.ts';
import type * as Renderer from './src/renderer.ts';

const site = join(packageRoot, 'site');
const entry = 'server/entry.mjs';
/** Where the packed package has the pages. */
export const packed = 'dist/renderer';

/**
 * The pages, compiled. The packed package brings them along; in the checkout they are compiled when
 * Sitrep's code has changed, and lie beside it: code that runs is never kept where records are.
 *
 * @param code digest of Sitrep's code
 */
export async function openRenderer(code: string): Promise<typeof Renderer> {
  const isCheckout = existsSync(join(site, 'src/renderer.ts'));
  const folder = isCheckout ? await compileOnce(code) : join(packageRoot, packed);
  return (await import(pathToFileURL(join(folder, entry)).href)) as typeof Renderer;
}

async function compileOnce(code: string): Promise<string> {
  const home = join(site, '.renderer');
  const folder = join(home, code);
  if (existsSync(folder)) return folder;
  mkdirSync(home, { recursive: true });
  const part = mkdtempSync(join(home, 'part-'));
  try {
    await compilePages(part);
    renameSync(part, folder);
  } catch (error) {
    // Another build may have been faster.
    if (!existsSync(folder)) throw error;
  } finally {
    rmSync(part, { recursive: true, force: true });
  }
  removeOld(home, folder);
  return folder;
}

/** Removes what other versions of the code left, but for what may be in use at this moment. */
function removeOld(home: string, current: string): void {
  for (const name of readdirSync(home)) {
    const path = join(home, name);
    const stats = statSync(path, { throwIfNoEntry: false });
    if (path === current || !stats || stats.mtimeMs > Date.now() - 86_400_000) continue;
    rmSync(path, { recursive: true, force: true });
  }
}

/**
 * Has Astro compile the pages into one folder that needs no package beside it. The only caller of Astro.
 *
 * @param folder absolute; what it holds is replaced
 */
export async function compilePages(folder: string): Promise<void> {
  process.env['ASTRO_TELEMETRY_DISABLED'] = '1';
  const { build } = await import('astro');
  const work = join(folder, 'work');
  await build({
    configFile: false,
    root: site,
    // `site/public` is copied into every site, and compiled into none.
    publicDir: join(work, 'public'),
    outDir: folder,
    cacheDir: join(work, 'cache'),
    output: 'server',
    logLevel: 'silent',
    trailingSlash: 'always',
    compressHTML: true,
    devToolbar: { enabled: false },
    adapter: {
      name: 'sitrep',
      hooks: {
        'astro:config:done': ({ setAdapter }) => {
          setAdapter({
            name: 'sitrep',
            // The old way is deprecated, and still what is taken where this is left out.
            // eslint-disable-next-line @typescript-eslint/no-deprecated
            entrypointResolution: 'auto',
            serverEntrypoint: join(site, 'src/renderer.ts'),
            supportedAstroFeatures: { serverOutput: 'stable' },
          });
        },
      },
    },
    vite: {
      cacheDir: join(work, 'vite'),
      logLevel: 'error',
      environments: { ssr: { resolve: { noExternal: true } } },
    },
  });
  rmSync(work, { recursive: true, force: true });
}

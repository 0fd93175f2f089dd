import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { packageRoot } from '../scripts/edges/disk/package.ts';
import { findCache } from '../scripts/edges/disk/memory.ts';
import type * as Renderer from './src/renderer.ts';

const site = join(packageRoot, 'site');
const entry = 'server/entry.mjs';
/** Folder of the compiled pages in the packed package. */
export const packed = 'dist/renderer';

/**
 * Loads the compiled pages. The packed package contains them. In a checkout, they are compiled when Sitrep's
 * code has changed, and cached in the user's own folder, so that no code is run from where records are.
 *
 * @param code digest of Sitrep's code
 */
export async function loadRenderer(code: string): Promise<typeof Renderer> {
  if (!existsSync(join(site, 'src/renderer.ts'))) return load(join(packageRoot, packed));
  const home = join(findCache(), 'pages');
  const folder = join(home, code);
  if (existsSync(folder)) return load(folder);
  const part = makeFolder(home);
  try {
    await compilePages(part);
    const renderer = await load(part);
    keepFolder(home, part, folder);
    return renderer;
  } finally {
    rmSync(part, { recursive: true, force: true });
  }
}

async function load(folder: string): Promise<typeof Renderer> {
  return (await import(pathToFileURL(join(folder, entry)).href)) as typeof Renderer;
}

/** Makes a new folder in the cache, or a temporary one if the cache cannot be written to. */
function makeFolder(home: string): string {
  try {
    mkdirSync(home, { recursive: true, mode: 0o700 });
    return mkdtempSync(join(home, 'part-'));
  } catch {
    return mkdtempSync(join(tmpdir(), 'sitrep-pages-'));
  }
}

function keepFolder(home: string, part: string, folder: string): void {
  try {
    renameSync(part, folder);
    removeOld(home, folder);
  } catch {
    // Another build compiled the pages at the same time, or the cache cannot be written to.
  }
}

/** Removes the pages of other versions of the code, except those that may still be in use. */
function removeOld(home: string, current: string): void {
  for (const name of readdirSync(home)) {
    const path = join(home, name);
    const stats = statSync(path, { throwIfNoEntry: false });
    if (path === current || !stats || stats.mtimeMs > Date.now() - 86_400_000) continue;
    rmSync(path, { recursive: true, force: true });
  }
}

/**
 * Compiles the pages with Astro into one folder that needs no packages. The only caller of Astro.
 *
 * @param folder absolute; its contents are replaced
 */
export async function compilePages(folder: string): Promise<void> {
  process.env['ASTRO_TELEMETRY_DISABLED'] = '1';
  const { build } = await import('astro');
  const work = join(folder, 'work');
  await build({
    configFile: false,
    root: site,
    // `site/public` is copied into each site when it is built.
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
            // Deprecated values are still the default.
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
      plugins: [{ name: 'sitrep:slots', transform: keepSlotsYoung }],
    },
  });
  rmSync(work, { recursive: true, force: true });
}

/** Astro's file that stores the contents of a component's slots. */
const slotsFile = /\/astro\/dist\/runtime\/server\/render\/astro\/instance\.js$/;
const slotStore =
  /(this\.slotValues\[name\] = )(\(\) => \{[^]*?return slots\[name\]\(result\);\s*\});/;

/**
 * Patches how Astro stores slots, so that they are freed with their page. V8 allocates a function that is
 * assigned to a property in the old generation. Astro does so for every slot, and until the next full
 * collection each such function retains all data of its page; copying that took a third of the time of a
 * large site. A function that is assigned to a variable first is freed early.
 */
export function keepSlotsYoung(code: string, id: string): string | undefined {
  if (!slotsFile.test(id)) return undefined;
  const patched = code.replace(slotStore, 'const evaluate = $2;\n$1evaluate;');
  if (patched === code)
    throw new Error('Astro no longer stores slots as site/compile.ts expects. Update that patch.');
  return patched;
}

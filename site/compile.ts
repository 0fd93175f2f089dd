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
/** Where the packed package has the pages. */
export const packed = 'dist/renderer';

/**
 * The pages, compiled. The packed package brings them along; for a checkout they are compiled when
 * Sitrep's code has changed, and kept in the user's own folder: code that runs never lies where records are.
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

/** A new folder there, or where nothing can be kept among those for temporary files. */
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
    // Another build was faster, or nothing can be kept here.
  }
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
      plugins: [{ name: 'sitrep:slots', transform: keepSlotsYoung }],
    },
  });
  rmSync(work, { recursive: true, force: true });
}

/** Where Astro keeps what a component's slots hold. */
const slotsFile = /\/astro\/dist\/runtime\/server\/render\/astro\/instance\.js$/;
const slotStore =
  /(this\.slotValues\[name\] = )(\(\) => \{[^]*?return slots\[name\]\(result\);\s*\});/;

/**
 * V8 allocates a function that is assigned to a property among what is old. Astro does so for every slot,
 * and until the next full collection each such function holds all that its page was made of: a third of
 * the time of a large site went into copying that. Assigned by way of a variable, it dies with its page.
 */
export function keepSlotsYoung(code: string, id: string): string | undefined {
  if (!slotsFile.test(id)) return undefined;
  const mended = code.replace(slotStore, 'const evaluate = $2;\n$1evaluate;');
  if (mended === code)
    throw new Error('Astro stores slots otherwise than it did: see site/compile.ts.');
  return mended;
}

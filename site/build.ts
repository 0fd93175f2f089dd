import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { AstroIntegration, AstroPrerenderer } from 'astro';
import { cutEdition } from '../scripts/edition/cut.ts';
import { packageRoot } from '../scripts/package.ts';
import { loadRegister, readIncident, readText } from '../scripts/record/load.ts';
import type { Loaded, LoadOptions } from '../scripts/record/load.ts';
import type { Finding } from '../scripts/register/finding.ts';
import { copyAttachments, listAttachments } from './attachments.ts';
import { renderMarkdown } from './markdown/render.ts';
import { lookUp, resolveAddresses, resolveHandbook, type Holds } from './addresses.ts';
import { parseInstant } from '../scripts/register/instant.ts';
import { openOutput } from './output.ts';
import { keepPages, type Counted } from './prerender.ts';
import { handbookPath, readHandbook } from './handbook.ts';
import { handOver, type Site } from './src/site.ts';
import { openRecording, type Recording } from './recorded.ts';
import { digest, readVersion, stampSite } from './stamp.ts';

export interface BuildOptions {
  /** Data root, absolute. */
  root: string;
  /** Folder of the site, absolute; the build's own: see `explainForeign`. */
  out: string;
  now: number;
  edition: 'internal';
  /** Path below which the site will be served. */
  base?: string;
  /** Where the build remembers what it wrote; `<data root>/.sitrep` when left out. */
  memory?: string;
  load?: LoadOptions;
}

export interface Built {
  /** How many pages were written, and how many were kept from the build before. */
  written: number;
  kept: number;
  leftOut: number;
  findings: Finding[];
}

/**
 * Builds the site of a data root. The only caller of Astro.
 *
 * What is broken in the records is left out and named on a page of its own: it never stops the build.
 */
export async function buildSite(options: BuildOptions): Promise<Built> {
  const { root, out, base = '/' } = options;
  const loaded = await loadRegister(root, options.load);
  const { register } = loaded;
  const memory = join(options.memory ?? join(root, '.sitrep'), `site-${digest(out)}.json`);
  const holds = lookUp(register, new Set(listAttachments(loaded).map(({ page }) => page)));
  const output = openOutput(out, memory, stampSite(register, options.edition, base), holds);
  const asked = new Map<string, Map<string, boolean>>();
  const ask =
    (page: string): Holds =>
    (target) => {
      const held = holds(target);
      const file = `${page.slice(1)}index.html`;
      asked.set(file, (asked.get(file) ?? new Map<string, boolean>()).set(target, held));
      return held;
    };
  const counted: Counted = { written: 0, kept: 0, pages: [] };
  const recording = await openRecording(root);
  const takeBack = handOver(describeSite(options, loaded, recording, ask));
  try {
    await runAstro(out, base, (paths) => keepPages(paths, output, counted));
  } finally {
    takeBack();
    recording.close();
  }
  copyAttachments(root, out, listAttachments(loaded));
  output.finish(
    counted.pages.map((page) => ({ ...page, asked: [...(asked.get(page.file) ?? [])] })),
  );
  const { written, kept } = counted;
  return { written, kept, leftOut: register.leftOut.length, findings: loaded.findings };
}

function describeSite(
  { root, edition, now }: BuildOptions,
  { register, files }: Loaded,
  recording: Recording,
  ask: (page: string) => Holds,
): Site {
  const folders = Map.groupBy(files, (path) => path.split('/', 2).join('/'));
  const handbook = readHandbook();
  const { commit, unrecorded } = recording;
  return {
    edition: cutEdition(register, edition, now),
    version: readVersion('sitrep'),
    ...(commit !== undefined && { commit }),
    ...(unrecorded !== undefined && { unrecorded }),
    ...readChecked(root),
    readIncident(id) {
      const incident = register.incidents.get(id);
      return (
        incident && readIncident(root, register.settings, incident, folders.get(incident.path))
      );
    },
    traceEntries: (files) => recording.traceEntries(files),
    readText: (path) => readText(root, path),
    renderMarkdown: (text, path, page, headingLevel = 2) =>
      renderMarkdown(text, {
        headingLevel,
        addresses:
          path === handbookPath
            ? resolveHandbook(handbook, page)
            : resolveAddresses(ask(page), path, page),
      }),
    handbook,
    keyOf: digest,
    keyOfIncident(id, ...shown) {
      const incident = register.incidents.get(id);
      return digest(incident?.hash, recording.trace(incident?.path ?? ''), shown);
    },
  };
}

/** In the packed package `scripts/` is compiled: what pages import of it lies below `dist/` there. */
const findCompiled = {
  name: 'sitrep:compiled',
  enforce: 'pre',
  resolveId(source: string, importer?: string): string | undefined {
    if (importer === undefined || !source.startsWith('.') || !source.endsWith('.ts'))
      return undefined;
    const file = resolve(dirname(importer), source);
    if (existsSync(file) || !file.startsWith(packageRoot)) return undefined;
    return join(packageRoot, 'dist', file.slice(packageRoot.length, -2) + 'js');
  },
} as const;

type Paths = Awaited<ReturnType<AstroPrerenderer['getStaticPaths']>>;

/**
 * Runs Astro with everything bundled into the code it renders with, so that this code can lie anywhere
 * while it runs: neither the package nor the data root has to be writable, and where `node_modules` is
 * does not matter. Each build has a folder of its own for it, since Node keeps a module, and Astro in it
 * the list of pages, for as long as the process lives.
 */
async function runAstro(out: string, base: string, choose: (paths: Paths) => Paths): Promise<void> {
  process.env['ASTRO_TELEMETRY_DISABLED'] = '1';
  const { build } = await import('astro');
  const site = join(packageRoot, 'site');
  const work = mkdtempSync(join(out, '.build-'));
  const integration: AstroIntegration = {
    name: 'sitrep',
    hooks: {
      'astro:build:start': ({ setPrerenderer }) => {
        setPrerenderer((astro) => ({
          ...astro,
          getStaticPaths: async () => choose(await astro.getStaticPaths()),
        }));
      },
    },
  };
  const before = process.cwd();
  // Astro puts that code under the working directory unless the output folder lies there.
  process.chdir(work);
  try {
    await build({
      configFile: false,
      root: site,
      srcDir: join(site, 'src'),
      publicDir: join(site, 'public'),
      outDir: out,
      cacheDir: join(work, 'cache'),
      base,
      logLevel: 'error',
      trailingSlash: 'always',
      compressHTML: true,
      devToolbar: { enabled: false },
      build: { format: 'directory', inlineStylesheets: 'never', concurrency: 8 },
      integrations: [integration],
      vite: {
        cacheDir: join(work, 'vite'),
        logLevel: 'error',
        build: { emptyOutDir: false, assetsInlineLimit: 0 },
        plugins: [findCompiled],
        environments: { prerender: { resolve: { noExternal: true } } },
      },
    });
  } finally {
    process.chdir(before);
    // What is left of a failed build may hold what is not to be published.
    rmSync(work, { recursive: true, force: true });
  }
}

/** What `sitrep heartbeat` kept; nothing where it never ran. */
function readChecked(root: string): Pick<Site, 'checked'> {
  try {
    const text = readFileSync(join(root, '.sitrep', 'heartbeat.json'), 'utf8');
    const { checked } = JSON.parse(text) as { checked?: unknown };
    const at = typeof checked === 'string' ? parseInstant(checked) : undefined;
    return at === undefined ? {} : { checked: at };
  } catch {
    return {};
  }
}

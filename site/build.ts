import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { AstroIntegration } from 'astro';
import { packageRoot } from '../scripts/package.ts';
import type { Finding } from '../scripts/register/finding.ts';
import { loadRegister, readIncident, readText } from '../scripts/record/load.ts';
import { renderMarkdown } from './markdown/render.ts';
import { handOver, type Site } from './src/site.ts';

export interface BuildOptions {
  /** Data root, absolute. */
  root: string;
  /** Where the site is written; the folder is the build's own. */
  out: string;
  now: number;
  edition: 'internal';
  /** Path below which the site will be served. */
  base?: string;
}

export interface Built {
  /** How many pages were written, and how many were kept from the build before. */
  written: number;
  kept: number;
  findings: Finding[];
}

/** Builds the site from a data root. The only caller of Astro. */
export async function buildSite(options: BuildOptions): Promise<Built> {
  const { register, findings } = await loadRegister(options.root);
  const site: Site = {
    register,
    now: options.now,
    edition: options.edition,
    readIncident: (id) => {
      const incident = register.incidents.get(id);
      return incident && readIncident(options.root, register.settings, incident);
    },
    readText: (path) => readText(options.root, path),
    renderMarkdown: (text, _path, _page, headingLevel = 2) =>
      renderMarkdown(text, {
        headingLevel,
        addresses: { link: () => undefined, image: () => undefined },
      }),
  };
  const takeBack = handOver(site);
  try {
    return { ...(await runAstro(options)), findings };
  } finally {
    takeBack();
  }
}

async function runAstro({ out, base }: BuildOptions): Promise<{ written: number; kept: number }> {
  process.env['ASTRO_TELEMETRY_DISABLED'] = '1';
  const { build } = await import('astro');
  const counted = { written: 0, kept: 0 };
  const counter: AstroIntegration = {
    name: 'sitrep',
    hooks: {
      'astro:build:done': ({ pages }) => {
        counted.written = pages.length;
      },
    },
  };
  mkdirSync(out, { recursive: true });
  const before = process.cwd();
  process.chdir(out);
  try {
    await build({
      configFile: false,
      root: join(packageRoot, 'site'),
      outDir: out,
      cacheDir: join(out, '../.sitrep-cache'),
      base: base ?? '/',
      logLevel: 'warn',
      trailingSlash: 'always',
      build: { format: 'directory', inlineStylesheets: 'never', concurrency: 8 },
      compressHTML: true,
      devToolbar: { enabled: false },
      integrations: [counter],
      vite: {
        cacheDir: join(out, '../.sitrep-cache/vite'),
        ssr: { noExternal: true },
        environments: { prerender: { resolve: { noExternal: true } } },
      },
    });
  } finally {
    process.chdir(before);
  }
  return counted;
}

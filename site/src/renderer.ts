/// <reference types="astro/client" />
/**
 * What `site/compile.ts` has Astro compile: every page of the site, and what renders one to a text.
 *
 * Astro's own build renders each page as a server would: a request, a route, a response, a stream. Here
 * one frame is taken for all of them, since no page looks at a request, and none sets a header.
 */
import { experimental_AstroContainer as Container } from 'astro/container';
import { createComponent, render, renderToString } from 'astro/runtime/server/index.js';
import type { SSRResult } from 'astro';
import { listFailures } from '../../scripts/outputs/pages/index.ts';
import { readSite, type FailedPage } from './site.ts';

type Component = ReturnType<typeof createComponent>;

interface PageModule {
  default: Component;
  getStaticPaths?: () => Iterable<StaticPath>;
}

interface StaticPath {
  params: Record<string, string>;
  props?: Record<string, unknown>;
  cacheKey?: string;
}

/** A page to be written. */
export interface PageFile {
  /** Relative to the site's root. */
  file: string;
  /** Of what it shows, where it can be kept from the build before. */
  key?: string | undefined;
  render(): Promise<string>;
  /** Renders what stands there instead where the page cannot be built. */
  renderFailed(failed: FailedPage): Promise<string>;
}

const modules = import.meta.glob<PageModule>('./pages/**/*.astro', { eager: true });
const stands = import.meta.glob<PageModule>('./layouts/FailedPage.astro', { eager: true });

/**
 * Lists every page of the site that `handOver` handed over, each with no more than its own data. What
 * throws while its pages are listed is a page whose rendering throws.
 */
export async function* listPages(): AsyncGenerator<PageFile> {
  const frame = await takeFrame();
  const draw = (component: Component, props: Record<string, unknown>) =>
    renderToString(frame, component, props, {}, true) as Promise<string>;
  const [stand] = Object.values(stands);
  if (!stand) throw new Error('FailedPage.astro is missing.');
  const renderFailed = (failed: FailedPage) => draw(stand.default, { failed });
  const fail = (file: string, error: unknown): PageFile => ({
    file,
    render: () => Promise.reject(error instanceof Error ? error : new Error(String(error))),
    renderFailed,
  });
  for (const [path, { default: component, getStaticPaths }] of Object.entries(modules)) {
    try {
      for (const { params, props = {}, cacheKey } of getStaticPaths?.() ?? [{ params: {} }]) {
        yield {
          file: nameFile(path, params),
          key: cacheKey,
          render: async () => draw(component, props),
          renderFailed,
        };
      }
    } catch (error) {
      yield fail(nameFile(path), error);
    }
  }
  for (const [page, error] of listFailures(readSite().edition)) {
    yield fail(`${page.slice(1)}index.html`, error);
  }
}

/** `./pages/incidents/[id].astro` → `incidents/x/index.html`; without parameters they stay as they are. */
function nameFile(path: string, params: Readonly<Record<string, string>> = {}): string {
  const name = path
    .slice('./pages/'.length, -'.astro'.length)
    .replaceAll(/\[(?:\.\.\.)?(\w+)\]/g, (written, param: string) => params[param] ?? written);
  return /(?:^|\/)(?:index|404)$/.test(name) ? `${name}.html` : `${name}/index.html`;
}

async function takeFrame(): Promise<SSRResult> {
  let frame: SSRResult | undefined;
  const container = await Container.create();
  await container.renderToString(
    createComponent((result: SSRResult) => {
      frame = result;
      return render``;
    }),
    { partial: false },
  );
  if (!frame) throw new Error('Astro rendered nothing.');
  return frame;
}

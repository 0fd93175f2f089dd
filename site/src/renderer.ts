/// <reference types="astro/client" />
/**
 * Entry point that `site/compile.ts` compiles with Astro: the markup of every page, and a function to render it.
 *
 * Astro's own build renders each page as a server would: a request, a route, a response, a stream. Here
 * all pages share one result, since no page reads a request or sets a header.
 */
import { experimental_AstroContainer as Container } from 'astro/container';
import { createComponent, render, renderToString } from 'astro/runtime/server/index.js';
import type { SSRResult } from 'astro';
import type { FailedPage } from '../../scripts/outputs/pages/index.ts';

type Component = ReturnType<typeof createComponent>;

/** Renders pages as HTML. */
export interface Markup {
  /** Routes that have markup: `incidents/[id]` for `site/src/pages/incidents/[id].astro`. */
  routes: readonly string[];
  render(route: string, data: object): Promise<string>;
  /** Renders the page that replaces one that could not be built. */
  renderFailed(failed: FailedPage): Promise<string>;
}

const modules = import.meta.glob<Component>('./pages/**/*.astro', {
  eager: true,
  import: 'default',
});
const replacements = import.meta.glob<Component>('./layouts/FailedPage.astro', {
  eager: true,
  import: 'default',
});

/** Opens the markup of the site. A page sees its data and the frame that `handOver` handed over. */
export async function openMarkup(): Promise<Markup> {
  const result = await takeFrame();
  const pages = new Map(
    Object.entries(modules).map(([path, component]) => [
      path.slice('./pages/'.length, -'.astro'.length),
      component,
    ]),
  );
  const draw = (component: Component | undefined, data: object, name: string): Promise<string> => {
    if (!component) throw new Error(`There is no markup for ${name}.`);
    return renderToString(result, component, { ...data }, {}, true) as Promise<string>;
  };
  const [replacement] = Object.values(replacements);
  return {
    routes: [...pages.keys()],
    render: (route, data) => draw(pages.get(route), data, route),
    renderFailed: (failed) => draw(replacement, { failed }, 'pages that failed'),
  };
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

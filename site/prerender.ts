import type { AstroIntegration, AstroPrerenderer } from 'astro';
import type { Output, Page } from './output.ts';

export interface Counted {
  written: number;
  kept: number;
  pages: Page[];
}

/**
 * Lets Astro write only the pages that the output folder does not hold already. Pages whose
 * `getStaticPaths` names no `cacheKey` are written every time.
 *
 * Astro's own `experimental.incrementalBuild` would keep a second copy of every page, trust whatever
 * file lies in the output folder, and leave the pages of deleted records there.
 */
export function keepPages(output: Output, counted: Counted): AstroIntegration {
  return {
    name: 'sitrep',
    hooks: {
      'astro:build:start': ({ setPrerenderer }) => {
        setPrerenderer((astro): AstroPrerenderer => ({
          ...astro,
          async getStaticPaths() {
            const paths = await astro.getStaticPaths();
            return paths.filter((path) => {
              const page = namePage(path);
              if (page) counted.pages.push(page);
              const kept = page !== undefined && output.keep(page);
              counted[kept ? 'kept' : 'written']++;
              return !kept;
            });
          },
        }));
      },
    },
  };
}

type Path = Awaited<ReturnType<AstroPrerenderer['getStaticPaths']>>[number];

function namePage({ pathname, route, cacheKey }: Path): Page | undefined {
  if (cacheKey === undefined || route.type !== 'page') return undefined;
  const folder = pathname.replace(/^\/|\/$/g, '');
  return { key: cacheKey, file: `${folder}/index.html` };
}

import type { SiteFrame } from '../../scripts/outputs/pages/index.ts';

const place = Symbol.for('sitrep.site');
const holder = globalThis as { [place]?: SiteFrame | undefined };

/** Returns the frame of the site that is being built. */
export function readSite(): SiteFrame {
  const site = holder[place];
  if (!site) throw new Error('A page was opened outside of buildSite().');
  return site;
}

/**
 * Hands the frame to the pages for one build; the function it returns takes it back. Pages are bundled
 * apart from the code that builds the site, so the frame is passed through the process.
 */
export function handOver(site: SiteFrame): () => void {
  if (holder[place]) throw new Error('Two sites cannot be built at once in one process.');
  holder[place] = site;
  return () => {
    holder[place] = undefined;
  };
}

import type { PageSource } from './source.ts';

/** What every page shows around its own data, and what small marks look up. */
export interface SiteFrame {
  /** Title of the site. */
  title: string;
  /** Zone in which times are shown. */
  timezone: string;
  audience: string;
  /** Path below which the site will be served, with a `/` at both ends. */
  base: string;
  /** Number of files that could not be read. */
  leftOut: number;
  /** Number of pages that could not be built. */
  failed: number;
  /** Ids of severities, the worst first. */
  severities: readonly string[];
  /** Names of the services of the catalog by id. */
  services: ReadonlyMap<string, string>;
}

/** Builds the frame of every page, for a site that is served below `base`. */
export function buildFrame({ edition, failed }: PageSource, base: string): SiteFrame {
  const { settings, services, leftOut } = edition.register;
  return {
    title: settings.site.title,
    timezone: settings.organisation.timezone,
    audience: edition.audience,
    base,
    leftOut: leftOut.length,
    failed: failed.length,
    severities: settings.severities.map(({ id }) => id),
    services: new Map(Array.from(services, ([id, { name }]) => [id, name])),
  };
}

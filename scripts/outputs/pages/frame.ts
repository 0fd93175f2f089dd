import type { Instant } from '../../model/time/instant.ts';
import { formatInZone } from '../../model/time/zone.ts';
import type { PageSource } from './source.ts';

/** Data that every page shows around its own, and that small marks look up. */
export interface SiteFrame {
  /** Title of the site. */
  title: string;
  /** Zone in which times are shown. */
  timezone: string;
  /**
   * Formats an instant in that zone: `2026-01-14 08:12`. Markup is bundled with a copy of all it imports,
   * and a copy of the zone's offsets would have to be looked up again.
   */
  formatTime: (at: Instant) => string;
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
  const { timezone } = settings.organisation;
  return {
    title: settings.site.title,
    timezone,
    formatTime: (at) => formatInZone(at, timezone),
    audience: edition.audience,
    base,
    leftOut: leftOut.length,
    failed: failed.length,
    severities: settings.severities.map(({ id }) => id),
    services: new Map(Array.from(services, ([id, { name }]) => [id, name])),
  };
}

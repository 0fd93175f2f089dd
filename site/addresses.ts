import { relate, resolveRecordLink } from '../scripts/outputs/pages/address.ts';
import { isSafeUrl } from '../scripts/model/record/formats.ts';
import type { Records } from '../scripts/model/register/register.ts';
import { resolveHandbookLink } from './handbook.ts';
import type { Addresses } from './markdown/html.ts';
import type { HandbookPage } from '../scripts/outputs/pages/source.ts';

/** Reports whether the site holds a page or an attachment, given by its path from the site's root. */
export type Holds = (target: string) => boolean;

/**
 * Resolves the addresses in a record's text. A link to another record leads to its page, and a link to an
 * attachment to its copy; a link is dropped if the site does not hold its target. Addresses of other sites
 * are kept if they are safe. Images are shown only from incidents' own folders.
 *
 * @param path path of the record's file in the data root
 * @param page path of the page it is shown on, from the site's root
 */
export function resolveAddresses(holds: Holds, path: string, page: string): Addresses {
  const resolve = (address: string): string | undefined => {
    const target = isElsewhere(address) ? undefined : resolveRecordLink(path, address);
    return target !== undefined && holds(target.split('#')[0] ?? '') ? target : undefined;
  };
  return {
    link(href) {
      if (isElsewhere(href)) return isSafeUrl(href) ? href : undefined;
      const target = resolve(href);
      return target === undefined ? undefined : encodeAddress(relate(page, target));
    },
    image(src) {
      const target = resolve(src);
      return target?.includes('/files/') === true ? encodeAddress(relate(page, target)) : undefined;
    },
  };
}

/** Resolves the addresses in the handbook, whose pages link to each other's files in the package. */
export function resolveHandbook(handbook: readonly HandbookPage[], page: string): Addresses {
  return {
    link(href) {
      if (isElsewhere(href)) return isSafeUrl(href) ? href : undefined;
      const target = resolveHandbookLink(href, handbook);
      return target === undefined ? undefined : relate(page, target);
    },
    image(src) {
      // Pictures of the handbook are among the files that are copied into every site.
      const file = /^\.\.\/public(\/handbook\/[a-z0-9-]+\.png)$/.exec(src)?.[1];
      return file === undefined ? undefined : relate(page, file);
    },
  };
}

/** Reports whether an address is not that of a file: it has a scheme, is only a fragment or a query, or is unsafe. */
function isElsewhere(href: string): boolean {
  return /^(?:[a-z][a-z0-9+.-]*:|#|\?)/i.test(href) || !isSafeUrl(href);
}

/** Looks up the pages of records and attachments; the texts of records link to no other pages. */
export function lookUp(register: Records, attachments: ReadonlySet<string>): Holds {
  const { incidents, runbooks, services, teams, problems, maintenance, reports } = register;
  const shelves: Record<string, ReadonlyMap<string, unknown> | undefined> = {
    incidents,
    runbooks,
    services,
    teams,
    problems,
    maintenance,
    reports,
  };
  return (target) => {
    const [, folder = '', id = '', ...rest] = target.split('/');
    if (attachments.has(target)) return true;
    if (rest.join('/') !== '') return false;
    if (folder === 'postmortems') return incidents.get(id)?.postmortem !== undefined;
    return Object.hasOwn(shelves, folder) && shelves[folder]?.has(id) === true;
  };
}

/** Percent-encodes an address whose parts are decoded. */
function encodeAddress(address: string): string {
  const [path = '', fragment] = address.split('#', 2);
  const escaped = path.split('/').map(encodeURIComponent).join('/');
  return fragment === undefined ? escaped : `${escaped}#${encodeURIComponent(fragment)}`;
}

import { relate, resolveRecordLink } from '../scripts/outputs/pages/address.ts';
import { isSafeUrl } from '../scripts/model/record/formats.ts';
import type { Register } from '../scripts/model/register/register.ts';
import { resolveHandbookLink } from './handbook.ts';
import type { Addresses } from './markdown/html.ts';
import type { HandbookPage } from '../scripts/outputs/pages/source.ts';

/** Whether the site holds a page or an attachment, given from its root. */
export type Holds = (target: string) => boolean;

/**
 * What becomes of the addresses in a record's text. A link to another record leads to its page, one to
 * an attachment to its copy, and none to what the site does not hold; addresses elsewhere stay where
 * they are safe. Images are shown from incidents' own folders only.
 *
 * @param path the record's file in the data root
 * @param page the page it is shown on, from the site's root
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

/** The same for the handbook, whose pages link to one another's files in the package. */
export function resolveHandbook(handbook: readonly HandbookPage[], page: string): Addresses {
  return {
    link(href) {
      if (isElsewhere(href)) return isSafeUrl(href) ? href : undefined;
      const target = resolveHandbookLink(href, handbook);
      return target === undefined ? undefined : relate(page, target);
    },
    image(src) {
      // Pictures of the handbook lie among the files that every site gets.
      const file = /^\.\.\/public(\/handbook\/[a-z0-9-]+\.png)$/.exec(src)?.[1];
      return file === undefined ? undefined : relate(page, file);
    },
  };
}

/** Whether an address is none of a file: it has a scheme, names a place on the page, or is not safe. */
function isElsewhere(href: string): boolean {
  return /^(?:[a-z][a-z0-9+.-]*:|#|\?)/i.test(href) || !isSafeUrl(href);
}

/** Looks up pages of records and attachments; other pages no record's text leads to. */
export function lookUp(register: Register, attachments: ReadonlySet<string>): Holds {
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

/** Escapes what an address may not hold; the parts of a relative path were decoded before. */
function encodeAddress(address: string): string {
  const [path = '', fragment] = address.split('#', 2);
  const escaped = path.split('/').map(encodeURIComponent).join('/');
  return fragment === undefined ? escaped : `${escaped}#${encodeURIComponent(fragment)}`;
}

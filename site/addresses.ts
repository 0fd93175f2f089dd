import { relate, resolveRecordLink } from '../scripts/pages/address.ts';
import { isSafeUrl } from '../scripts/record/formats.ts';
import type { Register } from '../scripts/register/register.ts';
import { resolveHandbookLink } from './handbook.ts';
import type { Addresses } from './markdown/html.ts';
import type { HandbookPage } from './src/site.ts';

/**
 * What becomes of the addresses in a record's text. A link to another record leads to its page, one to
 * an attachment to its copy, and none to what the site does not hold; addresses elsewhere stay where
 * they are safe. Images are shown from incidents' own folders only.
 *
 * @param attachments pages of all attachments
 * @param path the record's file in the data root
 * @param page the page it is shown on, from the site's root
 */
export function resolveAddresses(
  register: Register,
  attachments: ReadonlySet<string>,
  path: string,
  page: string,
): Addresses {
  return {
    link(href) {
      if (isElsewhere(href)) return isSafeUrl(href) ? href : undefined;
      const target = resolveRecordLink(path, href);
      if (target === undefined || !isShown(register, attachments, target)) return undefined;
      return encodeAddress(relate(page, target));
    },
    image(src) {
      if (isElsewhere(src)) return undefined;
      const target = resolveRecordLink(path, src);
      if (target === undefined || !attachments.has(target)) return undefined;
      return encodeAddress(relate(page, target));
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
    image: () => undefined,
  };
}

/** Whether an address is none of the data root's: it has a scheme, or begins as no relative path does. */
function isElsewhere(href: string): boolean {
  return /^(?:[a-z][a-z0-9+.-]*:|\/|\\|#|\?)/i.test(href) || !isSafeUrl(href);
}

function isShown(register: Register, attachments: ReadonlySet<string>, target: string): boolean {
  const [path = ''] = target.split('#');
  if (attachments.has(path)) return true;
  const [, folder = '', id = ''] = path.split('/');
  const { incidents, runbooks, services, teams, problems, maintenance } = register;
  const shelves: Record<string, ReadonlyMap<string, unknown> | undefined> = {
    incidents,
    runbooks,
    services,
    teams,
    problems,
    maintenance,
  };
  if (folder === 'postmortems') return incidents.get(id)?.postmortem !== undefined;
  return path === `/${folder}/${id}/` && shelves[folder]?.has(id) === true;
}

/** Escapes what an address may not hold; the parts of a relative path were decoded before. */
function encodeAddress(address: string): string {
  const [path = '', fragment] = address.split('#', 2);
  const escaped = path.split('/').map(encodeURIComponent).join('/');
  return fragment === undefined ? escaped : `${escaped}#${encodeURIComponent(fragment)}`;
}

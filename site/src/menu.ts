/** Menu of every page, drawn once for all pages that show the same one. */
import { escapeHTML, HTMLString } from 'astro/runtime/server/index.js';

const entries: readonly (readonly [name: string, page: string])[] = [
  ['Now', '/'],
  ['Incidents', '/incidents/'],
  ['Services', '/services/'],
  ['SLA', '/sla/'],
  ['KPIs', '/kpi/'],
  ['Actions', '/actions/'],
  ['Postmortems', '/postmortems/'],
  ['Runbooks', '/runbooks/'],
  ['Problems', '/problems/'],
  ['Maintenance', '/maintenance/'],
  ['Reports', '/reports/'],
  ['Handbook', '/handbook/'],
];

const drawn = new Map<string, HTMLString>();

/**
 * Draws the items of the menu.
 *
 * @param page path of the page that shows them
 * @param leftOut number of files and pages that were left out; shown if there are any
 * @param link finds the address of a path of the site as seen from the page
 */
export function drawMenu(
  page: string,
  leftOut: number,
  link: (target: string) => string,
): HTMLString {
  const shown =
    leftOut === 0 ? entries : [...entries, [`Left out (${leftOut})`, '/left-out/'] as const];
  const current = shown.find(([, path]) => path !== '/' && page.startsWith(path))?.[1];
  const key = [link('/'), current, page === (current ?? '/'), leftOut].join('\n');
  let menu = drawn.get(key);
  if (!menu) {
    const items = shown.map(([name, path]) => {
      const standing = path === page ? 'page' : path === current ? 'true' : undefined;
      const mark = standing === undefined ? '' : ` aria-current="${standing}"`;
      return `<li><a href="${escapeHTML(link(path))}"${mark}>${name}</a></li>`;
    });
    menu = new HTMLString(items.join(''));
    drawn.set(key, menu);
  }
  return menu;
}

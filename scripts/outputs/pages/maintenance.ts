import type { Maintenance } from '../../model/register/register.ts';
import { day } from '../../model/time/duration.ts';
import { parseInstant, type Instant } from '../../model/time/instant.ts';
import type { Edition } from '../../model/edition/cut.ts';
import { findPage } from './address.ts';
import { buildEach, type Route } from './draft.ts';
import { listWindows, type WindowRow } from './home.ts';
import { resolveLinks, type LinkRow } from './links.ts';
import type { PageSource } from './source.ts';

/** What the pages of one maintenance and of all maintenance show of it. */
export interface MaintenanceOutline {
  maintenance: Maintenance;
  state: 'planned' | 'running' | 'past';
  /** Windows from 30 days ago to 90 days ahead; for a single window always that one. */
  windows: WindowRow[];
  services: { id: string; name: string }[];
}

/** Outlines the page of each maintenance, the newest first. */
export function outlineMaintenance(edition: Edition): MaintenanceOutline[] {
  const { register, now } = edition;
  const near = listWindows(edition, now - 30 * day, now + 90 * day);
  const coming = new Set(listWindows(edition, now, now + 366 * day).map(({ id }) => id));
  const all = listWindows(edition, 0, now + 366 * day).filter(
    ({ id }) => register.maintenance.get(id)?.window,
  );
  const pages = buildEach(
    edition,
    'maintenance',
    register.maintenance.values(),
    (maintenance): MaintenanceOutline => {
      const windows = (maintenance.window ? all : near).filter(({ id }) => id === maintenance.id);
      const running = windows.some(({ start, end }) => start <= now && now < end);
      return {
        maintenance,
        // A series may have ended, or come back only after more than the days that are listed.
        state: running ? 'running' : coming.has(maintenance.id) ? 'planned' : 'past',
        windows,
        services: maintenance.services.map((id) => ({
          id,
          name: register.services.get(id)?.name ?? id,
        })),
      };
    },
  );
  return [...pages].sort((a, b) => (b.windows[0]?.start ?? 0) - (a.windows[0]?.start ?? 0));
}

/** The page of one maintenance. */
export interface MaintenancePage extends Omit<MaintenanceOutline, 'windows'> {
  page: string;
  windows: (WindowRow & { isPast: boolean })[];
  /** Its plan as HTML. */
  plan?: string;
  events: { at: Instant; written: string; status: string; by?: string; html?: string }[];
  links: LinkRow[];
}

/** Lists the page of each maintenance. */
export const listMaintenancePages: Route<MaintenancePage> = (source) =>
  outlineMaintenance(source.edition).map((outline) => {
    const page = findPage('maintenance', outline.maintenance.id);
    return { page, load: () => buildPage(source, outline, page) };
  });

function buildPage(source: PageSource, outline: MaintenanceOutline, page: string): MaintenancePage {
  const { path, events, links } = outline.maintenance;
  const plan = source.readText(path)?.body?.trim() ?? '';
  const render = (text: string): string => source.renderMarkdown(text, path, page, 3);
  return {
    ...outline,
    page,
    windows: outline.windows.map((window) => ({
      ...window,
      isPast: window.end < source.edition.now,
    })),
    ...(plan !== '' && { plan: render(plan) }),
    events: (events ?? []).map(({ at, status, note, by }) => ({
      at: parseInstant(at) ?? 0,
      written: at,
      status,
      ...(by !== undefined && { by }),
      ...(note !== undefined && { html: render(note) }),
    })),
    links: resolveLinks(source, links, path, page),
  };
}

/** The page of all maintenance. */
export interface MaintenanceListPage {
  groups: {
    state: MaintenanceOutline['state'];
    title: string;
    /** Each with the window that is running or next, or its last one. */
    items: { maintenance: Maintenance; window?: WindowRow }[];
  }[];
}

const groups: readonly Pick<MaintenanceListPage['groups'][number], 'state' | 'title'>[] = [
  { state: 'running', title: 'Running now' },
  { state: 'planned', title: 'Planned' },
  { state: 'past', title: 'Past' },
];

/** Lists the page of all maintenance. */
export const listMaintenancePage: Route<MaintenanceListPage> = ({ edition }) => [
  { page: '/maintenance/', load: () => buildListPage(edition) },
];

function buildListPage(edition: Edition): MaintenanceListPage {
  const all = outlineMaintenance(edition).map(({ maintenance, state, windows }) => ({
    maintenance,
    state,
    next: windows.find(({ end }) => end > edition.now),
    last: windows.at(-1),
  }));
  return {
    groups: groups.flatMap(({ state, title }) => {
      const found = all.filter((item) => item.state === state);
      // The newest past maintenance comes first, and the soonest planned one.
      if (state === 'planned')
        found.sort((a, b) => (a.next?.start ?? Infinity) - (b.next?.start ?? Infinity));
      const items = found.map(({ maintenance, next, last }) => {
        const window = next ?? last;
        return { maintenance, ...(window && { window }) };
      });
      return items.length === 0 ? [] : [{ state, title, items }];
    }),
  };
}

import { slugify } from '../../register/slug.ts';
import type { SettingsRecord, TeamRecord } from '../../register/records.ts';
import { formatYaml } from '../format.ts';
import type { Draft } from '../importer.ts';
import type { Page } from './event.ts';
import { keepAddress, shorten } from './words.ts';

/** Id of the team that stands for those behind a page. */
export function teamOf(page: Page | undefined): string {
  return slugify(page?.name ?? '') || 'status-page';
}

/** Settings and one team made from the page: written where there are none, then the data root's own. */
export function draftOrganisation(page: Page | undefined): Draft[] {
  const name = shorten(page?.name ?? '', 100) || 'Status page';
  const url = keepAddress(page?.url);
  const timezone = page?.timezone;
  const settings: SettingsRecord = {
    organisation: {
      name,
      ...(url !== undefined && { url }),
      ...(timezone !== undefined && isZone(timezone) && { timezone }),
    },
  };
  const team: TeamRecord = {
    name,
    description: shorten(
      `Stands for those behind the status page of ${name}, which does not say who owns what. Replace it with your teams.`,
      500,
    ),
  };
  const id = teamOf(page);
  return [
    {
      kind: 'settings',
      key: 'settings',
      id: 'sitrep',
      path: 'sitrep.yaml',
      text: formatYaml(settings),
      hold: 'seed',
    },
    {
      kind: 'team',
      key: id,
      id,
      path: `catalog/teams/${id}.yaml`,
      text: formatYaml(team),
      hold: 'seed',
    },
  ];
}

/** Statuspage writes IANA names and, in old pages, Rails' own, which nobody else knows. */
function isZone(name: string): boolean {
  if (!/^[A-Za-z][A-Za-z0-9_+/-]{0,63}$/.test(name)) return false;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

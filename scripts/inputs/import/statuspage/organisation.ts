import { slugify } from '../../../model/text/slug.ts';
import type { SettingsRecord, TeamRecord } from '../../../../schemas/generated/records.ts';
import { formatYaml } from '../../../model/record/format.ts';
import type { Draft, Wish } from '../importer.ts';
import type { Page, Report } from './event.ts';
import { keepAddress, shorten } from '../../../model/text/words.ts';

/**
 * Finds the id of the team that represents the owners of the page: the one from an earlier import,
 * whatever the page is called now.
 */
function nameStandIn(page: Page | undefined, { known }: Wish): string {
  const named = slugify(page?.name ?? '') || 'status-page';
  const first = known.team.values().next().value;
  return known.team.get(named) ?? first ?? named;
}

/**
 * Chooses the team of a new service: the team of the page, or else the team with the most services.
 */
export function chooseTeam(page: Page | undefined, wish: Wish): string {
  const { teams, current } = wish.owners;
  const standIn = nameStandIn(page, wish);
  if (teams.size === 0 || teams.has(standIn)) return standIn;
  const owned = [...current.values()];
  const count = (team: string): number => owned.filter((owner) => owner === team).length;
  const [most] = [...teams].sort((a, b) => count(b) - count(a) || (a < b ? -1 : 1));
  return most ?? standIn;
}

/**
 * Builds settings and a team from the page. They are written only if there are none, and then
 * belong to the data root.
 */
export function draftOrganisation(page: Page | undefined, wish: Wish): Draft[] {
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
      `Represents the owners of the status page of ${name}, which does not say who owns what. Replace it with your teams.`,
      500,
    ),
  };
  const id = nameStandIn(page, wish);
  const { teams } = wish.owners;
  const isNeeded = teams.size === 0 || teams.has(id) || wish.known.team.has(id);
  const seeds = [
    { kind: 'settings', key: 'settings', id: 'sitrep', path: 'sitrep.yaml', value: settings },
    { kind: 'team', key: id, id, path: `catalog/teams/${id}.yaml`, value: team },
  ] as const;
  return seeds
    .filter(({ kind }) => kind === 'settings' || isNeeded)
    .map(({ value, ...seed }) => ({ ...seed, text: formatYaml(value), hold: 'seed' }));
}

/** Reports a time zone that cannot be used, unless the settings already have one. */
export function checkZone(page: Page | undefined, { settings }: Wish, report: Report): void {
  const timezone = page?.timezone;
  if (timezone === undefined || isZone(timezone)) return;
  if (settings.organisation.timezone !== 'UTC') return;
  report(
    'warning',
    'import-zone',
    '/page/time_zone',
    `\`${timezone.slice(0, 80)}\` is not an IANA time zone. UTC is used instead.`,
    'Set organisation.timezone in sitrep.yaml, as in Europe/Amsterdam.',
  );
}

/** Converts Statuspage's time zone: an IANA name or, on old pages, a name of Rails. */
function isZone(name: string): boolean {
  if (!/^[A-Za-z][A-Za-z0-9_+/-]{0,63}$/.test(name)) return false;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

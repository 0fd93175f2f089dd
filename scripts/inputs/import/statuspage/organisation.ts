import { slugify } from '../../../model/text/slug.ts';
import type { SettingsRecord, TeamRecord } from '../../../../schemas/generated/records.ts';
import { formatYaml } from '../../../model/record/format.ts';
import type { Draft, Wish } from '../importer.ts';
import type { Page, Report } from './event.ts';
import { keepAddress, shorten } from '../../../model/text/words.ts';

/**
 * Id of the team that stands for those behind the page: the one that was imported once, whatever the
 * page is called now and whether or not a source names it.
 */
function nameStandIn(page: Page | undefined, { known }: Wish): string {
  const named = slugify(page?.name ?? '') || 'status-page';
  const first = known.team.values().next().value;
  return known.team.get(named) ?? first ?? named;
}

/** Team of a service that is new: the one that stands in, or else the one that most services have. */
export function chooseTeam(page: Page | undefined, wish: Wish): string {
  const { teams, current } = wish.owners;
  const standIn = nameStandIn(page, wish);
  if (teams.size === 0 || teams.has(standIn)) return standIn;
  const owned = [...current.values()];
  const count = (team: string): number => owned.filter((owner) => owner === team).length;
  const [most] = [...teams].sort((a, b) => count(b) - count(a) || (a < b ? -1 : 1));
  return most ?? standIn;
}

/** Settings and one team made from the page: written where there are none, then the data root's own. */
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
      `Stands for those behind the status page of ${name}, which does not say who owns what. Replace it with your teams.`,
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

/** Says of a zone that cannot be kept that it is not; silent once the settings have one. */
export function checkZone(page: Page | undefined, { settings }: Wish, report: Report): void {
  const timezone = page?.timezone;
  if (timezone === undefined || isZone(timezone)) return;
  if (settings.organisation.timezone !== 'UTC') return;
  report(
    'warning',
    'import-zone',
    '/page/time_zone',
    `\`${timezone.slice(0, 80)}\` is no name of a time zone in the IANA database: it is left out, and UTC stands for it.`,
    'Set organisation.timezone in sitrep.yaml, as in Europe/Amsterdam.',
  );
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

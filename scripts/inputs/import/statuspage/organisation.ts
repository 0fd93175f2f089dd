import { slugify } from '../../../model/text/slug.ts';
import type { SettingsRecord, TeamRecord } from '../../../../schemas/generated/records.ts';
import { formatYaml } from '../../../model/record/format.ts';
import type { RecordDraft, ImportContext } from '../importer.ts';
import type { StatusPage, ReportProblem } from './event.ts';
import { formatInstant } from '../../../model/time/instant.ts';
import { compareText } from '../../../model/text/compare-text.ts';
import { keepAddress, shorten } from '../../../model/text/words.ts';

/**
 * Finds the id of the team that represents the owners of the page: the one from an earlier import,
 * whatever the page is called now.
 */
function nameStandIn(page: StatusPage | undefined, { known }: ImportContext): string {
  const named = slugify(page?.name ?? '') || 'status-page';
  const first = known.team.values().next().value;
  return known.team.get(named) ?? first ?? named;
}

/**
 * Chooses the team of a new service: the team of the page, or else the team with the most services.
 */
export function chooseTeam(page: StatusPage | undefined, context: ImportContext): string {
  const { teams, current } = context.owners;
  const standIn = nameStandIn(page, context);
  if (teams.size === 0 || teams.has(standIn)) return standIn;
  const owned = [...current.values()];
  const count = (team: string): number => owned.filter((owner) => owner === team).length;
  const [most] = [...teams].sort((a, b) => count(b) - count(a) || compareText(a, b));
  return most ?? standIn;
}

/**
 * Builds settings and a team from the page. They are written only if there are none, and then
 * belong to the data root.
 */
export function draftOrganisation(
  page: StatusPage | undefined,
  context: ImportContext,
): RecordDraft[] {
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
    source: { tool: 'statuspage', imported: formatInstant(context.now) },
  };
  const id = nameStandIn(page, context);
  const { teams } = context.owners;
  const isNeeded = teams.size === 0 || teams.has(id) || context.known.team.has(id);
  const seeds = [
    { kind: 'settings', key: 'settings', id: 'sitrep', path: 'sitrep.yaml', value: settings },
    { kind: 'team', key: id, id, path: `catalog/teams/${id}.yaml`, value: team },
  ] as const;
  return seeds
    .filter(({ kind }) => kind === 'settings' || isNeeded)
    .map(({ value, ...seed }) => ({ ...seed, text: formatYaml(value), hold: 'seed' }));
}

/** Reports a time zone that cannot be used, unless the settings already have one. */
export function checkZone(
  page: StatusPage | undefined,
  { settings }: ImportContext,
  report: ReportProblem,
): void {
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

/** Checks whether a time zone is an IANA name. Old pages have names of Rails. */
function isZone(name: string): boolean {
  if (!/^[A-Za-z][A-Za-z0-9_+/-]{0,63}$/.test(name)) return false;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

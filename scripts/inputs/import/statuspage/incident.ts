import { listEffects } from '../../../model/register/effects.ts';
import { formatDay, formatInstant, type Instant } from '../../../model/time/instant.ts';
import type { Entry, ImportSource, IncidentRecord } from '../../../../schemas/generated/records.ts';
import { countBytes, formatMarkdown, formatYaml } from '../../../model/record/format.ts';
import type { RecordDraft, ImportContext } from '../importer.ts';
import { readWords } from './html.ts';
import { aliasOf } from './ids.ts';
import { mostServices, type PageServices } from './services.ts';
import type { PageEvent, StatusPage, ReportProblem } from './event.ts';
import { draftTimeline } from './timeline.ts';
import { joinLines, keepAddress, shorten } from '../../../model/text/words.ts';

/** Maximum size of a record's YAML file, with some margin. */
const largestYaml = 250_000;
const mostPairs = 9000;

/**
 * Builds incident.md and timeline.yaml of one incident; nothing, with a finding, if no valid record
 * is possible.
 */
export function draftIncident(
  event: PageEvent,
  chooseId: (event: PageEvent, day: number) => string,
  {
    page,
    services,
    context,
  }: { page: StatusPage | undefined; services: PageServices; context: ImportContext },
  report: ReportProblem,
): RecordDraft[] {
  const timeline = draftTimeline(event, services, context.settings, report);
  const started = event.started?.at ?? event.created?.at ?? event.updates[0]?.moment.at;
  if (!timeline || started === undefined) return [];
  const first = event.updates[0]?.moment.at ?? started;
  const yaml = formatYaml(timeline);
  if (countBytes(yaml) > largestYaml || countPairs(timeline) > mostPairs) {
    report(
      'error',
      'import-size',
      event.pointer,
      `The ${event.updates.length} updates need a timeline larger than the maximum of 250 kB. The incident is left out.`,
      'Shorten them in the source, or write the record by hand.',
    );
    return [];
  }
  const day = Math.min(started, first);
  const id = chooseId(event, day);
  const folder = `${id.slice(0, 4)}/${id}`;
  const draft = {
    kind: 'incident',
    key: aliasOf(event.id),
    id,
    hold: 'source',
    imported: findFirstImport('incident', event, context),
    ...(event.changed && { changed: event.changed.at }),
  } as const;
  const misnamed = explainDay(id, formatDay(day));
  const record = describeIncident(event, { page, services, context }, report);
  return [
    {
      ...draft,
      path: `${folder}/timeline.yaml`,
      text: yaml,
      ...(misnamed !== undefined && { misnamed }),
    },
    { ...draft, path: `${folder}/incident.md`, text: formatMarkdown(record, writeBody(event)) },
  ];
}

/**
 * An id stays once given, since other records may refer to it. But it begins with the day of the
 * first event, and a log of another day is not valid in its folder.
 */
function explainDay(id: string, day: string): string | undefined {
  if (id.startsWith(day)) return undefined;
  const [from, to] = [id.slice(0, 4), day.slice(0, 4)];
  const move = `git mv ${from}/${id} ${to}/${day}${id.slice(10)}`;
  const year = from === to ? '' : `mkdir -p ${to} && `;
  return `the source now says that it started on ${day} (UTC): rename its folder with \`${year}${move}\` (choose another name after the day if that one is taken), then import again`;
}

/** Counts the keys of all entries. */
function countPairs(timeline: readonly Entry[]): number {
  const pairs = timeline.map((entry) => Object.keys(entry).length + listEffects(entry).length);
  return pairs.reduce((sum, count) => sum + count, 0);
}

function describeIncident(
  event: PageEvent,
  {
    page,
    services,
    context,
  }: { page: StatusPage | undefined; services: PageServices; context: ImportContext },
  report: ReportProblem,
): IncidentRecord {
  const title = nameEvent(event, 'Incident');
  const first = event.updates.find(({ body }) => body.trim() !== '');
  const summary = shorten(readWords(first?.body ?? ''), 300);
  const links = linkEvent(event, page, report);
  return {
    title,
    summary: isTooShort(summary) ? title : summary,
    services: listServices(event, services, report),
    category: context.category,
    channel: context.channel,
    visibility: 'public',
    ...(links.length > 0 && { links }),
    source: describeSource('incident', event, context),
    aliases: [aliasOf(event.id)],
  };
}

/** Describes where a record comes from. Its first import stays the same in every later one. */
export function describeSource(
  kind: 'incident' | 'maintenance',
  event: PageEvent,
  context: ImportContext,
): ImportSource {
  const url = keepAddress(event.shortlink);
  const imported = formatInstant(findFirstImport(kind, event, context));
  return { tool: 'statuspage', id: event.id, ...(url !== undefined && { url }), imported };
}

export function findFirstImport(
  kind: 'incident' | 'maintenance',
  { id }: PageEvent,
  { imported, now }: ImportContext,
): Instant {
  return imported.get(`${kind} ${aliasOf(id)}`) ?? now;
}

/** Uses the name as a title; adds the id if the name is missing or too short for a title. */
export function nameEvent(event: PageEvent, noun: string): string {
  const title = shorten(event.name, 200);
  return isTooShort(title) ? [noun, event.id, title].join(' ').trim() : title;
}

/**
 * Returns true if a record accepts the text as a title or summary: three characters, of which some
 * are two code units.
 */
function isTooShort(text: string): boolean {
  return Array.from(text.slice(0, 6)).length < 3;
}

/**
 * Lists the ids of the services that the event names, in its components or in its updates, in
 * order.
 */
export function listServices(
  event: PageEvent,
  services: PageServices,
  report: ReportProblem,
): string[] {
  const named = [...event.components, ...event.updates.flatMap(({ affected }) => affected)];
  const ids = [...new Set(named.map((component) => services.find(component)))];
  const known = ids.filter((id) => id !== undefined);
  if (known.length > mostServices) {
    report(
      'warning',
      'import-size',
      `${event.pointer}/components`,
      `The incident names ${known.length} components, but a record can have ${mostServices}. The rest is left out.`,
    );
  }
  return known.slice(0, mostServices).sort();
}

export function linkEvent(
  event: PageEvent,
  page: StatusPage | undefined,
  report: ReportProblem,
): { title: string; url: string }[] {
  const url = keepAddress(event.shortlink);
  if (url === undefined && event.shortlink !== undefined) {
    report(
      'warning',
      'import-link',
      `${event.pointer}/shortlink`,
      'The link is not an http address. It is left out.',
    );
  }
  const name = shorten(page?.name ?? '', 100);
  const title = name === '' ? 'Status page' : `${name} status page`;
  return url === undefined ? [] : [{ title, url }];
}

export function writeBody(event: PageEvent): string {
  const told = "Imported from a status page. Each update has the page's own words.";
  const full = joinLines(event.name);
  return full.length > 200 ? `${told}\n\nFull name: ${full.slice(0, 4000)}` : told;
}

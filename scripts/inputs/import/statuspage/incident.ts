import { listEffects } from '../../../model/register/effects.ts';
import { formatDay } from '../../../model/time/instant.ts';
import type { Entry, IncidentRecord } from '../../../../schemas/generated/records.ts';
import { countBytes, formatMarkdown, formatYaml } from '../../../model/record/format.ts';
import type { Draft, Wish } from '../importer.ts';
import { readWords } from './html.ts';
import { aliasOf } from './ids.ts';
import { mostServices, type Services } from './services.ts';
import type { Event, Page, Report } from './event.ts';
import { draftTimeline } from './timeline.ts';
import { joinLines, keepAddress, shorten } from '../../../model/text/words.ts';

/** What a YAML file of a record may hold, less a little. */
const largestYaml = 250_000;
const mostPairs = 9000;

/** incident.md and timeline.yaml of one incident; none, with a finding, where no true record can be made of it. */
export function draftIncident(
  event: Event,
  chooseId: (event: Event, day: number) => string,
  { page, services, wish }: { page: Page | undefined; services: Services; wish: Wish },
  report: Report,
): Draft[] {
  const timeline = draftTimeline(event, services, wish.settings, report);
  const started = event.started?.at ?? event.created?.at ?? event.updates[0]?.moment.at;
  if (!timeline || started === undefined) return [];
  const first = event.updates[0]?.moment.at ?? started;
  const yaml = formatYaml(timeline);
  if (countBytes(yaml) > largestYaml || countPairs(timeline) > mostPairs) {
    report(
      'error',
      'import-size',
      event.pointer,
      `Its ${event.updates.length} updates make more timeline than a file holds, 250 kB: it is left out.`,
      'Shorten them at the source, or write the record by hand.',
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
    ...(event.changed && { changed: event.changed.at }),
  } as const;
  const misnamed = explainDay(id, formatDay(day));
  const record = describeIncident(event, { page, services, wish }, report);
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
 * An id given once stays, as other records may name it; but it begins with the day of the first event,
 * and the log of another day may not lie in its folder.
 */
function explainDay(id: string, day: string): string | undefined {
  if (id.startsWith(day)) return undefined;
  const [from, to] = [id.slice(0, 4), day.slice(0, 4)];
  const move = `git mv ${from}/${id} ${to}/${day}${id.slice(10)}`;
  const year = from === to ? '' : `mkdir -p ${to} && `;
  return `it is now said to have started on ${day} (UTC): rename its folder with \`${year}${move}\` (to another name behind the day where that one is taken), then import again`;
}

/** Keys of all entries, with their values. */
function countPairs(timeline: readonly Entry[]): number {
  const pairs = timeline.map((entry) => Object.keys(entry).length + listEffects(entry).length);
  return pairs.reduce((sum, count) => sum + count, 0);
}

function describeIncident(
  event: Event,
  { page, services, wish }: { page: Page | undefined; services: Services; wish: Wish },
  report: Report,
): IncidentRecord {
  const title = nameEvent(event, 'Incident');
  const first = event.updates.find(({ body }) => body.trim() !== '');
  const summary = shorten(readWords(first?.body ?? ''), 300);
  const links = linkEvent(event, page, report);
  return {
    title,
    summary: isTooShort(summary) ? title : summary,
    services: listServices(event, services, report),
    category: wish.category,
    channel: wish.channel,
    visibility: 'public',
    ...(links.length > 0 && { links }),
    aliases: [aliasOf(event.id)],
  };
}

/** The name as a title; what has none, or one too short for a title, is named by its id too. */
export function nameEvent(event: Event, noun: string): string {
  const title = shorten(event.name, 200);
  return isTooShort(title) ? [noun, event.id, title].join(' ').trim() : title;
}

/** Whether a record takes the text for a title or summary: three characters, of which some are two code units. */
function isTooShort(text: string): boolean {
  return Array.from(text.slice(0, 6)).length < 3;
}

/** Ids of the services that the event names, in its components or in its updates, in order. */
export function listServices(event: Event, services: Services, report: Report): string[] {
  const named = [...event.components, ...event.updates.flatMap(({ affected }) => affected)];
  const ids = [...new Set(named.map((component) => services.find(component)))];
  const known = ids.filter((id) => id !== undefined);
  if (known.length > mostServices) {
    report(
      'warning',
      'import-size',
      `${event.pointer}/components`,
      `It names ${known.length} components, and a record ${mostServices}: the rest is left out.`,
    );
  }
  return known.slice(0, mostServices).sort();
}

export function linkEvent(
  event: Event,
  page: Page | undefined,
  report: Report,
): { title: string; url: string }[] {
  const url = keepAddress(event.shortlink);
  if (url === undefined && event.shortlink !== undefined) {
    report(
      'warning',
      'import-link',
      `${event.pointer}/shortlink`,
      'It is no http address: the link is left out.',
    );
  }
  const name = shorten(page?.name ?? '', 100);
  const title = name === '' ? 'Status page' : `${name} status page`;
  return url === undefined ? [] : [{ title, url }];
}

export function writeBody(event: Event): string {
  const told =
    'Imported from a status page. What the page told its readers stands in their own words with each update.';
  const full = joinLines(event.name);
  return full.length > 200 ? `${told}\n\nIts name in full: ${full.slice(0, 4000)}` : told;
}

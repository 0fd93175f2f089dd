import type { IncidentRecord } from '../../register/records.ts';
import { countBytes, formatMarkdown, formatYaml } from '../format.ts';
import type { Draft, Wish } from '../importer.ts';
import { showHidden } from '../visible.ts';
import { aliasOf } from './ids.ts';
import type { Services } from './services.ts';
import type { Event, Page, Report } from './shape.ts';
import { draftTimeline } from './timeline.ts';
import { keepAddress, shorten, stripTags } from './words.ts';

/** What a YAML file of a record may hold, less a little. */
const largestYaml = 250_000;

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
  if (countBytes(yaml) > largestYaml) {
    const size = `${Math.ceil(countBytes(yaml) / 1000)} kB`;
    report(
      'error',
      'import-size',
      event.pointer,
      `Its updates make ${size} of timeline, and a file holds 250 kB: it is left out.`,
      'Shorten its updates at the source, or write the record by hand.',
    );
    return [];
  }
  const id = chooseId(event, Math.min(started, first));
  const folder = `${id.slice(0, 4)}/${id}`;
  const draft = { kind: 'incident', key: aliasOf(event.id), id, hold: 'source' } as const;
  const record = describeIncident(event, { page, services, wish }, report);
  return [
    { ...draft, path: `${folder}/timeline.yaml`, text: yaml },
    { ...draft, path: `${folder}/incident.md`, text: formatMarkdown(record, writeBody(event)) },
  ];
}

function describeIncident(
  event: Event,
  { page, services, wish }: { page: Page | undefined; services: Services; wish: Wish },
  report: Report,
): IncidentRecord {
  const title = nameEvent(event, 'Incident');
  const first = event.updates.find(({ body }) => body.trim() !== '');
  const summary = shorten(stripTags(first?.body ?? ''), 300);
  const links = linkEvent(event, page, report);
  return {
    title,
    summary: summary.length < 3 ? title : summary,
    services: listServices(event, services),
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
  return title.length < 3 ? [noun, event.id, title].join(' ').trim() : title;
}

/** Ids of the services that the event names, in its components or in its updates, in order. */
export function listServices(event: Event, services: Services): string[] {
  const named = [...event.components, ...event.updates.flatMap(({ affected }) => affected)];
  const ids = named.map((component) => services.find(component));
  return [...new Set(ids.filter((id) => id !== undefined))].sort().slice(0, 100);
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
  return url === undefined
    ? []
    : [{ title: `${shorten(page?.name ?? '', 100)} status page`.trim(), url }];
}

export function writeBody(event: Event): string {
  const told =
    'Imported from a status page. What the page told its readers stands in their own words with each update.';
  const full = showHidden(event.name).replace(/\s+/g, ' ').trim();
  return full.length > 200 ? `${told}\n\nIts name in full: ${full.slice(0, 4000)}` : told;
}

import { isLive } from '../../model/register/lifetime.ts';
import type { RecordSettings } from '../../model/register/register.ts';
import { compareWorst } from '../../model/register/states.ts';
import type { ServiceState } from '../../model/register/register.ts';
import type { Instant } from '../../model/time/instant.ts';
import { findPage } from './address.ts';
import type { Route } from './draft.ts';
import { outlineIncidents, type IncidentOutline } from './incident.ts';
import type { IncidentTexts, PageSource } from './source.ts';
import { buildTimeline, type Timeline } from './timeline.ts';

/** The page of an incident. */
export interface IncidentPage extends IncidentOutline {
  page: string;
  isLive: boolean;
  /** State of an open incident whose files can be read. */
  current?: CurrentState;
  /** Narrative as HTML. */
  narrative?: string;
  timeline?: Timeline;
  category: string;
  roles: { role: string; person: string }[];
  /** Milestones and reopenings in order. */
  milestones: [name: string, at: Instant][];
  /** Addresses of its folder and of its history, if the settings name a repository. */
  repository?: { files: string; history: string };
}

/** Services that an open incident affects now, and its newest status update. */
export interface CurrentState {
  affected: { id: string; name: string; state: ServiceState }[];
  update?: { at: Instant; written: string; html: string };
}

/** Lists the page of each incident. */
export const listIncidentPages: Route<IncidentPage> = function* (source) {
  for (const outline of outlineIncidents(source.edition)) {
    const { id } = outline.incident;
    yield {
      page: findPage('incident', id),
      key: source.keyOfIncident(outline),
      load: () => source.readIncident(id).then((texts) => buildPage(source, outline, texts)),
    };
  }
};

function buildPage(
  source: PageSource,
  outline: IncidentOutline,
  texts: IncidentTexts | undefined,
): IncidentPage {
  const { incident } = outline;
  const { settings } = source.edition.register;
  const page = findPage('incident', incident.id);
  const record = texts?.files.record;
  const body = record?.body?.trim() ?? '';
  const milestones: [string, Instant][] = [
    ...Object.entries(incident.milestones),
    ...incident.reopened.map((at): [string, Instant] => ['reopened', at]),
  ];
  const repository = findRepository(settings, incident.path);
  return {
    ...outline,
    page,
    isLive: isLive(incident),
    ...(texts && isLive(incident) && { current: buildCurrent(source, outline, texts, page) }),
    ...(record && body !== '' && { narrative: source.renderMarkdown(body, record.path, page, 3) }),
    ...(texts && texts.files.log.length > 0 && { timeline: buildTimeline(source, texts, page) }),
    category:
      settings.categories.find(({ id }) => id === incident.category)?.name ?? incident.category,
    roles: Object.entries(incident.roles).map(([id, handle]) => ({
      role: settings.roles.find((role) => role.id === id)?.name ?? id,
      person: outline.people[handle] ?? handle,
    })),
    milestones: milestones.sort(([, a], [, b]) => a - b),
    ...(repository && { repository }),
  };
}

function buildCurrent(
  source: PageSource,
  { incident }: IncidentOutline,
  { files }: IncidentTexts,
  page: string,
): CurrentState {
  const { services } = source.edition.register;
  const update = files.log.findLast(
    (logged) => logged.entry.type === 'update' && !files.superseded.has(logged),
  );
  const note = update?.entry.note;
  return {
    affected: incident.affected
      .filter(({ to }) => to === undefined)
      .sort(compareWorst)
      .map(({ service, state }) => ({
        id: service,
        name: services.get(service)?.name ?? service,
        state,
      })),
    ...(update &&
      note !== undefined && {
        update: {
          at: update.at,
          written: update.entry.at,
          html: source.renderMarkdown(note, update.path, page, 3),
        },
      }),
  };
}

function findRepository({ site }: RecordSettings, path: string): IncidentPage['repository'] {
  const repository = site.repository?.replace(/\/$/, '');
  return repository === undefined
    ? undefined
    : {
        files: `${repository}/tree/HEAD/incidents/${path}`,
        history: `${repository}/commits/HEAD/incidents/${path}`,
      };
}

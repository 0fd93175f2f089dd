import type { PostmortemRecord } from '../../../schemas/generated/records.ts';
import type { Incident } from '../../model/register/register.ts';
import { sortNewest } from '../../model/register/states.ts';
import type { Edition } from '../../model/edition/cut.ts';
import { groupActions, type ActionRow } from './actions.ts';
import { findPage } from './address.ts';
import { buildEach, type Route } from './draft.ts';
import { toIncidentRow, type IncidentRow } from './incidents.ts';
import type { PageSource } from './source.ts';

/** What the pages of one postmortem and of all postmortems show of it. */
export interface PostmortemOutline {
  incident: Incident;
  row: IncidentRow;
  authors: string[];
  factors: { category: string; description: string }[];
  actions: ActionRow[];
  approvals: { by: string; at: string; current: boolean; url?: string }[];
  /** Address of the changes since it was approved; undefined if it was not amended. */
  changes?: string;
}

function outlinePostmortems(edition: Edition): PostmortemOutline[] {
  const { register, now } = edition;
  const actions = groupActions(edition);
  const repository = register.settings.site.repository?.replace(/\/$/, '');
  const name = (handle: string): string => register.people.get(handle)?.name ?? handle;
  const pages = buildEach(
    edition,
    'postmortem',
    sortNewest(register.incidents.values()),
    (incident) => {
      const { postmortem } = incident;
      if (!postmortem) return [];
      return [
        {
          incident,
          row: toIncidentRow(incident, now),
          authors: postmortem.authors.map(name),
          factors: (postmortem.factors ?? []).map(({ category, description }) => ({
            category: register.settings.factors.find(({ id }) => id === category)?.name ?? category,
            description,
          })),
          actions: actions.get(findPage('postmortem', incident.id)) ?? [],
          approvals: (postmortem.approvals ?? []).map(({ by, at, digest, pull_request }) => ({
            by: name(by),
            at,
            current: digest === postmortem.digest,
            ...(pull_request !== undefined && { url: pull_request }),
          })),
          ...(postmortem.standing === 'amended' &&
            repository !== undefined && {
              changes: `${repository}/commits/HEAD/incidents/${postmortem.path}`,
            }),
        },
      ];
    },
  );
  return [...pages].flat();
}

/** The page of a postmortem. */
export interface PostmortemPage extends PostmortemOutline {
  page: string;
  /** Fields of its front matter; undefined if the file cannot be read. */
  text?: Pick<PostmortemRecord, 'trigger' | 'detection' | 'root_causes' | 'five_whys'>;
  /** Lessons by heading, without empty lists. */
  lessons: [title: string, lessons: readonly string[]][];
  /** Narrative as HTML. */
  narrative?: string;
}

/** Lists the page of each postmortem. */
export const listPostmortemPages: Route<PostmortemPage> = (source) =>
  outlinePostmortems(source.edition).map((outline) => {
    const page = findPage('postmortem', outline.incident.id);
    return {
      page,
      key: source.keyOfIncident(outline),
      load: () => buildPage(source, outline, page),
    };
  });

function buildPage(source: PageSource, outline: PostmortemOutline, page: string): PostmortemPage {
  const document = source.readText(outline.incident.postmortem?.path ?? '');
  const text = document?.value as PostmortemRecord | undefined;
  const body = document?.body?.trim() ?? '';
  const lessons: PostmortemPage['lessons'] = [
    ['What went well', text?.lessons?.went_well ?? []],
    ['What went poorly', text?.lessons?.went_poorly ?? []],
    ['Where we got lucky', text?.lessons?.got_lucky ?? []],
  ];
  return {
    ...outline,
    page,
    ...(text && { text }),
    lessons: lessons.filter(([, list]) => list.length > 0),
    ...(document &&
      body !== '' && { narrative: source.renderMarkdown(body, document.path, page, 3) }),
  };
}

/** The page of all postmortems. */
export interface PostmortemsPage {
  postmortems: PostmortemOutline[];
}

/** Lists the page of all postmortems. */
export const listPostmortemsPage: Route<PostmortemsPage> = ({ edition }) => [
  { page: '/postmortems/', load: () => ({ postmortems: outlinePostmortems(edition) }) },
];

import type { Problem } from '../../model/register/register.ts';
import { sortNewest } from '../../model/register/states.ts';
import type { Edition } from '../../model/edition/cut.ts';
import { groupActions, type ActionRow } from './actions.ts';
import { findPage } from './address.ts';
import { buildEach, type Route } from './draft.ts';
import { toIncidentRow, type IncidentRow } from './incidents.ts';

/** What the pages of one problem and of all problems show of it. */
export interface ProblemOutline {
  problem: Problem;
  owner: string;
  /** Whether a team owns it, not a person. */
  isTeam: boolean;
  incidents: IncidentRow[];
  actions: ActionRow[];
}

function outlineProblems(edition: Edition): ProblemOutline[] {
  const { register, now } = edition;
  const actions = groupActions(edition);
  const pages = buildEach(edition, 'problem', register.problems.values(), (problem) => ({
    problem,
    owner:
      register.teams.get(problem.owner)?.name ??
      register.people.get(problem.owner)?.name ??
      problem.owner,
    isTeam: register.teams.has(problem.owner),
    incidents: sortNewest(register.incidents.values())
      .filter(
        (incident) =>
          incident.problem === problem.id || problem.incidents?.includes(incident.id) === true,
      )
      .map((incident) => toIncidentRow(incident, now)),
    actions: actions.get(findPage('problem', problem.id)) ?? [],
  }));
  return [...pages];
}

/** The page of a problem. */
export interface ProblemPage extends ProblemOutline {
  page: string;
  services: { id: string; name: string }[];
  /** Its text as HTML. */
  text?: string;
}

/** Lists the page of each problem. */
export const listProblemPages: Route<ProblemPage> = (source) =>
  outlineProblems(source.edition).map((outline) => {
    const { id, path, services } = outline.problem;
    const page = findPage('problem', id);
    const known = source.edition.register.services;
    return {
      page,
      load() {
        const text = source.readText(path)?.body?.trim() ?? '';
        return {
          ...outline,
          page,
          services: services.map((service) => ({
            id: service,
            name: known.get(service)?.name ?? service,
          })),
          ...(text !== '' && { text: source.renderMarkdown(text, path, page, 3) }),
        };
      },
    };
  });

/** The page of all problems. */
export interface ProblemsPage {
  problems: ProblemOutline[];
}

/** Lists the page of all problems. */
export const listProblemsPage: Route<ProblemsPage> = ({ edition }) => [
  { page: '/problems/', load: () => ({ problems: outlineProblems(edition) }) },
];

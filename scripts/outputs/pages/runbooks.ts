import type { Runbook } from '../../model/register/register.ts';
import { sortNewest } from '../../model/register/states.ts';
import { parseDuration } from '../../model/time/duration.ts';
import { parseDay, type Instant } from '../../model/time/instant.ts';
import type { Edition } from '../../model/edition/cut.ts';
import { findPage } from './address.ts';
import { buildEach, type Route } from './draft.ts';

/** What the pages of one runbook and of all runbooks show of it. */
export interface RunbookOutline {
  runbook: Runbook;
  /** Instant from which its review is overdue. */
  due?: Instant;
  stale: boolean;
  owner: string;
  /** Whether a team owns it, not a person. */
  isTeam: boolean;
  services: { id: string; name: string }[];
  uses: { incident: string; title: string; at: Instant; outcome: string }[];
}

function outlineRunbooks(edition: Edition): RunbookOutline[] {
  const { register, now } = edition;
  const uses = new Map<string, RunbookOutline['uses']>();
  for (const { id, title, runbookUses } of sortNewest(register.incidents.values())) {
    for (const { runbook, at, outcome } of runbookUses) {
      if (runbook === undefined) continue;
      uses.set(runbook, [...(uses.get(runbook) ?? []), { incident: id, title, at, outcome }]);
    }
  }
  const pages = buildEach(edition, 'runbook', register.runbooks.values(), (runbook) => {
    const reviewed = parseDay(runbook.reviewed);
    const every = parseDuration(runbook.review_every);
    const due = reviewed === undefined || every === undefined ? undefined : reviewed + every;
    return {
      runbook,
      ...(due !== undefined && { due }),
      stale: due !== undefined && due < now,
      owner:
        register.teams.get(runbook.owner)?.name ??
        register.people.get(runbook.owner)?.name ??
        runbook.owner,
      isTeam: register.teams.has(runbook.owner),
      services: runbook.services.map((id) => ({ id, name: register.services.get(id)?.name ?? id })),
      uses: uses.get(runbook.id) ?? [],
    };
  });
  return [...pages];
}

/** The page of a runbook. */
export interface RunbookPage extends RunbookOutline {
  page: string;
  /** Its text as HTML. */
  text: string;
}

/** Lists the page of each runbook. */
export const listRunbookPages: Route<RunbookPage> = (source) =>
  outlineRunbooks(source.edition).map((outline) => {
    const { id, path } = outline.runbook;
    const page = findPage('runbook', id);
    return {
      page,
      load() {
        const text = source.readText(path)?.body ?? '';
        return { ...outline, page, text: source.renderMarkdown(text, path, page, 2) };
      },
    };
  });

/** The page of all runbooks. */
export interface RunbooksPage {
  runbooks: (RunbookOutline & { worked: number })[];
}

/** Lists the page of all runbooks. */
export const listRunbooksPage: Route<RunbooksPage> = ({ edition }) => [
  {
    page: '/runbooks/',
    load: () => ({
      runbooks: outlineRunbooks(edition).map((outline) => ({
        ...outline,
        worked: outline.uses.filter(({ outcome }) => outcome === 'worked').length,
      })),
    }),
  },
];

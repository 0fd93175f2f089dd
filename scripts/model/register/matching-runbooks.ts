import { compareText } from '../text/compare-text.ts';
import type { Register, Runbook } from './register.ts';

/** Properties of an incident or alert that runbooks can match. */
export interface Symptoms {
  services: readonly string[];
  category?: string;
  /** Labels of an alert. */
  labels?: Readonly<Record<string, string>>;
}

/**
 * Finds the matching runbooks, best match first: by labels of the alert, then category and service.
 * A runbook for other labels does not match.
 */
export function matchRunbooks(
  { runbooks, services }: Pick<Register, 'runbooks' | 'services'>,
  symptoms: Symptoms,
): Runbook[] {
  const named = new Set(symptoms.services.flatMap((id) => services.get(id)?.runbooks ?? []));
  return [...runbooks.values()]
    .map((runbook) => ({
      runbook,
      score: rate(runbook, symptoms) + (named.has(runbook.id) ? 1 : 0),
    }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score || compareText(a.runbook.id, b.runbook.id))
    .map(({ runbook }) => runbook);
}

function rate({ matches, services }: Runbook, symptoms: Symptoms): number {
  const own = services.filter((id) => symptoms.services.includes(id)).length;
  const wanted = Object.entries(matches?.labels ?? {});
  const met = wanted.filter(([name, value]) => symptoms.labels?.[name] === value).length;
  if (symptoms.labels && wanted.length > 0 && met < wanted.length) return 0;
  const isCategory = (matches?.categories ?? []).includes(symptoms.category ?? '');
  return (met > 0 ? 4 + met : 0) + (own > 0 ? 2 : 0) + (own > 0 && isCategory ? 1 : 0);
}

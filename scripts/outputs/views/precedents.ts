import type { Precedent } from '../../change/precedents.ts';
import type { Runbook } from '../../model/register/register.ts';

/** Formats earlier incidents and matching runbooks for a terminal, one line each. */
export function formatPrecedents({
  similar,
  runbooks,
}: {
  similar: readonly Precedent[];
  runbooks: readonly Runbook[];
}): string[] {
  return [
    ...(similar.length > 0 ? ['Similar incidents:'] : []),
    ...similar.map(
      ({ incident: { id, title }, remedy }) =>
        `  ${id}  ${title}${remedy === undefined ? '' : `\n      resolved by: ${remedy}`}`,
    ),
    ...(runbooks.length > 0 ? ['Matching runbooks:'] : []),
    ...runbooks.map(({ id, title }) => `  ${id}  ${title}`),
  ];
}

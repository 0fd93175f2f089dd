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
    ...(similar.length > 0 ? ['Like earlier ones:'] : []),
    ...similar.map(
      ({ incident: { id, title }, remedy }) =>
        `  ${id}  ${title}${remedy === undefined ? '' : `\n      ended by: ${remedy}`}`,
    ),
    ...(runbooks.length > 0 ? ['Runbooks that match:'] : []),
    ...runbooks.map(({ id, title }) => `  ${id}  ${title}`),
  ];
}

import type { Reminded } from '../../automation/remind/run.ts';

/** Formats what a run did to the reminder issues, or would do in a dry run. */
export function formatReminded(
  { steps, deferred, troubles }: Reminded,
  requests: number,
  dryRun: boolean,
): string {
  const lines = [
    ...steps.map(({ do: action, key, number, items }) =>
      [
        ...(dryRun ? ['would'] : []),
        action,
        key,
        ...(number === undefined ? [] : [`#${number}`]),
        `${items} items`,
      ].join('  '),
    ),
    ...deferred.map(({ key, why }) => `deferred  ${key}  ${why}`),
    ...troubles.map(({ key, why }) => `trouble  ${key}  ${why}`),
  ];
  return [...lines, `requests: ${requests}`].join('\n');
}

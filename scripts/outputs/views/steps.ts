interface StepRows {
  steps: readonly { do: string; key: string; number?: number; detail: string }[];
  deferred: readonly { key: string; why: string }[];
  troubles: readonly { key: string; why: string }[];
}

/** Formats the steps of a run on GitHub, one a line: done or planned, deferred, and failed. */
export function formatSteps(
  { steps, deferred, troubles }: StepRows,
  requests: number,
  dryRun: boolean,
): string[] {
  return [
    ...steps.map(({ do: action, key, number, detail }) =>
      [
        ...(dryRun ? ['would'] : []),
        action,
        key,
        ...(number === undefined ? [] : [`#${number}`]),
        detail,
      ].join('  '),
    ),
    ...deferred.map(({ key, why }) => `deferred  ${key}  ${why}`),
    ...troubles.map(({ key, why }) => `trouble  ${key}  ${why}`),
    `requests: ${requests}`,
  ];
}

/** Result of one check: how it is, and what to do if it is not good. */
export interface Check {
  name: string;
  state: 'good' | 'degraded' | 'broken';
  detail: string;
  help?: string;
}

export function formatChecks(checks: readonly Check[]): string {
  const width = Math.max(...checks.map(({ name }) => name.length));
  return checks
    .map(({ name, state, detail, help }) => {
      const line = `${name.padEnd(width)}  ${state.padEnd(8)}  ${detail}`;
      return help ? `${line}\n${' '.repeat(width + 12)}${help}` : line;
    })
    .join('\n');
}

interface CheckRow {
  name: string;
  state: string;
  detail: string;
  help?: string;
}

/** Formats the results of checks, one per line. */
export function formatChecks(checks: readonly CheckRow[]): string {
  const width = Math.max(...checks.map(({ name }) => name.length));
  return checks
    .map(({ name, state, detail, help }) => {
      const line = `${name.padEnd(width)}  ${state.padEnd(8)}  ${detail}`;
      return help ? `${line}\n${' '.repeat(width + 12)}${help}` : line;
    })
    .join('\n');
}

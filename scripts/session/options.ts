export type Values = Readonly<Record<string, string | boolean | undefined>>;

/** The text that an option holds, trimmed; undefined where it was not given or is empty. */
export function readText(options: Values, name: string): string | undefined {
  const value = options[name];
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}

/** Who works here: whom the option names, or else the environment. */
export function findHandle(options: Values, name = 'by'): string | undefined {
  const named = readText(options, name) ?? process.env['SITREP_HANDLE'] ?? '';
  return named === '' ? undefined : named;
}

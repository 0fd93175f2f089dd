import { Failure } from './context.ts';
import { parseWholeNumber } from './whole-number.ts';

export type Values = Readonly<Record<string, string | boolean | undefined>>;

/** Reads the text of an option, trimmed; undefined if the option is missing or empty. */
export function readText(options: Values, name: string): string | undefined {
  const value = options[name];
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}

/** Finds the handle of the user: that of an option, or that of the environment. */
export function findHandle(options: Values, name = 'by'): string | undefined {
  const named = readText(options, name) ?? process.env['SITREP_HANDLE'] ?? '';
  return named === '' ? undefined : named;
}

/**
 * Reads the port of `--port`.
 *
 * @throws {Failure} if it is not a number from 0 to 65535
 */
export function readPort(text: string | boolean | undefined): number {
  const port = parseWholeNumber(text);
  if (port !== undefined && port < 65536) return port;
  throw new Failure(
    `Cannot read \`${String(text)}\` as a port.`,
    'Write --port with a number from 0 to 65535; 0 chooses a free port.',
  );
}

import { Failure } from './context.ts';

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

export function readPort(text: string | boolean | undefined): number {
  const port = Number(text);
  if (/^\d+$/.test(String(text)) && port < 65536) return port;
  throw new Failure(`--port ${String(text)} is no port.`, 'Take a number from 0 to 65535.');
}

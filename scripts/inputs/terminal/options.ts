import { foldLines } from '../../model/text/fold-lines.ts';
import type { Register } from '../../model/register/register.ts';
import { suggest } from '../../model/text/suggest.ts';
import type { Values } from '../../change/change.ts';
import { Failure } from '../../commands/command.ts';

/** The text that an option holds, trimmed; undefined where it was not given or is empty. */
export function readText(options: Values, name: string): string | undefined {
  const value = options[name];
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}

/** The same for an option that must be there, on one line: a title. */
export function requireLine(options: Values, name: string, example: string): string {
  const text = readText(options, name);
  if (text !== undefined) return foldLines(text);
  throw new Failure(`--${name} is missing.`, `Write --${name} ${example}.`);
}

/** The text of an option that has to name one of these; undefined where it was not given. */
export function readKnown(
  options: Values,
  name: string,
  known: Iterable<string>,
): string | undefined {
  const text = readText(options, name);
  const names = [...new Set(known)].sort();
  if (text === undefined || names.includes(text)) return text;
  const near = suggest(text, names);
  throw new Failure(
    `--${name} ${text} is not known here.`,
    near ? `Did you mean ${near}?` : `Known are ${names.join(', ') || 'none'}.`,
  );
}

/** Every service that an incident may concern: of the catalog, and what records name beside it. */
export function* listServices({ services, incidents }: Register): Generator<string> {
  yield* services.keys();
  for (const incident of incidents.values()) {
    yield* incident.services;
    for (const { service } of incident.affected) yield service;
  }
}

/** An option's ids, parted by commas. */
export function readIds(options: Values, name: string): string[] {
  return (readText(options, name) ?? '')
    .split(',')
    .map((id) => id.trim())
    .filter((id) => id !== '');
}

/** Who works here: whom the option names, or else the environment. */
export function findHandle(options: Values, name = 'by'): string | undefined {
  const named = readText(options, name) ?? process.env['SITREP_HANDLE'] ?? '';
  return named === '' ? undefined : named;
}

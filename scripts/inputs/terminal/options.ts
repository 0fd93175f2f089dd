import { foldLines } from '../../model/text/fold-lines.ts';
import type { Register } from '../../model/register/register.ts';
import { suggest } from '../../model/text/suggest.ts';
import { Failure } from '../../session/context.ts';
import { type Values, readText } from '../../session/options.ts';

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

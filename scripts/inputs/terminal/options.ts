import { compareText } from '../../model/text/compare-text.ts';
import { foldLines } from '../../model/text/fold-lines.ts';
import type { Register } from '../../model/register/register.ts';
import { suggest } from '../../model/text/suggest.ts';
import { Failure } from '../../session/context.ts';
import { type Values, readText } from '../../session/options.ts';

/**
 * Reads the text of an option on one line, such as a title.
 *
 * @throws {Failure} if the option is missing
 */
export function requireLine(options: Values, name: string, example: string): string {
  const text = readText(options, name);
  if (text !== undefined) return foldLines(text);
  throw new Failure(`--${name} is missing.`, `Write --${name} ${example}.`);
}

/**
 * Reads an option that has to be one of some names; undefined if it is missing.
 *
 * @throws {Failure} if it is another name
 */
export function readKnown(
  options: Values,
  name: string,
  known: Iterable<string>,
): string | undefined {
  const text = readText(options, name);
  const names = [...new Set(known)].sort(compareText);
  if (text === undefined || names.includes(text)) return text;
  const near = suggest(text, names);
  throw new Failure(
    `There is no ${name} ${text}.`,
    near ? `Did you mean ${near}?` : `Use one of ${names.join(', ')}.`,
  );
}

/** Lists the services of the catalog, then others that incidents name. */
export function* listServices({ services, incidents }: Register): Generator<string> {
  yield* services.keys();
  for (const incident of incidents.values()) {
    yield* incident.services;
    for (const { service } of incident.affected) yield service;
  }
}

/** Reads the ids of an option, which are separated by commas. */
export function readIds(options: Values, name: string): string[] {
  return (readText(options, name) ?? '')
    .split(',')
    .map((id) => id.trim())
    .filter((id) => id !== '');
}

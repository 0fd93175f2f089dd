import { compareText } from '../../model/text/compare-text.ts';
import type { Register } from '../../model/register/register.ts';
import { suggest } from '../../model/text/suggest.ts';
import { Failure } from '../../session/context.ts';

/**
 * Checks that an option, if it was given, is one of some names.
 *
 * @param kind of the names, as in "There is no service x."
 * @throws {Failure} if it is another name
 */
export function requireKnownValue(
  kind: string,
  value: string | undefined,
  known: Iterable<string>,
): void {
  const names = [...new Set(known)].sort(compareText);
  if (value === undefined || names.includes(value)) return;
  const near = suggest(value, names);
  throw new Failure(
    `There is no ${kind} ${value}.`,
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

import type { ErrorObject } from 'ajv/dist/2020.js';
import type { Finding } from '../register/finding.ts';
import { escapePointer, findAtPointer } from './json-pointer.ts';
import type { SchemaProblem } from './schema-problem.ts';

/** A key with its value, as in `{checkout:degraded}`: YAML reads a key without a value. */
const glued = /^([\w-]+):([^/\s].*)$/;

/** Reads such a pair from the error that it causes; undefined for any other error. */
function readGluedPair({ params, propertyName }: ErrorObject) {
  const names = params as { additionalProperty?: string; propertyName?: string };
  const name = propertyName ?? names.additionalProperty ?? names.propertyName ?? '';
  const [, key, text] = glued.exec(name) ?? [];
  if (key === undefined || text === undefined) return undefined;
  return { name, key, text };
}

/** Lists pointers to such pairs, whose missing values are not errors of their own. */
export function listGlued(errors: readonly ErrorObject[], value: unknown): Set<string> {
  return new Set(
    errors.flatMap((error) => {
      const pair = readGluedPair(error);
      const pointer = pair && `${error.instancePath}/${escapePointer(pair.name)}`;
      return pointer !== undefined && findAtPointer(value, pointer) === null ? [pointer] : [];
    }),
  );
}

/** Explains such a pair; undefined if the key is another one. */
export function explainGlued({ error, value, pointer, make }: SchemaProblem): Finding | undefined {
  const pair = readGluedPair(error);
  if (!pair) return undefined;
  const place = `${pointer}/${escapePointer(pair.name)}`;
  if (findAtPointer(value, place) !== null) return undefined;
  const help = `Write \`${pair.key}: ${pair.text}\`.`;
  return make('A space is missing after the colon.', help, { pointer: place, on: 'key' });
}

import type { ErrorObject } from 'ajv/dist/2020.js';
import type { Finding } from '../register/finding.ts';
import type { Kind } from '../register/register.ts';
import { suggest } from '../text/suggest.ts';
import { explainFormat } from './explain-format.ts';
import { listGlued } from './explain-glued.ts';
import {
  explainKeyName,
  explainMissingKey,
  explainUnknownKey,
  listKnownKeys,
} from './explain-keys.ts';
import { explainChoice, explainLimit, explainPattern, explainType } from './explain-values.ts';
import { findAtPointer } from './json-pointer.ts';
import type { ExplainProblem, SchemaProblem } from './schema-problem.ts';

/**
 * Translates ajv's errors into the user's words: few messages, each with what to do.
 *
 * @param zone the organisation's time zone, if known
 */
export function explainErrors(
  kind: Kind,
  value: unknown,
  errors: readonly ErrorObject[],
  path: string,
  zone?: string,
): Finding[] {
  const misspelt = new Set(errors.flatMap((error) => findMeant(error) ?? []));
  const glued = listGlued(errors, value);
  const findings = errors
    .filter((error) => !misspelt.has(findLacking(error)) && !glued.has(error.instancePath))
    .flatMap((error) => explain(kind, value, error, path, zone) ?? []);
  // One wrong key may break several branches of a schema, but it is one thing to fix.
  const seen = new Set<string>();
  return findings.filter(({ pointer, message }) => {
    const key = `${pointer ?? ''} ${message}`;
    return seen.has(key) ? false : seen.add(key);
  });
}

/**
 * Returns a pointer to the key that an unknown one was probably meant to be, so that it is not also
 * reported as missing.
 */
function findMeant(error: ErrorObject): string | undefined {
  const key = (error.params as { additionalProperty?: string }).additionalProperty;
  const near =
    key === undefined ? undefined : suggest(key.split(':')[0] ?? key, listKnownKeys(error));
  return near === undefined ? undefined : `${error.instancePath}/${near}`;
}

/**
 * Returns a pointer to the missing key if that is the error; otherwise one that matches nothing.
 */
function findLacking({ instancePath, params }: ErrorObject): string {
  return `${instancePath}/${String((params as { missingProperty?: string }).missingProperty)}`;
}

function explain(
  kind: Kind,
  value: unknown,
  error: ErrorObject,
  path: string,
  zone: string | undefined,
): Finding | undefined {
  const { instancePath: pointer, keyword } = error;
  const params = error.params as Record<string, unknown>;
  const make: SchemaProblem['make'] = (message, help, rest = {}) => ({
    rule: 'schema',
    level: 'error',
    path,
    pointer,
    message,
    help,
    ...rest,
  });
  const found = findAtPointer(value, pointer);
  const param = (name: string): string => String(params[name]);
  const problem = { kind, value, error, pointer, found, param, zone, make };
  const explainKeyword = Object.hasOwn(explanations, keyword)
    ? explanations[keyword]
    : explainOther;
  return explainKeyword?.(problem);
}

const explainOther: ExplainProblem = ({ make, error }) =>
  make(`The value ${error.message ?? 'does not match the schema'}.`, 'See the schema.');

/** Explains nothing, because the errors of the branches do. */
const explainNothing: ExplainProblem = () => undefined;

/** Explanations by keyword of JSON Schema. */
const explanations: Readonly<Record<string, ExplainProblem>> = {
  additionalProperties: explainUnknownKey,
  required: explainMissingKey,
  dependentRequired: ({ make, param }) =>
    make(
      `\`${param('property')}\` also needs \`${param('missingProperty')}\`.`,
      `Add \`${param('missingProperty')}\`.`,
    ),
  type: explainType,
  enum: explainChoice,
  const: explainChoice,
  format: explainFormat,
  pattern: explainPattern,
  propertyNames: explainKeyName,
  minLength: ({ make, found, param }) =>
    make(
      found === '' ? 'The text is empty.' : `The text has fewer than ${param('limit')} characters.`,
      'Write what a reader needs to know, or remove the key.',
    ),
  maxLength: ({ make, param }) =>
    make(
      `The text has more than ${param('limit')} characters.`,
      'Shorten it. Details belong in the body.',
    ),
  minItems: ({ make, param }) =>
    make(
      param('limit') === '1'
        ? 'The list is empty.'
        : `The list has fewer than ${param('limit')} items.`,
      'Add what is missing.',
    ),
  maxItems: ({ make, param }) =>
    make(
      `The list has more than ${param('limit')} items.`,
      'Split the list, or remove what is not needed.',
    ),
  minProperties: ({ make }) => make('The map is empty.', 'Add at least one key, or remove it.'),
  uniqueItems: ({ make, pointer, param }) =>
    make('Two items of this list are the same.', 'Remove one of them.', {
      pointer: `${pointer}/${param('i')}`,
    }),
  minimum: explainLimit,
  maximum: explainLimit,
  oneOf: ({ kind, make }) =>
    kind === 'maintenance'
      ? make(
          'A maintenance window needs either `window`, or `rrule` with `duration` and `timezone`.',
          'Write one of the two, not both.',
        )
      : make('The value matches none of the allowed forms.', 'See the schema for them.'),
  if: explainNothing,
  anyOf: explainNothing,
  allOf: explainNothing,
  dependentSchemas: explainNothing,
  not: explainNothing,
};

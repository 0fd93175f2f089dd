import type { ErrorObject } from 'ajv/dist/2020.js';
import type { Finding } from '../register/finding.ts';
import { normaliseInstant } from '../time/instant.ts';
import type { Kind } from '../register/register.ts';
import { suggest } from '../text/suggest.ts';
import { addOffsets } from '../time/zone.ts';
import { explainImpossible, explainYear } from './impossible.ts';

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
  const findings = errors
    .filter((error) => !misspelt.has(findLacking(error)))
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
  const near = key === undefined ? undefined : suggest(key, listKnown(error));
  return near === undefined ? undefined : `${error.instancePath}/${near}`;
}

/**
 * Returns a pointer to the missing key if that is the error; otherwise one that matches nothing.
 */
function findLacking({ instancePath, params }: ErrorObject): string {
  return `${instancePath}/${String((params as { missingProperty?: string }).missingProperty)}`;
}

/** Lists the keys that are allowed where an unknown one was found. */
function listKnown({ parentSchema }: ErrorObject): string[] {
  const schema = parentSchema as { properties?: object } | undefined;
  return Object.keys(schema?.properties ?? {});
}

/** Facts derived from the timeline, and the entries that each comes from. */
const derived: Record<string, string> = {
  status: 'It is derived from the lifecycle entries in timeline.yaml.',
  state: 'It is derived from the lifecycle entries in timeline.yaml.',
  severity: 'It comes from the matrix and the newest `triaged` entry in timeline.yaml.',
  priority: 'An incident has a severity, from the newest `triaged` entry in timeline.yaml.',
  impact: 'Write it in a `triaged` entry in timeline.yaml.',
  urgency: 'Write it in a `triaged` entry in timeline.yaml.',
  started: 'Write a `started` entry in timeline.yaml.',
  detected: 'Write a `detected` entry in timeline.yaml.',
  declared: 'Write a `declared` entry in timeline.yaml.',
  acknowledged: 'Write an `acknowledged` entry in timeline.yaml.',
  identified: 'Write an `identified` entry in timeline.yaml.',
  mitigated: 'Write a `mitigated` entry in timeline.yaml.',
  resolved: 'Write a `resolved` entry in timeline.yaml.',
  closed: 'Write a `closed` entry in timeline.yaml.',
  duration: 'It is measured between the milestones in timeline.yaml.',
  roles: 'Write `assigned` entries in timeline.yaml.',
  commander: 'Write an `assigned` entry with `role: commander` in timeline.yaml.',
  affected: 'Write `affects` in the entries of timeline.yaml.',
  affects: 'Write `affects` in the entries of timeline.yaml.',
  timeline: 'Write the entries in timeline.yaml.',
  resolution: 'Write it in the `resolved` entry in timeline.yaml.',
};

/** An error of ajv, with everything needed to explain it. */
interface Problem {
  kind: Kind;
  /** The whole record. */
  value: unknown;
  error: ErrorObject;
  pointer: string;
  /** The value at the pointer. */
  found: unknown;
  /** A parameter of the error, as text. */
  param: (name: string) => string;
  zone: string | undefined;
  make: Make;
}

type Explain = (problem: Problem) => Finding | undefined;

function explain(
  kind: Kind,
  value: unknown,
  error: ErrorObject,
  path: string,
  zone: string | undefined,
): Finding | undefined {
  const { instancePath: pointer, keyword } = error;
  const params = error.params as Record<string, unknown>;
  const make: Make = (message, help, rest = {}) => ({
    rule: 'schema',
    level: 'error',
    path,
    pointer,
    message,
    help,
    ...rest,
  });
  const found = look(value, pointer);
  const param = (name: string): string => String(params[name]);
  const problem = { kind, value, error, pointer, found, param, zone, make };
  const explainKeyword = Object.hasOwn(explanations, keyword)
    ? explanations[keyword]
    : explainOther;
  return explainKeyword?.(problem);
}

const explainOther: Explain = ({ make, error }) =>
  make(`The value ${error.message ?? 'does not match the schema'}.`, 'See the schema.');

/** The errors of the branches explain these. */
const explainNothing: Explain = () => undefined;

const explainAdditional: Explain = ({ kind, make, pointer, param, error }) =>
  explainUnknownKey(kind, make, pointer, param('additionalProperty'), error);

const explainLimit: Explain = ({ make, found, param }) =>
  make(`${String(found)} must be ${param('comparison')} ${param('limit')}.`, 'Correct the number.');

/** Explanations by keyword of JSON Schema. */
const explanations: Readonly<Record<string, Explain>> = {
  additionalProperties: explainAdditional,
  unevaluatedProperties: explainAdditional,
  required: ({ make, value, param, error }) =>
    explainMissing(make, value, param('missingProperty'), error),
  dependentRequired: ({ make, param }) =>
    make(
      `\`${param('property')}\` also needs \`${param('missingProperty')}\`.`,
      `Add \`${param('missingProperty')}\`.`,
    ),
  type: ({ make, found, error }) => {
    const { type } = error.params as { type: unknown };
    return make(`${nameValue(found)} is not ${nameTypes(type)}.`, adviseType(type, found));
  },
  enum: ({ make, value, error, found }) =>
    explainEnum(
      make,
      value,
      error,
      (error.params as { allowedValues: unknown[] }).allowedValues,
      found,
    ),
  const: ({ make, value, error, found }) =>
    explainEnum(
      make,
      value,
      error,
      [(error.params as { allowedValue: unknown }).allowedValue],
      found,
    ),
  format: ({ make, param, found, zone }) => explainFormat(make, param('format'), found, zone),
  pattern: ({ make, param, found, error }) => explainPattern(make, param('pattern'), found, error),
  propertyNames: ({ make, pointer, param }) =>
    make(
      `\`${param('propertyName')}\` is not valid as a name here.`,
      'Use lowercase letters, digits and hyphens.',
      { pointer: `${pointer}/${escapePointer(param('propertyName'))}`, on: 'key' },
    ),
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

type Make = (message: string, help: string, rest?: Partial<Finding>) => Finding;

function explainUnknownKey(
  kind: Kind,
  make: Make,
  pointer: string,
  key: string,
  error: ErrorObject,
): Finding {
  const place: Partial<Finding> = { pointer: `${pointer}/${escapePointer(key)}`, on: 'key' };
  if (kind === 'incident' && pointer === '' && Object.hasOwn(derived, key)) {
    return make(
      `\`${key}\` does not belong in an incident's front matter.`,
      `Remove it. ${derived[key] ?? ''}`,
      {
        ...place,
        rule: 'restated-derived-field',
      },
    );
  }
  const known = listKnown(error);
  const near = suggest(key, known);
  return make(
    `\`${key}\` is not valid here.`,
    near ? `Did you mean \`${near}\`?` : `Remove it, or use one of ${known.join(', ')}.`,
    place,
  );
}

function explainMissing(
  make: Make,
  value: unknown,
  key: string,
  error: ErrorObject,
): Finding | undefined {
  // The forms of `oneOf` and `anyOf` are explained as a whole.
  if (error.schemaPath.includes('oneOf')) return undefined;
  const record = look(value, error.instancePath) as { type?: unknown } | undefined;
  const type = typeof record?.type === 'string' ? record.type : undefined;
  if (error.schemaPath.includes('anyOf')) {
    const finding = make(
      'An `assigned` entry needs a `role` or a `task`.',
      'Add `role: commander`, or the `task` that it is about.',
    );
    return { ...finding, lacks: ['role', 'task'] };
  }
  const conditional = type !== undefined && error.schemaPath.includes('then');
  const finding = make(
    conditional ? `A \`${type}\` entry needs \`${key}\`.` : `\`${key}\` is missing.`,
    `Add \`${key}\`.${describeProperty(error, key)}`,
  );
  return { ...finding, lacks: [key] };
}

function describeProperty(error: ErrorObject, key: string): string {
  const schema = error.parentSchema as
    { properties?: Record<string, { description?: string }> } | undefined;
  const description = schema?.properties?.[key]?.description;
  return description === undefined ? '' : ` Description: ${description}`;
}

function explainEnum(
  make: Make,
  value: unknown,
  error: ErrorObject,
  allowed: readonly unknown[],
  found: unknown,
): Finding {
  // `dependentSchemas/impact/properties/type/const`: a key in an entry of another type.
  const owner = /dependentSchemas\/([^/]+)\//.exec(error.schemaPath)?.[1];
  const names = allowed.map((name) => `\`${String(name)}\``);
  if (owner !== undefined) {
    const entry = error.instancePath.replace(/\/type$/, '');
    const types =
      names.length > 1
        ? `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`
        : (names[0] ?? '');
    return make(
      `\`${owner}\` is only valid in ${types} entries.`,
      `Remove it, or correct the type (${String(found)}).`,
      {
        pointer: `${entry}/${owner}`,
        on: 'key',
      },
    );
  }
  if (error.instancePath === '/state' && found === 'approved') {
    return make(
      '`approved` cannot be written: it is derived from the approvals.',
      'Write `in-review`. The postmortem becomes approved with its approvals.',
      {
        rule: 'restated-derived-field',
      },
    );
  }
  const same = allowed.find((name) => String(name) === found);
  if (typeof same === 'number') {
    return make(`\`${String(found)}\` is in quotes, but must be a number.`, 'Remove the quotes.');
  }
  const near = typeof found === 'string' ? suggest(found, allowed.map(String)) : undefined;
  return make(
    `${nameValue(found)} is not one of ${names.join(', ')}.`,
    near ? `Did you mean \`${near}\`?` : 'Use one of them.',
  );
}

const formatWords: Record<string, { what: string; example: string }> = {
  instant: { what: 'a time with an offset', example: '2026-01-14T08:12:00+01:00' },
  day: { what: 'a day', example: '2026-01-14' },
  duration: { what: 'a duration', example: '15m, 4h, 2d or 1w' },
  timezone: { what: 'an IANA time zone', example: 'Europe/Amsterdam' },
  'clock-time': { what: 'a time of day', example: '09:00' },
  'hour-span': { what: 'a span of hours', example: '08:30-17:30' },
  'mail-address': { what: 'an email address', example: 'duty@example.com' },
  'safe-url': {
    what: 'a link address',
    example: 'https://example.com/page (http, https, mailto or relative)',
  },
};

function explainFormat(
  make: Make,
  format: string,
  found: unknown,
  zone: string | undefined,
): Finding {
  const { what, example } = formatWords[format] ?? { what: format, example: '' };
  const bare = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?$/;
  if (format === 'instant' && typeof found === 'string' && bare.test(found)) {
    return make(
      `\`${found}\` has no offset, so it could be any of 38 instants.`,
      `Add the offset of the place where the time was read${proposeInstants(found.replace(' ', 'T'), zone)}, or \`Z\` for UTC.`,
      { rule: 'bare-local-time' },
    );
  }
  const normal = format === 'instant' ? normaliseInstant(String(found)) : undefined;
  const isDate = format === 'instant' || format === 'day';
  const year = isDate ? explainYear(String(found)) : undefined;
  if (year !== undefined) return make(year, 'Correct the year, or remove the key.');
  const why = isDate ? explainImpossible(String(found)) : undefined;
  return normal === undefined
    ? make(`${nameValue(found)} is not ${what}.`, why ?? `Use this format: ${example}.`)
    : make(
        `${nameValue(found)} is a time in another format than records use.`,
        `Write \`${normal}\`, or run \`sitrep validate --fix\`.`,
      );
}

/**
 * Formats the offsets that the organisation's time zone had then, for use in a sentence that also
 * mentions UTC.
 */
function proposeInstants(local: string, zone: string | undefined): string {
  if (zone === undefined || zone === 'UTC') return '';
  const proposals = addOffsets(local, zone).map((instant) => `\`${instant}\``);
  return proposals.length === 0 ? '' : `: ${proposals.join(' or ')} in ${zone}`;
}

function explainPattern(make: Make, pattern: string, found: unknown, error: ErrorObject): Finding {
  const name = error.propertyName;
  if (name !== undefined) {
    return make(
      `\`${name}\` is not valid as a name here.`,
      'Use lowercase letters, digits and hyphens.',
      {
        pointer: `${error.instancePath}/${escapePointer(name)}`,
        on: 'key',
      },
    );
  }
  if (pattern === '^none$') {
    const help = 'Write `none`, or a state for each service: `{checkout: degraded}`.';
    return make(`${nameValue(found)} is not valid here.`, help);
  }
  const help = pattern.includes('{4}-[0-9]{2}-')
    ? 'Write an id like 2026-01-14-checkout-latency.'
    : pattern.includes('A-Z')
      ? 'Use letters, digits and hyphens.'
      : 'Use lowercase letters, digits and hyphens.';
  return make(`${nameValue(found)} is not valid here.`, help);
}

/** Explains how to turn a value into the wanted type if only brackets or quotes are wrong. */
function adviseType(type: unknown, found: unknown): string {
  if (type === 'string' && ['number', 'boolean'].includes(typeof found)) return 'Put it in quotes.';
  if (typeof found === 'string' && found !== '') {
    if (['integer', 'number'].includes(String(type)) && /^\d{1,15}$/.test(found))
      return 'Remove the quotes.';
    if (type === 'array' && /^[\w., -]{1,60}$/.test(found))
      return `Put it in brackets: [${found}].`;
  }
  return `Write ${nameTypes(type)} here.`;
}

function nameTypes(type: unknown): string {
  const words: Record<string, string> = {
    string: 'text',
    number: 'a number',
    integer: 'a whole number',
    boolean: 'true or false',
    array: 'a list',
    object: 'a map of keys',
    null: 'nothing',
  };
  return [type]
    .flat()
    .map((name) => words[String(name)] ?? String(name))
    .join(' or ');
}

function nameValue(value: unknown): string {
  if (value === null || value === undefined) return 'Nothing';
  if (Array.isArray(value)) return 'A list';
  if (typeof value === 'object') return 'A map';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return `\`${text.length > 60 ? `${text.slice(0, 60)}…` : text}\``;
}

/** Returns the value at a JSON pointer; undefined if there is none. */
function look(value: unknown, pointer: string): unknown {
  let found = value;
  for (const token of pointer.split('/').slice(1)) {
    if (found === null || typeof found !== 'object') return undefined;
    const key = token.replaceAll('~1', '/').replaceAll('~0', '~');
    found = Object.hasOwn(found, key) ? (found as Record<string, unknown>)[key] : undefined;
  }
  return found;
}

function escapePointer(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1');
}

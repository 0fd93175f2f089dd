import type { Finding } from '../register/finding.ts';
import { explainKeyName } from './explain-keys.ts';
import { nameValue, type ExplainProblem, type SchemaProblem } from './schema-problem.ts';
import { findMeantValue, removeCurlyQuotes } from './trade-words.ts';

/** Explains a value of the wrong type. */
export const explainType: ExplainProblem = ({ make, found, error }) => {
  const { type } = error.params as { type: unknown };
  const items = type === 'array' ? proposeItem(error, found) : undefined;
  return make(
    `${nameValue(found)} is not ${nameTypes(type)}.`,
    items === undefined ? adviseType(type, found) : `Begin each item with \`- \`: \`- ${items}\`.`,
  );
};

/** Explains a number outside its bounds. */
export const explainLimit: ExplainProblem = ({ make, found, param }) =>
  make(`${String(found)} must be ${param('comparison')} ${param('limit')}.`, 'Correct the number.');

/** Explains a value that is not one of those allowed. */
export const explainChoice: ExplainProblem = (problem) => {
  const { make, error, found } = problem;
  const { allowedValues, allowedValue } = error.params as Record<string, unknown>;
  const allowed = (allowedValues ?? [allowedValue]) as unknown[];
  const names = allowed.map((name) => `\`${String(name)}\``);
  // `dependentSchemas/impact/properties/type/const`: a key in an entry of another type.
  const owner = /dependentSchemas\/([^/]+)\//.exec(error.schemaPath)?.[1];
  if (owner !== undefined) return explainOtherType(problem, owner, names);
  if (error.instancePath === '/state' && found === 'approved') {
    return make(
      '`approved` cannot be written: it is derived from the approvals.',
      'Write `in-review`. The postmortem becomes approved with its approvals.',
      { rule: 'restated-derived-field' },
    );
  }
  const same = allowed.find((name) => String(name) === found);
  if (typeof same === 'number') {
    return make(`\`${String(found)}\` is in quotes, but must be a number.`, 'Remove the quotes.');
  }
  const near = typeof found === 'string' ? findMeantValue(found, allowed.map(String)) : undefined;
  return make(
    `${nameValue(found)} is not one of ${names.join(', ')}.`,
    near ? `Did you mean \`${near}\`?` : 'Use one of them.',
  );
};

function explainOtherType(
  { make, error, found }: SchemaProblem,
  key: string,
  names: readonly string[],
): Finding {
  const entry = error.instancePath.replace(/\/type$/, '');
  const last = names.at(-1) ?? '';
  const types = names.length > 1 ? `${names.slice(0, -1).join(', ')} and ${last}` : last;
  return make(
    `\`${key}\` is only valid in ${types} entries.`,
    `Remove it, or correct the type (${String(found)}).`,
    { pointer: `${entry}/${key}`, on: 'key' },
  );
}

/** Explains a text, or the name of a key, that does not match its pattern. */
export const explainPattern: ExplainProblem = (problem) => {
  const { make, param, found, error } = problem;
  if (error.propertyName !== undefined) return explainKeyName(problem);
  const pattern = param('pattern');
  if (pattern === '^none$') {
    const help = 'Write `none`, or a state for each service: `{checkout: degraded}`.';
    return make(`${nameValue(found)} is not valid here.`, help);
  }
  if (typeof found === 'string' && isHandle(problem)) return explainHandle(problem, found);
  const plain = typeof found === 'string' ? removeCurlyQuotes(found).toLowerCase() : '';
  if (plain !== '' && new RegExp(pattern, 'u').test(plain)) {
    return make(`${nameValue(found)} is not valid here.`, `Did you mean \`${plain}\`?`);
  }
  const help = pattern.includes('{4}-[0-9]{2}-')
    ? 'Write an id like 2026-01-14-checkout-latency.'
    : pattern.includes('A-Z')
      ? 'Use letters, digits and hyphens.'
      : 'Use lowercase letters, digits and hyphens.';
  return make(`${nameValue(found)} is not valid here.`, help);
};

/** Keys that name a person; some of them may also name a team, a vendor or a tool. */
const personKeys =
  /\/(?:assignee|authors|by|handle|manager|members|notify|order|owner|to|verified_by)(?:\/\d+)?$/;

function isHandle({ kind, pointer }: SchemaProblem): boolean {
  return personKeys.test(pointer) && !(kind === 'maintenance' || kind === 'settings');
}

/** Explains a text where a handle belongs; the catalogue may know whose name it is. */
function explainHandle({ make }: SchemaProblem, found: string): Finding {
  const message = `${nameValue(found)} is not a handle.`;
  const handle = /^@([A-Za-z0-9][A-Za-z0-9-]{0,38})$/.exec(found)?.[1];
  if (handle !== undefined) return make(message, `Write it without \`@\`: \`${handle}\`.`);
  const help = 'Write the handle of the person, as in `members` of the team.';
  return make(message, help, { personName: removeCurlyQuotes(found) });
}

/** Proposes the first item of a list that is written as a map; undefined if the map does not show it. */
function proposeItem({ parentSchema }: SchemaProblem['error'], found: unknown): string | undefined {
  const [pair] = listPairs(found) as [string, unknown][];
  if (!pair) return undefined;
  const [key, inner] = pair;
  const { items } = (parentSchema ?? {}) as {
    items?: { required?: string[]; properties?: object };
  };
  const [first, second] = items?.required ?? [];
  const isField = first === undefined || Object.hasOwn(items?.properties ?? {}, key);
  if (isField) return typeof inner === 'string' ? `${key}: ${inner.slice(0, 60)}` : `${key}: …`;
  const rest =
    typeof inner === 'string' ? (second === undefined ? [] : [[second, inner]]) : listPairs(inner);
  const fields = [[first, key], ...rest];
  const isShort = fields.length < 5 && fields.every(([, value]) => isWord(value));
  if (!isShort) return `${first}: ${key}`;
  return `{${fields.map((field) => field.join(': ')).join(', ')}}`;
}

function listPairs(value: unknown): unknown[][] {
  return value !== null && typeof value === 'object' ? Object.entries(value) : [];
}

function isWord(value: unknown): boolean {
  return typeof value === 'string' && /^[\p{L}\p{N}][\p{L}\p{N} .-]{0,40}$/u.test(value);
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

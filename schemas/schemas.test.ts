import { readFileSync, readdirSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { formats } from '../scripts/model/record/formats.ts';
import { generateTypes, target } from './generate-types.ts';

type Node = Record<string, unknown>;

const folder = new URL('.', import.meta.url);
const schemas = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.schema.json'))
  .sort()
  .map((path) => ({
    path,
    schema: JSON.parse(readFileSync(new URL(path, folder), 'utf8')) as Node & { $id: string },
  }));
const records = schemas.filter(({ path }) => !path.includes('/'));

const ajv = new Ajv2020({ strict: true, strictRequired: false, strictTypes: false, formats });
for (const { schema } of schemas) ajv.addSchema(schema);

/** Every part of a schema that is a schema itself, with its JSON pointer. */
function* walk(node: unknown, pointer = ''): Generator<{ node: Node; pointer: string }> {
  if (typeof node !== 'object' || node === null) return;
  yield { node: node as Node, pointer };
  for (const [key, value] of Object.entries(node as Node)) {
    if (['examples', 'default', 'const', 'enum'].includes(key)) continue;
    if (['properties', '$defs', 'patternProperties', 'dependentSchemas'].includes(key)) {
      for (const [name, field] of Object.entries(value as Node))
        yield* walk(field, `${pointer}/${key}/${name}`);
    } else if (Array.isArray(value)) {
      for (const [index, item] of value.entries()) yield* walk(item, `${pointer}/${key}/${index}`);
    } else {
      yield* walk(value, `${pointer}/${key}`);
    }
  }
}

/** A field of a record, and not a condition on one. */
const isField = (pointer: string): boolean =>
  /\/properties\/[^/]+$/.test(pointer) && !/\/(?:allOf|if|then|dependentSchemas)\//.test(pointer);

const isCondition = (pointer: string): boolean => /\/(?:allOf|if|then|anyOf|oneOf)\//.test(pointer);

/** Characters and classes, each alone or a bounded number of times: nothing that could backtrack for long. */
const linear =
  /^\^(?:(?:\[[^[\]\\]+\]|[^[\](){}|*+?.^$\\])(?:\{[0-9]{1,4}(?:,[0-9]{1,4})?\})?)+\$$/;

test('there is a schema for each of the ten kinds of record', () => {
  expect(records.map(({ path }) => path)).toEqual(
    [
      'incident',
      'maintenance',
      'postmortem',
      'problem',
      'report',
      'runbook',
      'service',
      'settings',
      'team',
      'timeline',
    ].map((kind) => `${kind}.schema.json`),
  );
});

test('the types on disk are those of the schemas', async () => {
  expect(readFileSync(target, 'utf8'), 'run `npm run types`').toBe(await generateTypes());
});

test.each([
  '^(\\w+[-_]?)+$',
  '^a+$',
  '^[a-z]*$',
  '^(?:a|b)$',
  '^.{1,9}$',
  '[a-z]{1,9}',
  '^[a-z]{1,}$',
])('the pattern %s would be refused', (pattern) => {
  expect(pattern).not.toMatch(linear);
});

describe.each(schemas)('$path', ({ path, schema }) => {
  const parts = [...walk(schema)];

  test('is a valid schema of 2020-12, named as its file', () => {
    expect(schema['$schema']).toBe('https://json-schema.org/draft/2020-12/schema');
    expect(schema.$id).toBe(`https://sitrep.dev/schemas/${path}`);
    expect(ajv.validateSchema(schema), ajv.errorsText()).toBe(true);
    expect(ajv.getSchema(schema.$id)).toBeTypeOf('function');
  });

  test('describes itself and every field', () => {
    const silent = parts.filter(
      ({ node, pointer }) =>
        (pointer === '' || isField(pointer)) &&
        !(typeof node['description'] === 'string' && /^.{2,}[.?]$/s.test(node['description'])),
    );
    expect(silent.map(({ pointer }) => pointer)).toEqual([]);
  });
});

describe.each(records)('$path', ({ schema }) => {
  const parts = [...walk(schema)];

  test('has examples for every field, and they are valid', () => {
    const bad = parts
      .filter(({ pointer }) => isField(pointer))
      .flatMap(({ node, pointer }) => {
        const examples = node['examples'];
        if (!Array.isArray(examples) || examples.length === 0) return [`${pointer}: none`];
        const validate = ajv.getSchema(`${schema.$id}#${pointer}`);
        return examples
          .filter((example) => validate?.(example) !== true)
          .map((example) => `${pointer}: ${JSON.stringify(example)}`);
      });
    expect(bad).toEqual([]);
  });

  test('lets no field in that it does not know', () => {
    const open = parts.filter(
      ({ node, pointer }) =>
        !isCondition(pointer) &&
        !pointer.includes('/dependentSchemas/') &&
        (node['type'] === 'object' || 'properties' in node) &&
        node['additionalProperties'] !== false &&
        typeof node['additionalProperties'] !== 'object',
    );
    expect(open.map(({ pointer }) => pointer)).toEqual([]);
  });

  test('bounds every text, list and map, and has patterns that take linear time', () => {
    const costly = parts.filter(
      ({ node }) => typeof node['pattern'] === 'string' && !linear.test(node['pattern']),
    );
    expect(costly.map(({ pointer }) => pointer)).toEqual([]);
    const unbounded = parts.filter(
      ({ node }) =>
        (node['type'] === 'string' &&
          !['pattern', 'format', 'maxLength'].some((key) => key in node)) ||
        (node['type'] === 'array' && !('maxItems' in node)) ||
        (typeof node['additionalProperties'] === 'object' && !('maxProperties' in node)),
    );
    expect(unbounded.map(({ pointer }) => pointer)).toEqual([]);
  });
});

/**
 * Extracts the operations of this server from GitHub's own description of its REST API.
 *
 *   npm pack @octokit/openapi && tar xzf octokit-openapi-*.tgz
 *   node scripts/testing/github/cut-openapi.ts package
 *
 * The package is too large for a dependency, so the extract is committed.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { operations } from './answer.ts';
import type { DescribedOperation, Description } from './validate.ts';

type Json = Record<string, unknown>;

interface OpenApiSource {
  paths: Record<string, Record<string, SourceOperation> & { parameters?: Json[] }>;
}
interface SourceOperation {
  parameters?: Json[];
  requestBody?: { required?: boolean; content: Record<string, { schema: Json }> };
  responses: Record<string, Json>;
}

/** Keywords that do not describe shape, or have another form in JSON Schema. */
const dropped = new Set([
  'description',
  'example',
  'examples',
  'title',
  'nullable',
  'discriminator',
  'deprecated',
  'externalDocs',
  'default',
  'xml',
]);

const folder = process.argv[2] ?? 'package';
const { name, version, license } = JSON.parse(
  readFileSync(join(folder, 'package.json'), 'utf8'),
) as Record<string, string>;
const text = readFileSync(join(folder, 'generated/api.github.com.json'), 'utf8');
const source = JSON.parse(text) as OpenApiSource & Json;
const schemas: Record<string, Json> = {};

const described: Description = {
  source: `${String(name)} ${String(version)}`,
  license: String(license),
  operations: Object.fromEntries(
    Object.keys(operations).map((key) => [key, cutOperation(key)] as const),
  ),
  schemas,
};
// One line each, so that diffs are readable.
const lines = (record: object): string =>
  Object.entries(record)
    .map(([key, value]) => `    ${JSON.stringify(key)}: ${JSON.stringify(value)}`)
    .join(',\n');
writeFileSync(
  new URL('openapi.json', import.meta.url),
  `{
  "source": ${JSON.stringify(described.source)},
  "license": ${JSON.stringify(described.license)},
  "operations": {\n${lines(described.operations)}\n  },
  "schemas": {\n${lines(described.schemas)}\n  }
}\n`,
);

function cutOperation(key: string): DescribedOperation {
  const [method = '', path = ''] = key.split(' ');
  const operation = source.paths[path]?.[method.toLowerCase()];
  if (!operation) throw new Error(`GitHub does not describe ${key}.`);
  const parameters = (operation.parameters ?? []).map((parameter) => resolve(parameter));
  const cut: DescribedOperation = { params: {}, query: {}, answers: {} };
  for (const { name: param, in: where, required, schema } of parameters) {
    const clean = convert(schema) as Json;
    if (where === 'path') cut.params[String(param)] = clean;
    if (where === 'query') {
      cut.query[String(param)] = { required: required === true, schema: clean };
    }
  }
  const body = operation.requestBody?.content['application/json'];
  if (body) {
    const schema = convert(body.schema) as Json;
    // GitHub silently ignores a misspelt field; this server rejects it.
    if (schema['properties'] && schema['additionalProperties'] === undefined) {
      schema['additionalProperties'] = false;
    }
    cut.body = { required: operation.requestBody?.required === true, schema };
  }
  for (const [status, response] of Object.entries(operation.responses)) {
    const content = resolve(response)['content'] as Record<string, { schema: Json }> | undefined;
    const schema = content?.['application/json']?.schema;
    if (!schema && content) continue;
    cut.answers[status] = schema ? (convert(schema) as Json) : null;
  }
  return cut;
}

/** Follows a reference inside the description. */
function resolve(item: Json): Json {
  const { $ref } = item;
  if (typeof $ref !== 'string') return item;
  let found: unknown = source;
  for (const part of $ref.slice(2).split('/')) found = (found as Json)[part];
  return found as Json;
}

/** Converts OpenAPI 3.0 to JSON Schema: `nullable` becomes a type, references point into the extract. */
function convert(value: unknown, isProperties = false): unknown {
  if (Array.isArray(value)) return value.map((item) => convert(item));
  if (typeof value !== 'object' || value === null) return value;
  const schema = value as Json;
  if (isProperties) {
    return Object.fromEntries(Object.entries(schema).map(([key, item]) => [key, convert(item)]));
  }
  const { $ref } = schema;
  if (typeof $ref === 'string') return { $ref: `github#/schemas/${takeSchema($ref)}` };
  const clean: Json = {};
  for (const [key, item] of Object.entries(schema)) {
    if (dropped.has(key) || key.startsWith('x-')) continue;
    if (key === 'format' && item !== 'date-time' && item !== 'uri') continue;
    // Alternatives overlap: a plain refusal is also one by a rule.
    clean[key === 'oneOf' ? 'anyOf' : key] = convert(item, key === 'properties');
  }
  if (schema['nullable'] !== true) return clean;
  if (clean['type'] === undefined) return { anyOf: [clean, { type: 'null' }] };
  if (Array.isArray(clean['enum'])) clean['enum'] = [...(clean['enum'] as unknown[]), null];
  return { ...clean, type: [clean['type'], 'null'] };
}

function takeSchema(ref: string): string {
  const key = ref.split('/').at(-1) ?? '';
  if (!(key in schemas)) {
    schemas[key] = {};
    schemas[key] = convert(resolve({ $ref: ref })) as Json;
  }
  return key;
}

/**
 * Cuts the operations that Sitrep uses out of GitHub's own description of its REST API, and turns
 * their schemas into JSON Schema 2020-12. The whole is 13 MB; what is left stands in `openapi.json`.
 *
 *     npm pack @octokit/openapi@23.0.2 && tar xzf octokit-openapi-*.tgz
 *     node scripts/github/fake/cut-openapi.ts package/generated/api.github.com.json
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const wanted: Record<string, string[]> = {
  '/user': ['get'],
  '/repos/{owner}/{repo}/assignees/{assignee}': ['get'],
  '/repos/{owner}/{repo}/commits/{ref}': ['get'],
  '/repos/{owner}/{repo}/git/commits': ['post'],
  '/repos/{owner}/{repo}/git/commits/{commit_sha}': ['get'],
  '/repos/{owner}/{repo}/git/ref/{ref}': ['get'],
  '/repos/{owner}/{repo}/git/refs': ['post'],
  '/repos/{owner}/{repo}/git/refs/{ref}': ['delete'],
  '/repos/{owner}/{repo}/issues': ['get', 'post'],
  '/repos/{owner}/{repo}/issues/{issue_number}': ['patch'],
  '/repos/{owner}/{repo}/issues/{issue_number}/assignees': ['post'],
  '/repos/{owner}/{repo}/issues/{issue_number}/comments': ['get', 'post'],
  '/repos/{owner}/{repo}/issues/comments/{comment_id}': ['patch'],
  '/repos/{owner}/{repo}/labels': ['post'],
  '/repos/{owner}/{repo}/labels/{name}': ['get'],
  '/repos/{owner}/{repo}/pulls/{pull_number}': ['get'],
};

type Json = Record<string, unknown>;

const [path = ''] = process.argv.slice(2);
const source = JSON.parse(readFileSync(path, 'utf8')) as Json;
const needed = new Set<string>();
const operations = Object.entries(wanted).flatMap(([route, methods]) =>
  methods.map((method) => cutOperation(route, method)),
);
const schemas: Json = {};
// Schemas that others name are found while those are turned.
for (const name of needed) schemas[name] = turn(look(['components', 'schemas', name]));

const info = source['info'] as Json;
writeFileSync(
  join(import.meta.dirname, 'openapi.json'),
  `${JSON.stringify({
    source: `@octokit/openapi ${String(info['version'])}, MIT License, Copyright (c) GitHub Inc.`,
    operations,
    $defs: Object.fromEntries(Object.entries(schemas).sort(([a], [b]) => (a < b ? -1 : 1))),
  })}\n`,
);

function cutOperation(route: string, method: string): Json {
  const operation = look(['paths', route, method]);
  const parameters = ((operation['parameters'] ?? []) as Json[]).map(resolve);
  const query = parameters.filter((parameter) => parameter['in'] === 'query');
  const body = operation['requestBody'] && readContent(resolve(operation['requestBody'] as Json));
  const responses = Object.entries(operation['responses'] as Record<string, Json>).map(
    ([status, response]): [string, unknown] => [status, readContent(resolve(response)) ?? true],
  );
  return {
    method: method.toUpperCase(),
    route,
    query: {
      type: 'object',
      additionalProperties: false,
      properties: Object.fromEntries(
        query.map((parameter): [string, Json] => [
          String(parameter['name']),
          turn(parameter['schema'] as Json),
        ]),
      ),
    },
    ...(body !== undefined && { body: close(body) }),
    responses: Object.fromEntries(responses),
  };
}

/** A body with a key that GitHub does not know is a slip of ours. */
function close(body: unknown): unknown {
  const schema = body as Json;
  return schema['properties'] ? { ...schema, additionalProperties: false } : schema;
}

function readContent(part: Json): unknown {
  const content = part['content'] as Record<string, { schema: Json }> | undefined;
  const json = content?.['application/json'];
  return json && turn(json.schema);
}

function look(keys: readonly string[]): Json {
  let found: Json = source;
  for (const key of keys) found = found[key] as Json;
  return found;
}

function resolve(part: Json): Json {
  const { $ref } = part;
  return typeof $ref === 'string' ? look($ref.slice(2).split('/')) : part;
}

/** An OpenAPI 3.0 schema as JSON Schema, without what says nothing of the shape. */
function turn(schema: Json): Json {
  const { $ref } = schema;
  if (typeof $ref === 'string') {
    const name = $ref.split('/').at(-1) ?? '';
    needed.add(name);
    return allowNull({ $ref: `#/$defs/${name}` }, schema['nullable']);
  }
  const turned: Json = {};
  for (const key of [
    'type',
    'enum',
    'required',
    'minItems',
    'maxItems',
    'minLength',
    'maxLength',
    'pattern',
  ]) {
    if (schema[key] !== undefined) turned[key] = schema[key];
  }
  for (const key of ['oneOf', 'anyOf', 'allOf']) {
    if (schema[key] !== undefined) {
      // GitHub's alternatives overlap: one that fits is enough.
      turned[key === 'oneOf' ? 'anyOf' : key] = (schema[key] as Json[]).map(turn);
    }
  }
  if (schema['items']) turned['items'] = turn(schema['items'] as Json);
  const { properties, additionalProperties } = schema;
  if (properties) {
    turned['properties'] = Object.fromEntries(
      Object.entries(properties as Record<string, Json>).map(([name, inner]) => [
        name,
        turn(inner),
      ]),
    );
  }
  if (typeof additionalProperties === 'object' && additionalProperties !== null) {
    turned['additionalProperties'] = turn(additionalProperties as Json);
  }
  return allowNull(turned, schema['nullable']);
}

function allowNull(schema: Json, nullable: unknown): Json {
  return nullable === true ? { anyOf: [schema, { type: 'null' }] } : schema;
}

import { readFileSync } from 'node:fs';
import { Ajv, type ValidateFunction } from 'ajv';
import type { Answer, FakeRequest } from './operation.ts';

type Schema = Record<string, unknown>;

/** GitHub's description of one operation, as `cut-openapi.ts` extracts it. */
export interface DescribedOperation {
  params: Record<string, Schema>;
  query: Record<string, { required: boolean; schema: Schema }>;
  body?: { required: boolean; schema: Schema };
  /** Schemas of responses by status; null for a response without a body. */
  answers: Record<string, Schema | null>;
}

export interface Description {
  source: string;
  license: string;
  operations: Record<string, DescribedOperation>;
  schemas: Record<string, Schema>;
}

let cut: Description | undefined;
const ajv = new Ajv({ strict: false, validateFormats: true, allErrors: false });
ajv.addFormat('date-time', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/);
ajv.addFormat('uri', /^[a-z][a-z0-9+.-]*:\S+$/i);
const compiled = new Map<string, ValidateFunction>();

/** Reads the committed extract of GitHub's description of its REST API. */
export function readDescription(): Description {
  if (!cut) {
    const text = readFileSync(new URL('openapi.json', import.meta.url), 'utf8');
    cut = JSON.parse(text) as Description;
    ajv.addSchema({ $id: 'github', schemas: cut.schemas });
  }
  return cut;
}

/** Finds what is wrong with a request, or with the response if one is given; undefined if nothing is. */
export function findViolation(
  name: string,
  params: Record<string, string>,
  request: FakeRequest,
  given?: Answer,
): string | undefined {
  const described = readDescription().operations[name];
  if (!described) return 'the description has no such operation: cut it again';
  return given
    ? checkAnswer(name, described, given)
    : checkRequest(name, described, params, request);
}

function checkRequest(
  name: string,
  { params, query, body }: DescribedOperation,
  given: Record<string, string>,
  request: FakeRequest,
): string | undefined {
  for (const [param, schema] of Object.entries(params)) {
    const wrong = check(`${name} {${param}}`, schema, readValue(schema, given[param] ?? ''));
    if (wrong !== undefined) return `${param} of the path ${wrong}`;
  }
  for (const [param, value] of Object.entries(request.query)) {
    const known = query[param];
    if (!known) return `the query knows no ${param}`;
    const wrong = check(`${name} ?${param}`, known.schema, readValue(known.schema, value));
    if (wrong !== undefined) return `${param} of the query ${wrong}`;
  }
  const missing = Object.entries(query).find(
    ([param, { required }]) => required && !(param in request.query),
  );
  if (missing) return `the query lacks ${missing[0]}`;
  if (request.body === undefined) return body?.required ? 'the body is missing' : undefined;
  if (!body) return 'no body is expected';
  const wrong = check(`${name} body`, body.schema, request.body);
  return wrong === undefined ? undefined : `the body ${wrong}`;
}

function checkAnswer(
  name: string,
  { answers }: DescribedOperation,
  { status, body }: Answer,
): string | undefined {
  const schema = answers[String(status)];
  // GitHub does not describe all of its error responses.
  if (status >= 300 && !schema) return undefined;
  if (schema === undefined) return 'no such status is described';
  if (schema === null) return body === undefined ? undefined : 'no body is described';
  const wrong = check(`${name} ${status}`, schema, body);
  return wrong === undefined ? undefined : `the answer ${wrong}`;
}

function check(key: string, schema: Schema, value: unknown): string | undefined {
  let validate = compiled.get(key);
  if (!validate) compiled.set(key, (validate = ajv.compile(schema)));
  if (validate(value)) return undefined;
  const [error] = validate.errors ?? [];
  const detail = error ? JSON.stringify(error.params) : '';
  return `at ${error?.instancePath || 'its top'} ${error?.message ?? 'is wrong'} ${detail}`;
}

/** Parses a value of an address by its schema. */
function readValue(schema: Schema, text: string): unknown {
  if (schema['type'] === 'integer' && /^-?\d+$/.test(text)) return Number(text);
  if (schema['type'] === 'boolean' && /^(?:true|false)$/.test(text)) return text === 'true';
  return text;
}

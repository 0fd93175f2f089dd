import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';

interface Operation {
  method: string;
  route: string;
  query: object;
  body?: object;
  responses: Record<string, object | true>;
}

interface Compiled {
  method: string;
  pattern: RegExp;
  query: ValidateFunction;
  body: ValidateFunction | undefined;
  responses: Map<string, ValidateFunction | undefined>;
}

export interface Exchange {
  method: string;
  path: string;
  query: Record<string, string>;
  body: unknown;
  status: number;
  answer: unknown;
}

/**
 * Holds what is asked and what is answered to GitHub's own description of its API.
 *
 * @returns what is wrong with an exchange; nothing where it is as described
 */
export function readDescription(): (exchange: Exchange) => string[] {
  const text = readFileSync(join(import.meta.dirname, 'openapi.json'), 'utf8');
  const { operations, $defs } = JSON.parse(text) as { operations: Operation[]; $defs: object };
  const ajv = new Ajv2020({ strict: false, coerceTypes: false });
  const compile = (schema: object): ValidateFunction => ajv.compile({ ...schema, $defs });
  const compiled = operations.map((operation): Compiled => ({
    method: operation.method,
    // `{ref}` may hold slashes, the others may not.
    pattern: new RegExp(
      `^${operation.route.replaceAll(/\{(\w+)\}/g, (_, name) => (name === 'ref' ? '.+' : '[^/]+'))}$`,
    ),
    query: compile(operation.query),
    body: operation.body && compile(operation.body),
    responses: new Map(
      Object.entries(operation.responses).map(([status, schema]) => [
        status,
        schema === true ? undefined : compile(schema),
      ]),
    ),
  }));
  return ({ method, path, query, body, status, answer }) => {
    const operation = compiled.find((known) => known.method === method && known.pattern.test(path));
    if (!operation) return [`${method} ${path} is not described.`];
    const wrong: string[] = [];
    const hold = (what: string, validate: ValidateFunction | undefined, value: unknown): void => {
      if (validate && !validate(value)) {
        wrong.push(`${method} ${path}, ${what}: ${ajv.errorsText(validate.errors)}`);
      }
    };
    hold('query', operation.query, readNumbers(query));
    if (operation.body) hold('body', operation.body, body ?? {});
    const described = operation.responses.has(String(status));
    // Every request may be refused for lack of rights, for too many, or by a broken server.
    if (!described && ![401, 403, 429, 500, 502].includes(status)) {
      wrong.push(`${method} ${path} is never answered with ${status}.`);
    }
    hold(`answer ${status}`, operation.responses.get(String(status)), answer);
    return wrong;
  };
}

function readNumbers(query: Record<string, string>): Record<string, string | number> {
  return Object.fromEntries(
    Object.entries(query).map(([name, value]) => [
      name,
      /^(?:page|per_page)$/.test(name) ? Number(value) : value,
    ]),
  );
}

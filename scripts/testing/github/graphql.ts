import { ok, refuse, type Answer } from './operation.ts';

/** Queries that this server answers; any other is a mistake of a caller or a test. */
const queries: Record<string, (login: string) => object> = {
  // The login of an app ends with [bot], as in REST.
  'query { viewer { login } }': (login) => ({ viewer: { login } }),
};

/**
 * Answers a GraphQL query as GitHub does: with 200 even if the query is wrong.
 *
 * @param wrong collects queries that this server does not answer
 */
export function answerQuery(
  body: Record<string, unknown> | undefined,
  login: string,
  wrong?: string[],
): Answer {
  const { query, ...rest } = body ?? {};
  if (typeof query !== 'string') return refuse(400, 'A query attribute must be specified.');
  const ask = queries[query.replaceAll(/\s+/g, ' ').trim()];
  if (ask && Object.keys(rest).length === 0) return ok({ data: ask(login) });
  wrong?.push(`POST /graphql: this server does not answer ${query}.`);
  return ok({ errors: [{ type: 'undefinedField', message: 'Field does not exist.' }] });
}

import { ok, refuse, type Answer } from './operation.ts';

/** The queries that the server here answers: anything else is a mistake of a caller, or of a test. */
const queries: Record<string, (login: string) => object> = {
  // An app's installation is its bot, with the ending: REST lists its issues under the same name.
  'query { viewer { login } }': (login) => ({ viewer: { login } }),
};

/**
 * Answers a GraphQL query as GitHub does: with 200 also when something is wrong with it.
 *
 * @param wrong is told of a query that is not one of these
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
  wrong?.push(`POST /graphql: the server here has no answer to ${query}.`);
  return ok({ errors: [{ type: 'undefinedField', message: 'Field does not exist.' }] });
}

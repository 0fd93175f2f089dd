import type { GitHub } from './client.ts';
import { GitHubError } from './error.ts';

/**
 * Asks GitHub for the login that our issues and comments are written under: of a person, a machine user,
 * an app (`slug[bot]`) or a workflow. REST refuses `GET /user` to the last two; GraphQL answers all.
 *
 * @throws {GitHubError} if GitHub does not say: a guess would make everything of ours look like a stranger's
 */
export async function findLogin({ octokit, read }: GitHub): Promise<string> {
  const unknown = (why: string): GitHubError =>
    new GitHubError(
      'unavailable',
      `Cannot find out which account the token belongs to (${why}), so nothing was written.`,
    );
  const answer = await read('Asking which account the token belongs to', async () => {
    try {
      const data: unknown = await octokit.graphql('query { viewer { login } }');
      return { data, headers: {} };
    } catch (error) {
      // GitHub answers 200 and says what is wrong with the query, or that the token may not ask.
      if (error instanceof Error && error.name === 'GraphqlResponseError') {
        throw unknown(error.message.split('\n').join(' '));
      }
      throw error;
    }
  });
  const { viewer } = (answer ?? {}) as { viewer?: { login?: unknown } | null };
  const login = viewer?.login;
  if (typeof login !== 'string' || login === '') throw unknown('GitHub named none');
  return login;
}

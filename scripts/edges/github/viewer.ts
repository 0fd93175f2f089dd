import type { GitHub } from './client.ts';
import { GitHubError } from './error.ts';

/**
 * Reads the login that Sitrep's issues and comments are written under: of a person, a machine user, an
 * app (`slug[bot]`) or a workflow. REST refuses `GET /user` to the last two; GraphQL answers all.
 *
 * @throws {GitHubError} if GitHub does not return it, because a guess would hide Sitrep's own issues
 */
export async function findLogin({ octokit, read }: GitHub): Promise<string> {
  const unknown = (why: string): GitHubError =>
    new GitHubError(
      'unavailable',
      `Cannot find out which account the token belongs to (${why}), so nothing was written.`,
    );
  const answer = await read('Reading which account the token belongs to', async () => {
    try {
      const data: unknown = await octokit.graphql('query { viewer { login } }');
      return { data, headers: {} };
    } catch (error) {
      // GitHub returns 200 with an error in the body, for example if the token may not query.
      if (error instanceof Error && error.name === 'GraphqlResponseError') {
        throw unknown(error.message.split('\n').join(' '));
      }
      throw error;
    }
  });
  const { viewer } = (answer ?? {}) as { viewer?: { login?: unknown } | null };
  const login = viewer?.login;
  if (typeof login !== 'string' || login === '') throw unknown('GitHub returned no login');
  return login;
}

import { openGitHub, type GitHub } from '../edges/github/client.ts';
import { GitHubError } from '../edges/github/error.ts';
import { Failure } from './context.ts';

/** Finds the repository that the environment names, as owner/name. */
export function findRepository(): string | undefined {
  return process.env['GITHUB_REPOSITORY'];
}

/** Checks whether the environment has a token for GitHub. */
export function hasToken(): boolean {
  return (process.env['GITHUB_TOKEN'] ?? '') !== '';
}

/** The repository on GitHub that the options and the environment name. */
export function reachGitHub(wanted: string | undefined): GitHub {
  const { env } = process;
  const repository = wanted ?? findRepository();
  if (repository === undefined || !/^[A-Za-z0-9-]+\/[A-Za-z0-9._-]+$/.test(repository)) {
    throw new Failure(
      repository === undefined
        ? '--repository is missing.'
        : `Cannot read \`${repository}\` as a repository.`,
      'Write --repository owner/name, or set GITHUB_REPOSITORY.',
    );
  }
  const token = env['GITHUB_TOKEN'];
  if (token === undefined || token === '') {
    throw new Failure(
      'There is no token for GitHub, because GITHUB_TOKEN is not set.',
      'In a workflow: `env: { GITHUB_TOKEN: ${{ github.token }} }`. On a terminal: `GITHUB_TOKEN=$(gh auth token)`.',
    );
  }
  const baseUrl = env['GITHUB_API_URL'];
  return openGitHub({
    repository,
    token,
    ...(baseUrl !== undefined && baseUrl !== '' && { baseUrl }),
    // A local server has no rate limits.
    paced: !isLocalServer(),
  });
}

/** Checks whether the API is a server on this machine. */
export function isLocalServer(): boolean {
  return /^http:\/\/127\.0\.0\.1[:/]/.test(process.env['GITHUB_API_URL'] ?? '');
}

/** Runs an action on GitHub. If GitHub refuses it, fails with one sentence and the next step. */
export async function attempt<T>(action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    throw explainRefusal(error);
  }
}

/** Explains an error of GitHub as a failure with the next step; returns any other error unchanged. */
export function explainRefusal(error: unknown): unknown {
  if (!(error instanceof GitHubError)) return error;
  const help: Partial<Record<GitHubError['trouble'], string>> = {
    'not-found':
      'Check the name of the repository, that its issues are on, and what the token may.',
    forbidden: 'The token needs `issues: write` and `contents: write`.',
    gone: 'Switch issues on in the settings of the repository.',
    limited: 'The next run goes on.',
  };
  return new Failure(error.message, help[error.trouble] ?? 'Run it again.');
}

import { realpathSync } from 'node:fs';
import { relative } from 'node:path';
import { simpleGit, type SimpleGit } from 'simple-git';
import { readMessage } from '../../model/text/read-message.ts';

/** Git repository that contains a data root. */
export interface Repository {
  git: SimpleGit;
  /** Checked-out commit; undefined before the first one. */
  head?: string;
  /** True if the clone lacks earlier history. */
  shallow: boolean;
  /** Path of the data root within the repository: '' or `incidents/`. */
  prefix: string;
}

/** Variables that git gets; others that begin with GIT_ would change what it does. */
const identity = [
  'GIT_AUTHOR_NAME',
  'GIT_AUTHOR_EMAIL',
  'GIT_COMMITTER_NAME',
  'GIT_COMMITTER_EMAIL',
];

/** Opens the repository of a folder, or returns why there is none. */
export async function openRepository(folder: string): Promise<Repository | { none: string }> {
  const git = simpleGit({ baseDir: folder, maxConcurrentProcesses: 4, allowEnvironment: identity });
  try {
    const answer = await git.raw(['rev-parse', '--show-toplevel', '--is-shallow-repository']);
    const [top = '', shallow] = answer.split('\n');
    const prefix = relative(realpathSync(top), realpathSync(folder)).replaceAll('\\', '/');
    const answered = await git.raw(['rev-parse', '--verify', '--quiet', 'HEAD']).catch(() => '');
    const head = answered.trim();
    return {
      git,
      shallow: shallow === 'true',
      prefix: prefix === '' ? '' : `${prefix}/`,
      ...(head !== '' && { head }),
    };
  } catch (error) {
    return { none: explainAbsence(readMessage(error)) };
  }
}

/** Explains why a folder has no usable repository, from Git's message. */
export function explainAbsence(message: string, what = 'the data root'): string {
  if (message.includes('not a git repository')) return `${what} is not in a Git repository`;
  if (message.includes('dubious ownership')) {
    return 'Git refuses the repository because another user owns its folder (see git config safe.directory)';
  }
  if (message.includes('does not exist')) return `${what} is not a folder`;
  if (message.includes('ENOENT')) return 'git is not installed';
  return `git answered: ${message.split('\n')[0] ?? ''}`;
}

import { realpathSync } from 'node:fs';
import { relative } from 'node:path';
import { simpleGit, type SimpleGit } from 'simple-git';
import { readMessage } from '../../model/text/read-message.ts';

/** The Git repository that a data root lies in. */
export interface Repository {
  git: SimpleGit;
  /** Commit that is checked out; undefined before the first one. */
  head?: string;
  /** Its history was cut off when it was cloned. */
  shallow: boolean;
  /** Path of the data root within the repository: '' or `incidents/`. */
  prefix: string;
}

/** What else begins with GIT_ in the environment changes what git does, and is kept from it. */
const identity = [
  'GIT_AUTHOR_NAME',
  'GIT_AUTHOR_EMAIL',
  'GIT_COMMITTER_NAME',
  'GIT_COMMITTER_EMAIL',
];

/** The repository of a folder, or the reason why there is none to be used. */
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

/** Why a folder has no repository to be used, from Git's own words. */
export function explainAbsence(message: string, what = 'the data root'): string {
  if (message.includes('not a git repository')) return `${what} is in no Git repository`;
  if (message.includes('dubious ownership')) {
    return 'Git refuses the repository since somebody else owns its folder (see git config safe.directory)';
  }
  if (message.includes('does not exist')) return `${what} is no folder`;
  if (message.includes('ENOENT')) return 'there is no git command';
  return `git answered: ${message.split('\n')[0] ?? ''}`;
}

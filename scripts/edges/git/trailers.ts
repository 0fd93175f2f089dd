import { realpathSync } from 'node:fs';
import { basename } from 'node:path';
import { simpleGit, type SimpleGit } from 'simple-git';
import { readMessage } from '../../model/text/read-message.ts';
import { formatInstant, type Instant } from '../../model/time/instant.ts';
import { explainAbsence } from './repository.ts';

/** A commit whose message names an incident or an action. Its text is untrusted. */
export interface TrailerCommit {
  commit: string;
  at: Instant;
  subject: string;
  /** Values of its `Incident:` trailers, unchanged. */
  incidents: string[];
  /** Values of its `Fixes-Action:` trailers. */
  actions: string[];
}

/** Commits of another repository that name incidents or actions. */
export interface Trailers {
  /** Name of the repository: `owner/name` of its remote, or its folder's. */
  name: string;
  commits: TrailerCommit[];
  /** Folder of its history, as `findHome` returns it. */
  home: string;
  /** True if older commits may be missing because the clone is shallow. */
  shallow: boolean;
}

const trailer = (key: string): string => `%(trailers:key=${key},valueonly,unfold)`;
const fields = ['%H', '%ct', '%s', trailer('Incident'), trailer('Fixes-Action')];

/**
 * Reads the trailers of commits that reached the checked-out branch since an instant, oldest first. A
 * commit counts from when it reached the branch: one written last week and merged today is new today.
 * Writes nothing there, and runs no program that its configuration names.
 *
 * @param folder in a work tree or a bare repository
 */
export async function readTrailers(
  folder: string,
  since: Instant,
): Promise<Trailers | { none: string }> {
  try {
    const git = openForeign(folder);
    const shallow = await git.raw(['rev-parse', '--is-shallow-repository']);
    const name = await readName(git, folder);
    const head = await git.raw(['rev-parse', '--verify', '--quiet', 'HEAD']).catch(() => '');
    const commits = head.trim() === '' ? [] : await readCommits(git, head.trim(), since);
    const home = await findHome(folder);
    return { name, home, commits, shallow: shallow.trim() === 'true' };
  } catch (error) {
    return { none: explainAbsence(readMessage(error), 'it') };
  }
}

/** Variables that git needs to find itself and its settings. */
const needed = ['PATH', 'HOME', 'XDG_CONFIG_HOME', 'USERPROFILE', 'SystemRoot'];

/**
 * Opens git in an untrusted folder. In a partial clone, git would fetch missing objects with a program
 * that the folder's configuration names, so fetching is switched off.
 */
function openForeign(folder: string): SimpleGit {
  const known = needed.flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value]];
  });
  const shut = { GIT_ALLOW_PROTOCOL: 'none', GIT_NO_LAZY_FETCH: '1' };
  return simpleGit({ baseDir: folder, allowEnvironment: Object.keys(shut) }).env({
    ...(Object.fromEntries(known) as Record<string, string>),
    ...shut,
  });
}

/** Finds the folder of a repository's history, from any of its work trees; '' if there is none. */
export async function findHome(folder: string): Promise<string> {
  const args = ['rev-parse', '--path-format=absolute', '--git-common-dir'];
  const answer = await openForeign(folder)
    .raw(args)
    .catch(() => '');
  return answer.trim() === '' ? '' : realpathSync(answer.trim());
}

async function readCommits(git: SimpleGit, head: string, since: Instant): Promise<TrailerCommit[]> {
  const before = `--before=${formatInstant(Math.floor(since / 1000) * 1000 - 1000)}`;
  const base = (await git.raw(['rev-list', '--first-parent', '-1', before, head])).trim();
  const text = await git.raw([
    'log',
    '-z',
    '--reverse',
    '--no-show-signature',
    '--no-color',
    '--no-notes',
    '--encoding=UTF-8',
    // Only a message with such a line can have such a trailer.
    '--extended-regexp',
    '--regexp-ignore-case',
    '--grep=^(incident|fixes-action)[[:space:]]*:',
    // A message cannot contain a NUL byte, so it cannot forge a field or a commit.
    `--format=${fields.join('%x00')}`,
    head,
    ...(base === '' ? [] : [`^${base}`]),
    '--',
  ]);
  const tokens = text.split('\0');
  const commits: TrailerCommit[] = [];
  for (let at = 0; at + fields.length <= tokens.length; at += fields.length) {
    const [commit = '', seconds, subject = '', incidents = '', actions = ''] = tokens.slice(at);
    commits.push({
      commit,
      at: Number(seconds) * 1000,
      subject,
      incidents: splitLines(incidents),
      actions: splitLines(actions),
    });
  }
  return commits.filter(({ incidents, actions }) => incidents.length + actions.length > 0);
}

function splitLines(text: string): string[] {
  const lines = text.split('\n').map((line) => line.trim());
  return [...new Set(lines.filter((line) => line !== ''))];
}

/** Reads the name from the remote's address: only its last two parts, because it may contain a password. */
async function readName(git: SimpleGit, folder: string): Promise<string> {
  const address = await git.raw(['config', '--get', 'remote.origin.url']).catch(() => '');
  const [, owner = '', name = ''] =
    /^(?:[a-z+]+:\/\/|[^/\s]+:)[^\s]*?([\w.-]+)\/([\w.-]+?)(?:\.git)?\/?$/i.exec(address.trim()) ??
    [];
  if (name !== '' && !address.startsWith('file:')) return `${owner}/${name}`;
  const top = await git.raw(['rev-parse', '--show-toplevel']).catch(() => folder);
  return basename(realpathSync(top.trim() || folder)).replaceAll(/\.git$|[^\w.-]/g, '');
}

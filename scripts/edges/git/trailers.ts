import { realpathSync } from 'node:fs';
import { basename } from 'node:path';
import { simpleGit, type SimpleGit } from 'simple-git';
import { readMessage } from '../../model/text/read-message.ts';
import { formatInstant, type Instant } from '../../model/time/instant.ts';
import { explainAbsence } from './repository.ts';

/** A commit whose message names an incident or an action. Its words are a stranger's. */
export interface Trailed {
  commit: string;
  at: Instant;
  subject: string;
  /** Values of its `Incident:` trailers, as they are written. */
  incidents: string[];
  /** Values of its `Fixes-Action:` trailers. */
  actions: string[];
}

export interface Trailers {
  /** The repository's name: `owner/name` as its remote has it, or its folder's. */
  name: string;
  commits: Trailed[];
  /** Folder of its history, as `findHome` gives it. */
  home: string;
  /** Commits older than what a shallow clone has may be missing. */
  shallow: boolean;
}

const trailer = (key: string): string => `%(trailers:key=${key},valueonly,unfold)`;
const fields = ['%H', '%ct', '%s', trailer('Incident'), trailer('Fixes-Action')];

/**
 * Reads the trailers of what reached the branch that is checked out since an instant, oldest first.
 * A commit counts from when it reached the branch: one that was written last week and merged today is
 * new today. Nothing is written there, and no program that its configuration names is run.
 *
 * @param folder in a work tree, or a bare repository
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

/** What git needs of the environment to find itself and its settings. */
const needed = ['PATH', 'HOME', 'XDG_CONFIG_HOME', 'USERPROFILE', 'SystemRoot'];

/**
 * Git in somebody else's folder. What a partial clone misses git would fetch while it reads, by a
 * program that the folder's own configuration names: so nothing may be fetched, over no protocol.
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

/** The folder that holds a repository's history, whichever of its work trees one stands in; '' where there is none. */
export async function findHome(folder: string): Promise<string> {
  const args = ['rev-parse', '--path-format=absolute', '--git-common-dir'];
  const answer = await openForeign(folder)
    .raw(args)
    .catch(() => '');
  return answer.trim() === '' ? '' : realpathSync(answer.trim());
}

async function readCommits(git: SimpleGit, head: string, since: Instant): Promise<Trailed[]> {
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
    // Only a message with such a line can have such a trailer: the others need not be read.
    '--extended-regexp',
    '--regexp-ignore-case',
    '--grep=^(incident|fixes-action)[[:space:]]*:',
    // A message cannot hold the byte zero, so it cannot forge a field or a commit.
    `--format=${fields.join('%x00')}`,
    head,
    ...(base === '' ? [] : [`^${base}`]),
    '--',
  ]);
  const tokens = text.split('\0');
  const commits: Trailed[] = [];
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

/** From the remote's address, which may hold a password: only its last two parts, and only plain ones. */
async function readName(git: SimpleGit, folder: string): Promise<string> {
  const address = await git.raw(['config', '--get', 'remote.origin.url']).catch(() => '');
  const [, owner = '', name = ''] =
    /^(?:[a-z+]+:\/\/|[^/\s]+:)[^\s]*?([\w.-]+)\/([\w.-]+?)(?:\.git)?\/?$/i.exec(address.trim()) ??
    [];
  if (name !== '' && !address.startsWith('file:')) return `${owner}/${name}`;
  const top = await git.raw(['rev-parse', '--show-toplevel']).catch(() => folder);
  return basename(realpathSync(top.trim() || folder)).replaceAll(/\.git$|[^\w.-]/g, '');
}

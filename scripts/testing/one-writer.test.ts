import { globSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { packageRoot } from '../edges/disk/package.ts';

/** Reads every source file that runs in production, without comments, by path. */
function readSources(): Map<string, string> {
  const paths = ['scripts', 'site'].flatMap((folder) =>
    readdirSync(join(packageRoot, folder), { recursive: true, encoding: 'utf8' }).map(
      (path) => `${folder}/${path}`,
    ),
  );
  const isSource = (path: string): boolean =>
    /\.(ts|astro)$/.test(path) &&
    !/\.test\.ts$|(^|\/)(node_modules|dist|\.astro)(\/|$)|^scripts\/(testing|bench)\//.test(path);
  return new Map(
    paths.filter(isSource).map((path) => {
      const text = readFileSync(join(packageRoot, path), 'utf8');
      return [path, text.replaceAll(/\/\*[^]*?\*\/|^\s*\/\/.*$/gm, '')];
    }),
  );
}

/** Lists the calls of functions as `path: name`, outside the rooms that may make them. */
function listCalls(names: readonly string[], rooms: readonly string[]): string[] {
  const call = new RegExp(`(?<!function )\\b(${names.join('|')})\\(`, 'g');
  return [...readSources()]
    .filter(([path]) => !rooms.some((room) => path.startsWith(room)))
    .flatMap(([path, text]) =>
      [...new Set(text.matchAll(call).map(([, name]) => name))].map((name) => `${path}: ${name}`),
    )
    .sort();
}

type Exceptions = Readonly<Record<string, string>>;

/** Files that write something other than records with the functions for records, and what they write. */
const written: Exceptions = {
  'scripts/edges/disk/unlinked.ts': 'the CODEOWNERS file of the repository',
  'scripts/edges/server/journal.ts': 'changes that are about to be delivered',
  'scripts/edges/server/spool.ts': 'payloads until they are delivered',
  'scripts/session/results.ts': 'the files that --out names',
};

/** Files that write something other than records through node:fs, and what they write. */
const temporary: Exceptions = {
  'scripts/cli.ts': 'the report of a crash, in a temporary folder',
  'scripts/edges/disk/memory.ts': 'a cache beside the clone',
  'scripts/edges/disk/unlinked.ts': 'the folder of CODEOWNERS',
  'scripts/edges/disk/write.ts': 'the functions that deliver calls',
  'scripts/edges/git/recover.ts': 'locks that a killed process left',
  'scripts/edges/git/scratch.ts': 'an index of its own, in a temporary folder',
  'scripts/edges/server/journal.ts': 'changes that are about to be delivered',
  'scripts/edges/server/lock.ts': 'the lock of the spool',
  'scripts/edges/server/spool.ts': 'payloads until they are delivered',
  'scripts/session/as-known.ts': 'earlier records, in a temporary folder',
  'scripts/session/results.ts': 'the folder that --out names',
  'site/compile.ts': 'compiled templates',
  'site/output.ts': 'the site that --out names',
};

test('only deliver writes records to disk', () => {
  const names = ['writeFileAtomic', 'removeFile', 'writeFiles', 'makeFolderOf'];
  expect(listCalls(names, ['scripts/deliver/', ...Object.keys(written)])).toEqual([]);
});

test('only deliver commits records and pushes them', () => {
  const names = [
    ...['commitPaths', 'commitTree', 'commitProposed', 'mergeCommits'],
    ...['pushHead', 'pushProposed', 'pushWithRetries'],
  ];
  expect(listCalls(names, ['scripts/deliver/', 'scripts/edges/git/'])).toEqual([]);
});

test('only the listed files write anything else', () => {
  const words = ['writeFile', 'appendFile', 'mkdir', 'rename', 'copyFile', 'cp', 'rm', 'unlink'];
  const names = words.flatMap((word) => [word, `${word}Sync`]);
  const calls = listCalls(names, Object.keys(temporary));
  const sources = readSources();
  const callers = calls.filter((call) =>
    sources.get(call.split(':')[0] ?? '')?.includes("'node:fs"),
  );
  expect(callers).toEqual([]);
});

/** Production files below scripts/, each with its text. */
const sources = globSync('scripts/**/*.ts', { cwd: packageRoot })
  .filter((path) => !/\.test\.ts$|^scripts\/(?:testing|bench)\//.test(path))
  .map((path) => ({ path, text: readFileSync(join(packageRoot, path), 'utf8') }));

/** Requests that change what a repository contains, or propose such a change. */
const request =
  /\brest\s*\.(?:git\.(?:create|update|delete)\w+|repos\.(?:createOrUpdateFileContents|deleteFile|merge\w*)|pulls\.(?:create|merge|updateBranch)\b)/;

/** Lists the exported functions of a file whose bodies match a pattern. */
function listFunctions(text: string, pattern: RegExp): string[] {
  const functions = text.matchAll(/^export (?:async )?function (?<name>\w+)[(<][^]*?\n\}\n/gm);
  return [...functions].flatMap(({ 0: body, groups }) =>
    pattern.test(body) ? [groups?.['name'] ?? ''] : [],
  );
}

test('only deliver and automation write contents on GitHub', () => {
  const edge = sources.filter(({ path }) => path.startsWith('scripts/edges/github/'));
  const names = edge.flatMap(({ text }) => listFunctions(text, request));
  expect(names).toEqual(expect.arrayContaining(['writeCommit', 'putCommit', 'ensurePullRequest']));
  const call = new RegExp(`/edges/github/[^]*\\b(?:${names.join('|')})\\(`);
  const others = sources.filter(
    ({ path }) => !/^scripts\/(?:deliver|automation|edges\/github)\//.test(path),
  );
  const callers = others.filter(({ text }) => call.test(text) || request.test(text));
  expect(callers.map(({ path }) => path)).toEqual([]);
});

test('only one function opens pull requests, and one names their branches', () => {
  const calls = (pattern: RegExp): string[] =>
    sources.filter(({ text }) => pattern.test(text)).map(({ path }) => path);
  expect(calls(/(?<!function )\bensurePullRequest\(/)).toEqual(['scripts/deliver/pull.ts']);
  expect(calls(/[`'"]sitrep\/(?:\$\{|issue-|approval-)/)).toEqual([
    'scripts/model/record/branch.ts',
  ]);
  expect(calls(/Co-authored-by['"`]/)).toEqual(['scripts/deliver/trailers.ts']);
});

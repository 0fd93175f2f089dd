import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { packageRoot } from '../edges/disk/package.ts';

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
  expect(names).toEqual(expect.arrayContaining(['writeCommit', 'putCommit', 'keepPullRequest']));
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
  expect(calls(/(?<!function )\bkeepPullRequest\(/)).toEqual(['scripts/deliver/pull.ts']);
  expect(calls(/[`'"]sitrep\/(?:\$\{|issue-|approval-)/)).toEqual([
    'scripts/model/record/branch.ts',
  ]);
  expect(calls(/Co-authored-by['"`]/)).toEqual(['scripts/deliver/trailers.ts']);
});

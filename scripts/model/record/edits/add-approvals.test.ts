import { diffLines } from 'diff';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { expect, it } from 'vitest';
import { packageRoot } from '../../../edges/disk/package.ts';
import { splitFrontMatter } from '../split.ts';
import type { PostmortemRecord } from '../../../../schemas/generated/records.ts';
import { addApprovals, type Approval } from './add-approvals.ts';

const approval = (by: string): Approval => ({
  by,
  at: '2026-02-01T10:00:00Z',
  pull_request: 'https://github.com/northwind-rail/incidents/pull/40',
  digest: 'ab'.repeat(32),
});

const read = (yaml: string): PostmortemRecord => parse(yaml) as PostmortemRecord;

const root = join(packageRoot, 'incidents');
const texts = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('postmortem.md'))
  .flatMap((path) => {
    const split = splitFrontMatter(readFileSync(join(root, path), 'utf8'));
    return 'yaml' in split ? [[path, split.yaml] as [string, string]] : [];
  });

it.each<[string, string]>([
  ...texts,
  ['none', '# why\nauthors: [ada] # alone\nstate: in-review\n'],
  ['an empty list', 'approvals: [] # none yet\nstate: in-review\n'],
  [
    'a list in one line',
    `approvals: [{ by: ada, at: x, digest: "${'cd'.repeat(32)}" }]\nstate: draft\n`,
  ],
])('adds approvals to %s, and changes nothing else', (_, yaml) => {
  for (const text of [yaml, yaml.replaceAll('\n', '\r\n')]) {
    const after = addApprovals(text, [approval('eve'), approval('mallory')]);
    const [was, is] = [read(text), read(after)];
    expect(is).toEqual({
      ...was,
      approvals: [...(was.approvals ?? []), approval('eve'), approval('mallory')],
    });
    // At most the line that held the list is another.
    const removed = diffLines(text, after).filter((part) => part.removed);
    for (const part of removed) expect(part.value).toMatch(/^approvals:.*\r?\n$/);
    for (const comment of text.match(/#.*/g) ?? []) expect(after).toContain(comment.trimEnd());
    expect(addApprovals(after, [approval('mallory')])).toBe(after);
  }
});

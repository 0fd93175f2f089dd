import { expect, test } from 'vitest';
import { nameBranch, parseApprovalBranch, parseIssueBranch } from './branch.ts';

test('a branch is named after its purpose, and read back', () => {
  expect(nameBranch({ record: '2026-01-14-slow' })).toBe('sitrep/2026-01-14-slow');
  expect(nameBranch({ issue: 7 })).toBe('sitrep/issue-7');
  expect(nameBranch({ issue: 7, generation: 2 })).toBe('sitrep/issue-7-2');
  expect(nameBranch({ approvalsOf: 12 })).toBe('sitrep/approval-12');
  expect(parseIssueBranch('sitrep/issue-7')).toBe(7);
  expect(parseIssueBranch('sitrep/issue-7-2')).toBe(7);
  expect(parseApprovalBranch('sitrep/approval-12')).toBe(12);
});

test.each([
  'sitrep/issue-0',
  'sitrep/issue-7-',
  'sitrep/issue-7x',
  'x/sitrep/issue-7',
  'sitrep/approval-0',
  'sitrep/approval-1-2',
  'sitrep/approval-1e3',
  'sitrep/approval-1234567890',
])('%s belongs to nothing', (branch) => {
  expect([parseIssueBranch(branch), parseApprovalBranch(branch)]).toEqual([undefined, undefined]);
});

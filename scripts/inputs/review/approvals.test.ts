import { describe, expect, it } from 'vitest';
import type { Entry, PostmortemRecord } from '../../../schemas/generated/records.ts';
import { settings, web } from '../../testing/escalation.ts';
import { makeRegister } from '../../testing/incident.ts';
import { describeJudgements } from './text.ts';
import { judgeReviews, type Judgement, type Reviewed } from './approvals.ts';
import { type Review } from '../../edges/github/review.ts';

const entries: Entry[] = [
  { at: '2026-01-14T08:00:00Z', type: 'detected' },
  { at: '2026-01-14T08:01:00Z', type: 'triaged', impact: 'high', urgency: 'high' },
  { at: '2026-01-14T08:02:00Z', type: 'assigned', role: 'commander', to: 'grace' },
  { at: '2026-01-14T09:00:00Z', type: 'resolved', resolution: 'fixed' },
];
const text: PostmortemRecord = {
  authors: ['ada'],
  state: 'in-review',
  root_causes: ['The pool had no bound.'],
  actions: [],
};
const more = {
  ...web,
  id: 'ops',
  members: ['alan', 'barbara', 'Mary'].map((handle) => ({ handle, name: handle })),
};
const policies = { SEV1: { approvals: 2 }, default: { approvals: 1, from: ['ops'] } };

function make(
  postmortem: Partial<PostmortemRecord> = {},
  log = entries,
): { reviewed: Reviewed['after']; register: ReturnType<typeof makeRegister>['register'] } {
  const { register } = makeRegister(
    log,
    { ...settings, reviews: policies },
    { postmortem: { ...text, ...postmortem }, teams: [web, more] },
  );
  const [incident] = register.incidents.values();
  if (!incident?.postmortem) throw new Error('no postmortem');
  return { reviewed: { ...incident, postmortem: incident.postmortem }, register };
}

const at = (minute: number): number => Date.parse('2026-01-20T10:00:00Z') + minute * 60_000;
const says = (by: string, state: string, minute: number, commit = 'head'): Review => ({
  by,
  state,
  commit,
  at: at(minute),
});

function judge(reviews: Review[], more: Partial<Reviewed> = {}): Judgement {
  const { reviewed, register } = make();
  return judgeReviews(
    { after: reviewed, ...more },
    { author: 'linus', head: 'head', reviews },
    register,
  );
}

const withDigest = (incident: Reviewed['after'], digest: string): Reviewed['after'] => ({
  ...incident,
  postmortem: { ...incident.postmortem, digest },
});

const who = ({ counting }: Judgement): string[] => counting.map(({ by }) => by);

describe('an approval counts', () => {
  it('of the commit that would be merged, by people who have nothing to do with it', () => {
    const judgement = judge([
      says('alan', 'APPROVED', 1),
      says('BARBARA', 'APPROVED', 2),
      says('ada', 'APPROVED', 3),
      says('grace', 'APPROVED', 4),
      says('linus', 'APPROVED', 5),
      says('stranger', 'APPROVED', 6),
      says('mary', 'APPROVED', 7, 'earlier1'),
    ]);
    expect(who(judgement)).toEqual(['alan', 'barbara']);
    expect(judgement.passed).toEqual([
      { by: 'ada', why: 'wrote the text' },
      { by: 'grace', why: 'led the incident' },
      { by: 'linus', why: 'opened the pull request' },
      { by: 'stranger', why: 'is not in the catalogue' },
      { by: 'Mary', why: 'approved an earlier state (earlier1)' },
    ]);
    expect(judgement.missing).toEqual([]);
  });

  it('where it is that person’s latest word; a comment takes nothing back', () => {
    const judgement = judge([
      says('alan', 'CHANGES_REQUESTED', 1),
      says('alan', 'APPROVED', 2),
      says('alan', 'COMMENTED', 3),
      says('barbara', 'APPROVED', 1),
      says('barbara', 'DISMISSED', 4),
      says('Mary', 'APPROVED', 1),
      says('mary', 'CHANGES_REQUESTED', 2),
    ]);
    expect(who(judgement)).toEqual(['alan']);
    expect(judgement.missing).toEqual([
      'Mary asked for changes, and has not approved since.',
      '1 more approval of this very text (SEV1 wants 2). It may come from barbara, Mary.',
    ]);
  });

  it('under both policies, where a pull request lowers the severity', () => {
    const low = make({}, [
      ...entries,
      {
        at: '2026-01-14T08:30:00Z',
        type: 'triaged',
        impact: 'high',
        urgency: 'high',
        severity: 'SEV2',
        reason: 'x',
      },
    ]);
    const before = withDigest(make().reviewed, 'another');
    expect(low.reviewed.severity).toBe('SEV2');
    const proposed = { author: 'linus', head: 'head', reviews: [says('alan', 'APPROVED', 1)] };
    expect(judgeReviews({ after: low.reviewed }, proposed, low.register).missing).toEqual([]);
    const judgement = judgeReviews({ after: low.reviewed, before }, proposed, low.register);
    expect(judgement.missing).toEqual([
      expect.stringContaining('(SEV2 wants 1 from ops, SEV1 wants 2)'),
    ]);
  });

  it('of nobody whom the pull request takes off the authors or out of command', () => {
    const before = withDigest(make({ authors: ['alan'] }).reviewed, 'another');
    const judgement = judge([says('alan', 'APPROVED', 1), says('grace', 'APPROVED', 1)], {
      before,
      after: { ...make().reviewed, roles: {} },
    });
    expect(judgement.passed.map(({ why }) => why)).toEqual(['wrote the text', 'led the incident']);
  });

  it('of nobody whose name is written with other letters than the catalogue has', () => {
    const after = { ...make({ authors: ['Alan'] }).reviewed, roles: { commander: 'Grace' } };
    const judgement = judge([says('alan', 'APPROVED', 1), says('grace', 'APPROVED', 1)], { after });
    expect(judgement.passed.map(({ why }) => why)).toEqual(['wrote the text', 'led the incident']);
  });
});

it('asks nothing for a draft, nor for a text that stays as it is', () => {
  const draft = make({ state: 'draft' });
  const proposed = { author: 'linus', head: 'head', reviews: [] };
  expect(judgeReviews({ after: draft.reviewed }, proposed, draft.register)).toMatchObject({
    needs: 'nothing',
    missing: [],
  });
  const digest = '';
  const approvals = ['alan', 'barbara'].map((by) => ({ by, at: '2026-01-20T10:00:00Z', digest }));
  const { reviewed, register } = make({ approvals });
  expect(reviewed.postmortem.standing).toBe('approved');
  const again = judgeReviews({ after: reviewed, before: reviewed }, proposed, register);
  expect(again).toMatchObject({ needs: 'nothing', missing: [] });
  // Written by hand, they approve nothing.
  const { reviewed: before } = make();
  expect(judgeReviews({ after: reviewed, before }, proposed, register).missing[0]).toBe(
    '`approvals` names alan, barbara by hand: take it out, it is written when this is merged.',
  );
});

it('tells it in words that fit a check, with the difference in a fence of its own', () => {
  const judgement = judge([says('alan', 'APPROVED', 1), says('ada', 'APPROVED', 2)]);
  const amended = { path: 'x.md', before: 'a\n```\nb\n```\n', after: 'a\n````\nc @team\n````\n' };
  const { ok, title, text: words } = describeJudgements([judgement], [amended]);
  expect(ok).toBe(false);
  expect(title).toBe('1 thing is missing before this may be merged');
  expect(words).toContain('1 of 2 approvals.');
  expect(words).toContain('- the approval of ada does not count: ada wrote the text');
  expect(words).toMatch(/\n`````diff\n[^]*\+c @team\n[^]*\n`````$/);
  expect(describeJudgements([], []).title).toBe('No postmortem in it waits for approval');
});

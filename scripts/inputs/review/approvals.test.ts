import { describe, expect, it } from 'vitest';
import type { Entry, PostmortemRecord } from '../../../schemas/generated/records.ts';
import { settings, web } from '../../testing/escalation.ts';
import { makeRegister } from '../../testing/incident.ts';
import { describeJudgements } from './text.ts';
import { judgeReviews, type Judgement, type ReviewedIncident } from './approvals.ts';
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
): { reviewed: ReviewedIncident['after']; register: ReturnType<typeof makeRegister>['register'] } {
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
const review = (by: string, state: string, minute: number, commit = 'head'): Review => ({
  by,
  state,
  commit,
  at: at(minute),
});

function judge(reviews: Review[], more: Partial<ReviewedIncident> = {}): Judgement {
  const { reviewed, register } = make();
  return judgeReviews(
    { after: reviewed, ...more },
    { author: 'linus', head: 'head', reviews },
    register,
  );
}

const withDigest = (
  incident: ReviewedIncident['after'],
  digest: string,
): ReviewedIncident['after'] => ({
  ...incident,
  postmortem: { ...incident.postmortem, digest },
});

const who = ({ counting }: Judgement): string[] => counting.map(({ by }) => by);

describe('judgeReviews', () => {
  it('counts approvals of the commit to be merged, by people who are not involved', () => {
    const judgement = judge([
      review('alan', 'APPROVED', 1),
      review('BARBARA', 'APPROVED', 2),
      review('ada', 'APPROVED', 3),
      review('grace', 'APPROVED', 4),
      review('linus', 'APPROVED', 5),
      review('stranger', 'APPROVED', 6),
      review('mary', 'APPROVED', 7, 'earlier1'),
    ]);
    expect(who(judgement)).toEqual(['alan', 'barbara']);
    expect(judgement.passed).toEqual([
      { by: 'ada', why: 'wrote the text' },
      { by: 'grace', why: 'led the incident' },
      { by: 'linus', why: 'opened the pull request' },
      { by: 'stranger', why: 'is not in the catalog' },
      { by: 'Mary', why: 'approved an earlier state (earlier1)' },
    ]);
    expect(judgement.missing).toEqual([]);
  });

  it('counts the latest verdict of each person and ignores later comments', () => {
    const judgement = judge([
      review('alan', 'CHANGES_REQUESTED', 1),
      review('alan', 'APPROVED', 2),
      review('alan', 'COMMENTED', 3),
      review('barbara', 'APPROVED', 1),
      review('barbara', 'DISMISSED', 4),
      review('Mary', 'APPROVED', 1),
      review('mary', 'CHANGES_REQUESTED', 2),
    ]);
    expect(who(judgement)).toEqual(['alan']);
    expect(judgement.missing).toEqual([
      'Mary requested changes and has not approved since.',
      '1 more approval of this exact text (SEV1 requires 2). It can come from barbara, Mary.',
    ]);
  });

  it('applies both policies if a pull request lowers the severity', () => {
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
    const proposed = { author: 'linus', head: 'head', reviews: [review('alan', 'APPROVED', 1)] };
    expect(judgeReviews({ after: low.reviewed }, proposed, low.register).missing).toEqual([]);
    const judgement = judgeReviews({ after: low.reviewed, before }, proposed, low.register);
    expect(judgement.missing).toEqual([
      expect.stringContaining('(SEV2 requires 1 from ops, SEV1 requires 2)'),
    ]);
  });

  it('rejects authors and commanders whom the pull request removes', () => {
    const before = withDigest(make({ authors: ['alan'] }).reviewed, 'another');
    const judgement = judge([review('alan', 'APPROVED', 1), review('grace', 'APPROVED', 1)], {
      before,
      after: { ...make().reviewed, roles: {} },
    });
    expect(judgement.passed.map(({ why }) => why)).toEqual(['wrote the text', 'led the incident']);
  });

  it('compares handles regardless of case', () => {
    const after = { ...make({ authors: ['Alan'] }).reviewed, roles: { commander: 'Grace' } };
    const judgement = judge([review('alan', 'APPROVED', 1), review('grace', 'APPROVED', 1)], {
      after,
    });
    expect(judgement.passed.map(({ why }) => why)).toEqual(['wrote the text', 'led the incident']);
  });
});

it('requires no approval for a draft or an unchanged text', () => {
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
  // Approvals written by hand do not count.
  const { reviewed: before } = make();
  expect(judgeReviews({ after: reviewed, before }, proposed, register).missing[0]).toBe(
    '`approvals` names alan, barbara by hand. Remove it: it is recorded after the merge.',
  );
});

it('describes a judgement for a check, with the differences in a longer fence', () => {
  const judgement = judge([review('alan', 'APPROVED', 1), review('ada', 'APPROVED', 2)]);
  const amended = { path: 'x.md', before: 'a\n```\nb\n```\n', after: 'a\n````\nc @team\n````\n' };
  const { ok, title, text: words } = describeJudgements([judgement], [amended]);
  expect(ok).toBe(false);
  expect(title).toBe('1 thing is missing before this can be merged');
  expect(words).toContain('1 of 2 approvals.');
  expect(words).toContain('- the approval of ada does not count: ada wrote the text');
  expect(words).toMatch(/\n`````diff\n[^]*\+c @team\n[^]*\n`````$/);
  expect(describeJudgements([], []).title).toBe(
    'No postmortem in this pull request needs approval',
  );
});

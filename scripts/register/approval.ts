import type { ReviewPolicy } from './records.ts';
import type { Postmortem, Register, Settings } from './register.ts';

/** The review policy for a severity: its own, the default one, or one approval by anybody. */
export function findReviewPolicy(settings: Settings, severity: string | undefined): ReviewPolicy {
  const own = severity !== undefined && Object.hasOwn(settings.reviews, severity);
  return (own ? settings.reviews[severity] : settings.reviews['default']) ?? { approvals: 1 };
}

/**
 * Where a postmortem stands: approved when enough people whom the policy names, and who are not its
 * authors, approved this very text; amended when they approved another one.
 */
export function judgePostmortem(
  postmortem: Postmortem,
  policy: ReviewPolicy,
  people: Register['people'],
): Postmortem['standing'] {
  if (postmortem.state === 'draft') return 'draft';
  const counting = (postmortem.approvals ?? []).filter(
    ({ by }) => !postmortem.authors.includes(by) && mayApprove(by, policy, people),
  );
  const current = new Set(
    counting.filter(({ digest }) => digest === postmortem.digest).map(({ by }) => by),
  );
  if (current.size >= policy.approvals) return 'approved';
  return new Set(counting.map(({ by }) => by)).size >= policy.approvals ? 'amended' : 'in-review';
}

function mayApprove(by: string, policy: ReviewPolicy, people: Register['people']): boolean {
  const team = people.get(by)?.team;
  if (!policy.from) return team !== undefined;
  return policy.from.some((allowed) => allowed === by || allowed === team);
}

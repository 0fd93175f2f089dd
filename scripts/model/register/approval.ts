import type { ReviewPolicy } from '../../../schemas/generated/records.ts';
import type { Incident, Postmortem, Register, Settings } from './register.ts';

/** The review policy for a severity: its own, the default one, or one approval by anybody. */
export function findReviewPolicy(settings: Settings, severity: string | undefined): ReviewPolicy {
  const own = severity !== undefined && Object.hasOwn(settings.reviews, severity);
  return (own ? settings.reviews[severity] : settings.reviews['default']) ?? { approvals: 1 };
}

/** Who stands too near to an incident's postmortem to approve it. */
export interface Involved {
  authors: readonly string[];
  commander?: string | undefined;
}

/** Those who wrote an incident's postmortem, and who led the incident. */
export function findInvolved({
  postmortem,
  roles,
}: Pick<Incident, 'postmortem' | 'roles'>): Involved {
  return { authors: postmortem?.authors ?? [], commander: roles['commander'] };
}

/** Why somebody's approval does not count, as the end of a sentence; undefined where it does. */
export function refuseApprover(
  handle: string,
  { authors, commander }: Involved,
  { from }: ReviewPolicy,
  people: Register['people'],
): string | undefined {
  // A record may write a login with other letters than the catalogue has.
  const isHandle = (name: string | undefined): boolean =>
    name?.toLowerCase() === handle.toLowerCase();
  if (authors.some(isHandle)) return 'wrote the text';
  if (isHandle(commander)) return 'led the incident';
  const team = people.get(handle)?.team;
  if (!from) return team === undefined ? 'is not in the catalogue' : undefined;
  const isNamed = from.some((allowed) => allowed === handle || allowed === team);
  return isNamed ? undefined : `is not among those who may (${from.join(', ')})`;
}

/**
 * Where a postmortem stands: approved when enough people whom the policy names, and who neither wrote
 * it nor led the incident, approved this very text; amended when they approved another one.
 */
export function judgePostmortem(
  postmortem: Postmortem,
  policy: ReviewPolicy,
  people: Register['people'],
  involved: Involved = { authors: postmortem.authors },
): Postmortem['standing'] {
  if (postmortem.state === 'draft') return 'draft';
  const counting = (postmortem.approvals ?? []).filter(
    ({ by }) => refuseApprover(by, involved, policy, people) === undefined,
  );
  const current = new Set(
    counting.filter(({ digest }) => digest === postmortem.digest).map(({ by }) => by),
  );
  if (current.size >= policy.approvals) return 'approved';
  return new Set(counting.map(({ by }) => by)).size >= policy.approvals ? 'amended' : 'in-review';
}

import type { ReviewPolicy } from '../../../schemas/generated/records.ts';
import { parseInstant, type Instant } from '../time/instant.ts';
import type { Incident, Postmortem, Records, Register, RecordSettings } from './register.ts';

/** Returns the review policy for a severity: its own, the default, or one approval by anybody. */
export function findReviewPolicy(
  settings: RecordSettings,
  severity: string | undefined,
): ReviewPolicy {
  const own = severity !== undefined && Object.hasOwn(settings.reviews, severity);
  return (own ? settings.reviews[severity] : settings.reviews['default']) ?? { approvals: 1 };
}

/** People who are too involved in an incident to approve its postmortem. */
export interface Involved {
  authors: readonly string[];
  commander?: string | undefined;
}

/** Lists the authors of an incident's postmortem, and the people who led the incident. */
export function findInvolved({
  postmortem,
  roles,
}: Pick<Incident, 'postmortem' | 'roles'>): Involved {
  return { authors: postmortem?.authors ?? [], commander: roles['commander'] };
}

/**
 * Explains, as the end of a sentence, why somebody's approval does not count; undefined if it does.
 */
export function refuseApprover(
  handle: string,
  { authors, commander }: Involved,
  { from }: ReviewPolicy,
  people: Register['people'],
): string | undefined {
  // A record may write a login in other case than the catalog.
  const isHandle = (name: string | undefined): boolean =>
    name?.toLowerCase() === handle.toLowerCase();
  if (authors.some(isHandle)) return 'wrote the text';
  if (isHandle(commander)) return 'led the incident';
  const team = people.get(handle)?.team;
  if (!from) return team === undefined ? 'is not in the catalog' : undefined;
  const isNamed = from.some((allowed) => allowed === handle || allowed === team);
  return isNamed ? undefined : `is not one of the possible approvers (${from.join(', ')})`;
}

/**
 * Derives the state of a postmortem: approved if enough people allowed by the policy, who neither
 * wrote it nor led the incident, approved this exact text; amended if they approved another text.
 */
export function judgePostmortem(
  postmortem: Postmortem,
  policy: ReviewPolicy,
  people: Register['people'],
  involved: Involved = { authors: postmortem.authors },
): Postmortem['standing'] {
  if (postmortem.state === 'draft') return 'draft';
  const counting = listCounting(postmortem, policy, people, involved);
  const current = new Set(
    counting.filter(({ digest }) => digest === postmortem.digest).map(({ by }) => by),
  );
  if (current.size >= policy.approvals) return 'approved';
  return new Set(counting.map(({ by }) => by)).size >= policy.approvals ? 'amended' : 'in-review';
}

function listCounting(
  { approvals = [] }: Postmortem,
  policy: ReviewPolicy,
  people: Register['people'],
  involved: Involved,
): NonNullable<Postmortem['approvals']> {
  return approvals.filter(({ by }) => refuseApprover(by, involved, policy, people) === undefined);
}

/**
 * Finds when the review of the current text was complete: at the approval that made up the number
 * that the policy requires. Later approvals change nothing.
 */
export function findCompletion(
  incident: Pick<Incident, 'postmortem' | 'roles' | 'severity'>,
  { settings, people }: Pick<Records, 'settings' | 'people'>,
): Instant | undefined {
  const { postmortem, severity } = incident;
  if (postmortem?.standing !== 'approved') return undefined;
  const policy = findReviewPolicy(settings, severity);
  const firsts = new Map<string, Instant>();
  for (const { by, at, digest } of listCounting(
    postmortem,
    policy,
    people,
    findInvolved(incident),
  )) {
    const instant = parseInstant(at);
    if (instant === undefined || digest !== postmortem.digest) continue;
    firsts.set(by, Math.min(instant, firsts.get(by) ?? Infinity));
  }
  return [...firsts.values()].sort((a, b) => a - b)[policy.approvals - 1];
}

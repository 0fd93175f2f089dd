import { findInvolved, findReviewPolicy, refuseApprover } from '../../model/register/approval.ts';
import type { Instant } from '../../model/time/instant.ts';
import type { PostmortemRecord, ReviewPolicy } from '../../../schemas/generated/records.ts';
import type { Incident, Postmortem, Register } from '../../model/register/register.ts';
import type { Approval } from '../../model/record/edits/add-approvals.ts';
import { type Review, type PullReviews } from '../../edges/github/review.ts';

/** Incident with a postmortem, on the default branch and with a pull request applied. */
export interface ReviewedIncident {
  before?: Incident;
  after: Incident & { postmortem: Postmortem };
}

/** Result of judging the approvals of one postmortem. */
export interface Judgement {
  incident: string;
  severity?: string;
  /** SHA-256 of the text that was judged. */
  digest: string;
  /** `nothing` for a draft or an unchanged text. */
  needs: 'approval' | 'nothing';
  /** Approvals that count. */
  counting: { by: string; at: Instant }[];
  /** Number of approvals that the settings require. */
  wanted: number;
  /** Approvals that do not count, each with the reason. */
  passed: { by: string; why: string }[];
  /** Sentences that say what is missing; empty if the pull request may be merged. */
  missing: string[];
}

/**
 * Judges which approvals of a postmortem count: the latest review of each person, if it approves the
 * commit that would be merged, and thus its exact text. The settings name the approvers for the severity;
 * the authors, the person who opened the pull request and the commander do not count. If a pull request
 * changes the severity, both policies apply: otherwise it could choose its own.
 *
 * @param register records of the default branch, since a pull request must not name its own reviewers
 */
export function judgeReviews(
  { before, after }: ReviewedIncident,
  { author, head, reviews, granted = [] }: PullReviews,
  { settings, people }: Pick<Register, 'settings' | 'people'>,
): Judgement {
  const { postmortem, id, severity } = after;
  const { digest, state } = postmortem;
  const find = findHandles(people);
  const judgement: Judgement = {
    incident: id,
    ...(severity !== undefined && { severity }),
    digest,
    needs: 'approval',
    counting: [],
    wanted: 0,
    passed: [],
    missing: [],
  };
  const present = before?.postmortem;
  const written = describeHandwritten(
    [...(present?.approvals ?? []), ...granted],
    postmortem.approvals,
  );
  if (written !== undefined) judgement.missing.push(written);
  // A text keeps its digest when it goes from draft to review, so the state counts too.
  const isUnchanged = present?.digest === digest && present.state === state;
  if (state === 'draft' || isUnchanged) return { ...judgement, needs: 'nothing' };

  const policies = [...new Set([severity, before?.severity ?? severity])].map((one) => ({
    severity: one,
    policy: findReviewPolicy(settings, one),
  }));
  judgement.wanted = Math.max(...policies.map(({ policy }) => policy.approvals));
  const [was, is] = [before && findInvolved(before), findInvolved(after)];
  // Removing a name from the list of authors does not make that person independent.
  const involved = { ...is, authors: [...is.authors, ...(was?.authors ?? [])] };
  const refuse = (by: string, policy: ReviewPolicy): string | undefined =>
    by === find(author)
      ? 'opened the pull request'
      : by.toLowerCase() === was?.commander?.toLowerCase()
        ? 'led the incident'
        : refuseApprover(by, involved, policy, people);

  for (const { by: login, state: verdict, commit, at } of findLatest(reviews)) {
    const by = find(login);
    const refusals = policies.map(({ policy }) => refuse(by, policy));
    const why = refusals.find((reason) => reason !== undefined);
    if (verdict === 'CHANGES_REQUESTED' && why === undefined) {
      judgement.missing.push(`${by} requested changes and has not approved since.`);
    }
    if (verdict !== 'APPROVED') continue;
    if (why !== undefined) judgement.passed.push({ by, why });
    else if (commit !== head)
      judgement.passed.push({
        by,
        why: `approved an earlier state (${(commit ?? '').slice(0, 8)})`,
      });
    else judgement.counting.push({ by, at });
  }
  const lacking = judgement.wanted - judgement.counting.length;
  if (lacking > 0) {
    const may = [...people.keys()].filter(
      (by) =>
        policies.every(({ policy }) => refuse(by, policy) === undefined) &&
        !judgement.counting.some((approval) => approval.by === by),
    );
    judgement.missing.push(describeLack(lacking, policies, may));
  }
  return judgement;
}

/** Finds the newest review of each person that approves, requests changes or is dismissed. */
function findLatest(reviews: readonly Review[]): Review[] {
  const latest = new Map<string, Review>();
  for (const review of [...reviews].sort((a, b) => a.at - b.at)) {
    if (['APPROVED', 'CHANGES_REQUESTED', 'DISMISSED'].includes(review.state)) {
      latest.set(review.by.toLowerCase(), review);
    }
  }
  return [...latest.values()];
}

/** Returns a function that converts a login, in any case, to the handle in the catalog. */
function findHandles(people: Register['people']): (login: string) => string {
  const handles = new Map([...people.keys()].map((handle) => [handle.toLowerCase(), handle]));
  return (login) => handles.get(login.toLowerCase()) ?? login;
}

function describeLack(
  lacking: number,
  policies: readonly { severity: string | undefined; policy: ReviewPolicy }[],
  may: readonly string[],
): string {
  const rule = policies
    .map(
      ({ severity, policy }) =>
        `${severity ?? 'an incident without severity'} requires ${policy.approvals}${policy.from ? ` from ${policy.from.join(', ')}` : ''}`,
    )
    .join(', ');
  const shown = may.slice(0, 10).join(', ') + (may.length > 10 ? ' …' : '');
  const who =
    may.length === 0 ? 'Nobody else in the catalog can give it' : `It can come from ${shown}`;
  return `${lacking} more approval${lacking === 1 ? '' : 's'} of this exact text (${rule}). ${who}.`;
}

type Approvals = PostmortemRecord['approvals'];

/** Describes approvals that a pull request adds, since only a merge may record them. */
function describeHandwritten(before: Approvals = [], after: Approvals = []): string | undefined {
  const name = ({ by, at, pull_request, digest }: Approval): string =>
    JSON.stringify([by, at, pull_request, digest]);
  const known = new Set(before.map(name));
  const added = after.filter((approval) => !known.has(name(approval)));
  if (added.length === 0) return undefined;
  const names = added.map(({ by }) => by).join(', ');
  return `\`approvals\` names ${names} by hand. Remove it: it is recorded after the merge.`;
}

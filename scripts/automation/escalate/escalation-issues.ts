import type { Instant } from '../../model/time/instant.ts';
import type { Escalation } from './escalations.ts';
import type { Notice } from './notices.ts';
import { type NoticeCounts, type Marks } from '../../edges/github/marks.ts';

/** An issue as GitHub has it. */
export interface Issue {
  number: number;
  /** Where people read it. */
  url: string;
  open: boolean;
  title: string;
  body: string;
  labels: readonly string[];
  assignees: readonly string[];
  createdAt: Instant;
  marks: Marks;
}

/** One effect on GitHub. Done, and planned again, there is none. */
export type Step =
  | { do: 'open'; key: string; escalation: Escalation; due: readonly Notice[] }
  | {
      do: 'change';
      key: string;
      issue: Issue;
      escalation: Escalation;
      /** Notices to be told in a comment first. */
      due: readonly Notice[];
      /** Whether channels have not been told of what the issue tells. */
      unsent: boolean;
    }
  | { do: 'drop'; key: string; issue: Issue; original: number }
  /** Brings the one issue of quiet clocks to what it should list; there may be none yet. */
  | { do: 'gather'; key: string; issue?: Issue; escalations: readonly Escalation[] };

/** By which our issues are listed, and the labels that change with the facts. */
export const escalationLabel = 'sitrep:escalation';
const prefixes = ['sitrep:', 'severity:', 'clock:', 'state:'];

/** The labels of an issue: ours as the facts are, and those that people added. */
export function listLabels(
  { incident, clock }: Escalation,
  present: readonly string[] = [],
): string[] {
  const others = present.filter((name) => !prefixes.some((prefix) => name.startsWith(prefix)));
  const ours = [
    escalationLabel,
    ...(incident.severity === undefined ? [] : [`severity:${incident.severity}`]),
    `clock:${clock.kind}`,
    ...(clock.state === 'breached' || clock.state === 'at-risk' ? [`state:${clock.state}`] : []),
  ];
  return [...ours, ...others];
}

/** Of what should have been told that which was not: by level, for a correction may move its instant. */
export function listUntold(notices: readonly Notice[], told: NoticeCounts): Notice[] {
  return notices.filter((notice) => (told.get(nameLevel(notice)) ?? -1) < notice.repeat);
}

/** What has been told once these notices were. */
export function addTold(told: NoticeCounts, notices: readonly Notice[]): NoticeCounts {
  const all = new Map(told);
  for (const notice of notices) {
    const name = nameLevel(notice);
    all.set(name, Math.max(all.get(name) ?? 0, notice.repeat));
  }
  return all;
}

function nameLevel({ team, level }: Notice): string {
  return `${team}.${level}`;
}

/**
 * What brings the issues to where the promises stand, the most urgent first.
 *
 * An issue that a person closed stays closed, until the incident is reopened. Of two issues with one
 * key the lower number stays.
 *
 * @param issues ours, open and closed; or the open ones alone, with which no step `open` may be done
 * @param digest of the facts that an issue shows
 * @param channels whether there are any beside the issues
 */
export function planIssues(
  escalations: readonly Escalation[],
  issues: readonly Issue[],
  digest: (escalation: Escalation) => string,
  channels: boolean,
): Step[] {
  const byKey = Map.groupBy(
    [...issues].sort((a, b) => a.number - b.number),
    ({ marks }) => marks.key,
  );
  const steps: Step[] = [];
  for (const [key, [first, ...rest]] of byKey) {
    for (const issue of rest)
      if (issue.open && first) steps.push({ do: 'drop', key, issue, original: first.number });
  }
  for (const escalation of escalations) {
    const { key, notices } = escalation;
    const issue = byKey.get(key)?.[0];
    if (issue) steps.push(...planChange(escalation, issue, digest, channels));
    else if (escalation.wish === 'open') steps.push({ do: 'open', key, escalation, due: notices });
  }
  return steps;
}

/** The key of the one issue in which quiet clocks are gathered. */
export const digestKey = 'digest';

/**
 * The step that brings the digest to what is at risk or broken among the quiet clocks; undefined where
 * it stands as it should. One that a person closed stays closed until what it lists changes.
 *
 * @param digest of what it lists
 */
export function planDigest(
  escalations: readonly Escalation[],
  issues: readonly Issue[],
  digest: string,
): Step | undefined {
  const issue = issues
    .filter(({ marks }) => marks.key === digestKey)
    .sort((a, b) => a.number - b.number)[0];
  const wanted = escalations.length > 0;
  if (!issue) return wanted ? { do: 'gather', key: digestKey, escalations } : undefined;
  const same = wanted ? issue.marks.wish === 'open' && issue.marks.digest === digest : !issue.open;
  return same ? undefined : { do: 'gather', key: digestKey, issue, escalations };
}

function planChange(
  escalation: Escalation,
  issue: Issue,
  digest: (escalation: Escalation) => string,
  channels: boolean,
): Step[] {
  const { key, wish, notices, round } = escalation;
  const { marks, open } = issue;
  const change: Extract<Step, { do: 'change' }> = {
    do: 'change',
    key,
    issue,
    escalation,
    due: [],
    unsent: false,
  };
  if (wish === 'keep') return [];
  if (wish === 'closed') return open ? [change] : [];
  const isAnew = round !== marks.round;
  if (!open && marks.wish === 'open' && !isAnew) return [];
  const due = isAnew ? [...notices] : listUntold(notices, marks.told);
  const unsent =
    channels && (isAnew || !marks.sent.has('opened') || listUntold(notices, marks.sent).length > 0);
  const same =
    open && !isAnew && due.length === 0 && !unsent && marks.digest === digest(escalation);
  return same ? [] : [{ ...change, due, unsent }];
}

import type { NoticeCounts } from '../../edges/github/marks.ts';
import type { OwnIssue } from '../own-issues.ts';
import type { Escalation } from './escalations.ts';
import type { Notice } from './notices.ts';

/** One change to GitHub. After it is applied, planning again yields no step. */
export type EscalationStep =
  | { do: 'open'; key: string; escalation: Escalation; due: readonly Notice[] }
  | {
      do: 'change';
      key: string;
      issue: OwnIssue;
      escalation: Escalation;
      /** Notices to write in a comment first. */
      due: readonly Notice[];
      /** True if channels lack notices that the issue has. */
      unsent: boolean;
    }
  | { do: 'drop'; key: string; issue: OwnIssue; original: number }
  /** Updates the one issue that lists quiet clocks, or opens it. */
  | { do: 'gather'; key: string; issue?: OwnIssue; escalations: readonly Escalation[] };

/** Label of the escalation issues. */
export const escalationLabel = 'sitrep:escalation';

/** Prefixes of the labels that follow from the records; people may add others. */
const prefixes = ['sitrep:', 'severity:', 'clock:', 'state:'];

/** Lists the labels of an issue: ours, which follow from the records, and those that people added. */
export function listLabels(
  { incident, clock }: Escalation,
  present: readonly string[] = [],
): [string, ...string[]] {
  const others = present.filter((name) => !prefixes.some((prefix) => name.startsWith(prefix)));
  const ours = [
    ...(incident.severity === undefined ? [] : [`severity:${incident.severity}`]),
    `clock:${clock.kind}`,
    ...(['breached', 'at-risk', 'unknown'].includes(clock.state) ? [`state:${clock.state}`] : []),
  ];
  return [escalationLabel, ...ours, ...others];
}

/** Lists the notices that were not sent yet. Compares levels, since a correction may move their times. */
export function listUntold(notices: readonly Notice[], told: NoticeCounts): Notice[] {
  return notices.filter((notice) => (told.get(nameLevel(notice)) ?? -1) < notice.repeat);
}

/** Adds notices to the counts of those that were sent. */
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
 * Plans the steps that bring the issues up to date with the SLA clocks, the most urgent first.
 *
 * An issue that a person closed stays closed until the incident is reopened. Of two issues with the same
 * key, the one with the lower number stays.
 *
 * @param issues ours, open and closed; if only open ones are given, no step `open` may be applied
 * @param digest hashes what an issue shows
 * @param hasChannels whether notices go to channels too
 */
export function planIssues(
  escalations: readonly Escalation[],
  issues: readonly OwnIssue[],
  digest: (escalation: Escalation) => string,
  hasChannels: boolean,
): EscalationStep[] {
  const byKey = Map.groupBy(
    [...issues].sort((a, b) => a.number - b.number),
    ({ marks }) => marks.key,
  );
  const steps: EscalationStep[] = [];
  for (const [key, [first, ...rest]] of byKey) {
    for (const issue of rest)
      if (issue.open && first) steps.push({ do: 'drop', key, issue, original: first.number });
  }
  for (const escalation of escalations) {
    const { key, notices } = escalation;
    const issue = byKey.get(key)?.[0];
    if (issue) steps.push(...planChange(escalation, issue, digest, hasChannels));
    else if (escalation.wanted === 'open')
      steps.push({ do: 'open', key, escalation, due: notices });
  }
  return steps;
}

/** Key of the one issue that lists quiet clocks. */
export const digestKey = 'digest';

/**
 * Plans the step that updates the issue of quiet clocks; undefined if it is up to date. If a person closed
 * it, it stays closed until its list changes.
 *
 * @param digest hash of its list
 */
export function planDigest(
  escalations: readonly Escalation[],
  issues: readonly OwnIssue[],
  digest: string,
): Extract<EscalationStep, { do: 'gather' }> | undefined {
  const issue = issues
    .filter(({ marks }) => marks.key === digestKey)
    .sort((a, b) => a.number - b.number)[0];
  const isWanted = escalations.length > 0;
  if (!issue) return isWanted ? { do: 'gather', key: digestKey, escalations } : undefined;
  const same = isWanted
    ? issue.marks.wish === 'open' && issue.marks.digest === digest
    : !issue.open;
  return same ? undefined : { do: 'gather', key: digestKey, issue, escalations };
}

function planChange(
  escalation: Escalation,
  issue: OwnIssue,
  digest: (escalation: Escalation) => string,
  hasChannels: boolean,
): Extract<EscalationStep, { do: 'change' }>[] {
  const { key, wanted, notices, round } = escalation;
  const { marks, open } = issue;
  const change: Extract<EscalationStep, { do: 'change' }> = {
    do: 'change',
    key,
    issue,
    escalation,
    due: [],
    unsent: false,
  };
  if (wanted === 'keep') return [];
  if (wanted === 'closed') return open ? [change] : [];
  const isAnew = round !== marks.round;
  if (!open && marks.wish === 'open' && !isAnew) return [];
  const due = isAnew ? [...notices] : listUntold(notices, marks.told);
  const unsent =
    hasChannels &&
    (isAnew || !marks.sent.has('opened') || listUntold(notices, marks.sent).length > 0);
  const same =
    open && !isAnew && due.length === 0 && !unsent && marks.digest === digest(escalation);
  return same ? [] : [{ ...change, due, unsent }];
}

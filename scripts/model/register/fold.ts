import { listEffects } from './effects.ts';
import { compareText } from '../text/compare-text.ts';
import type { Instant } from '../time/instant.ts';
import { liveStatuses } from './lifetime.ts';
import { isLifecycle, type Log } from './log.ts';
import type { Entry } from '../../../schemas/generated/records.ts';
import {
  milestones,
  regulatoryMilestones,
  type Affected,
  type FoldIssue,
  type Incident,
  type LogEntry,
  type Settings,
  type Status,
} from './register.ts';
import { isRestricted } from './restricted.ts';
import { findSeverity } from './severity.ts';

/** State of an incident derived from its timeline. */
export type Folded = Pick<
  Incident,
  | 'status'
  | 'severity'
  | 'severities'
  | 'milestones'
  | 'assumed'
  | 'resolution'
  | 'mergedInto'
  | 'endedAt'
  | 'reopened'
  | 'reassigned'
  | 'lapsed'
  | 'escalations'
  | 'roles'
  | 'pauses'
  | 'affected'
  | 'updates'
  | 'fulfilled'
  | 'regulatory'
  | 'runbookUses'
  | 'firstAt'
  | 'lastAt'
>;

/** State during folding, including the state of each service and the assignee of each task. */
interface State extends Folded {
  open: Map<string, Affected>;
  assignees: Record<string, string>;
}

const live = liveStatuses;

/**
 * States from which each lifecycle entry is valid. From any other state it is an issue and changes
 * nothing.
 */
const allowed: Partial<Record<Entry['type'], readonly Status[]>> = {
  started: [...live, 'resolved'],
  detected: [...live, 'resolved'],
  declared: [...live, 'resolved'],
  acknowledged: live,
  // A severity may be corrected, and a cause found, after the resolution.
  triaged: [...live, 'resolved'],
  identified: [...live, 'resolved'],
  mitigated: live,
  resolved: live,
  closed: ['resolved'],
  reopened: ['mitigated', 'resolved', 'closed', 'cancelled', 'merged'],
  cancelled: live,
  merged: live,
  paused: live,
  resumed: live,
};

/** Milestones that a reopening cancels. */
const lapsing = new Set(['mitigated', 'resolved', 'handled', 'closed']);

/**
 * Derives an incident's state from its log. Never throws: an entry that cannot be applied is
 * reported as an issue and leaves the state as it was.
 *
 * @param log entries in order, as `orderLog` returns them
 * @param settings for the severity matrix
 */
export function foldTimeline(
  log: Log,
  settings: Pick<Settings, 'matrix'>,
): { folded: Folded; assignees: Record<string, string>; issues: FoldIssue[] } {
  const issues: FoldIssue[] = [...log.issues];
  const state: State = {
    status: 'open',
    severities: [],
    milestones: {},
    reopened: [],
    reassigned: [],
    lapsed: [],
    escalations: [],
    roles: {},
    pauses: [],
    affected: [],
    updates: [],
    fulfilled: [],
    regulatory: [],
    runbookUses: [],
    open: new Map(),
    assignees: {},
  };
  for (const logged of log.entries) {
    if (log.superseded.has(logged)) continue;
    state.firstAt ??= logged.at;
    state.lastAt = logged.at;
    const problem = findObstacle(state, logged.entry);
    // An entry that ends the incident ends the effects that it states too.
    applyAffects(state, logged);
    if (problem) issues.push({ kind: 'illegal-transition', entry: logged, ...problem });
    else applyEntry(state, logged, settings);
  }
  const { open, assignees, ...folded } = state;
  folded.affected.push(...open.values());
  folded.affected.sort(compareSpans);
  return { folded, assignees, issues };
}

/** Compares spans by their start, then by service. */
export function compareSpans(a: Affected, b: Affected): number {
  return a.from - b.from || compareText(a.service, b.service);
}

function findObstacle(state: State, entry: Entry): { message: string; help: string } | undefined {
  const from = allowed[entry.type];
  if (from && !from.includes(state.status)) {
    return {
      message: `\`${entry.type}\` is not valid here: the incident is ${state.status} at that time.`,
      help: explainObstacle(state.status, entry.type),
    };
  }
  const paused = state.pauses.at(-1)?.to === undefined && state.pauses.length > 0;
  if (entry.type === 'paused' && paused) {
    return {
      message: 'The clock is already paused.',
      help: 'Remove this entry, or add a `resumed` entry before it.',
    };
  }
  if (entry.type === 'resumed' && !paused) {
    return {
      message: 'The clock is not paused.',
      help: 'Remove this entry, or add a `paused` entry before it.',
    };
  }
  return undefined;
}

function explainObstacle(status: Status, type: Entry['type']): string {
  if (type === 'closed')
    return 'Add a `resolved` entry before it, or use `cancelled` for a false alarm.';
  if (type === 'reopened') return 'Remove it: only an incident that has ended can be reopened.';
  if (live.includes(status)) return 'Correct its `at` or its `type`.';
  return `Add a \`reopened\` entry before it, or correct its \`at\`: only a reopening can follow \`${status}\`.`;
}

function applyEntry(
  state: State,
  { entry, at }: LogEntry,
  settings: Pick<Settings, 'matrix'>,
): void {
  if (isLifecycle(entry.type)) applyLifecycle(state, entry, at, settings);
  for (const clock of entry.fulfils ?? []) state.fulfilled.push({ at, clock });
  switch (entry.type) {
    case 'assigned':
    case 'handed-over':
      applyAssignment(state, entry, at);
      break;
    case 'escalated':
      if (entry.kind && entry.to !== undefined)
        state.escalations.push({ at, kind: entry.kind, to: entry.to });
      break;
    case 'paused':
      state.pauses.push({ from: at, reason: readReason(entry) ?? '' });
      break;
    case 'resumed':
      endPause(state, at);
      break;
    case 'update':
      // White space is no message, so it does not count as an update.
      if (entry.note?.trim() === '') break;
      state.updates.push({
        at,
        audience: entry.audience ?? 'internal',
        status: entry.status ?? '',
      });
      break;
    case 'runbook':
      if (entry.outcome) {
        state.runbookUses.push({
          at,
          outcome: entry.outcome,
          ...(entry.runbook !== undefined && { runbook: entry.runbook }),
        });
      }
      break;
  }
}

function applyAssignment(state: State, { type, role, task, to }: Entry, at: Instant): void {
  if (to === undefined) return;
  const assign = (holders: Record<string, string>, key: string | undefined): void => {
    if (key === undefined) return;
    if (Object.hasOwn(holders, key) && holders[key] !== to) state.reassigned.push(at);
    holders[key] = to;
  };
  assign(state.roles, role);
  if (type === 'assigned') assign(state.assignees, task);
}

function applyLifecycle(
  state: State,
  entry: Entry,
  at: Instant,
  settings: Pick<Settings, 'matrix'>,
): void {
  const milestone = milestones.find((name) => name === entry.type);
  if (milestone && state.milestones[milestone] === undefined) {
    state.milestones[milestone] = at;
    const assumed = readText(entry, entry.assumed);
    if (assumed !== undefined) state.assumed = { ...state.assumed, [milestone]: assumed };
  }
  const type = regulatoryMilestones.find((name) => name === entry.type);
  if (type) {
    const { regulation } = entry;
    state.regulatory.push({ at, type, ...(regulation !== undefined && { regulation }) });
  }
  switch (entry.type) {
    case 'acknowledged':
      if (state.status === 'open') state.status = 'acknowledged';
      break;
    case 'triaged':
      applyTriage(state, entry, at, settings);
      break;
    case 'mitigated':
      state.status = 'mitigated';
      break;
    case 'resolved':
      state.status = 'resolved';
      if (entry.resolution) state.resolution = entry.resolution;
      endEffects(state, at);
      break;
    case 'closed':
      state.status = 'closed';
      break;
    case 'cancelled':
    case 'merged':
      state.status = entry.type;
      state.endedAt = at;
      if (entry.into !== undefined) state.mergedInto = entry.into;
      endEffects(state, at);
      break;
    case 'reopened': {
      const { mitigated, resolved } = state.milestones;
      state.status = 'open';
      state.reopened.push(at);
      state.lapsed.push({
        ...(mitigated !== undefined && { mitigated }),
        ...(resolved !== undefined && { resolved }),
        ...(state.endedAt !== undefined && { endedAt: state.endedAt }),
      });
      state.milestones = cutLapsing(state.milestones);
      const assumed = cutLapsing(state.assumed ?? {});
      delete state.assumed;
      if (Object.keys(assumed).length > 0) state.assumed = assumed;
      delete state.resolution;
      delete state.endedAt;
      delete state.mergedInto;
      break;
    }
  }
}

function readReason(entry: Entry): string | undefined {
  return isRestricted(entry) ? 'restricted' : entry.reason;
}

function cutLapsing<T extends object>(known: T): T {
  return Object.fromEntries(Object.entries(known).filter(([name]) => !lapsing.has(name))) as T;
}

/** The state is shown everywhere: the texts of a restricted entry are no part of it. */
function readText(entry: Entry, text: string | undefined): string | undefined {
  return text !== undefined && isRestricted(entry) ? 'restricted' : text;
}

function applyTriage(
  state: State,
  entry: Entry,
  at: Instant,
  settings: Pick<Settings, 'matrix'>,
): void {
  const { impact = '', urgency = '' } = entry;
  const reason = readReason(entry);
  const severity = entry.severity ?? findSeverity(settings, impact, urgency);
  // Another rule reports an impact or urgency that the matrix does not have.
  if (severity === undefined) return;
  state.severity = severity;
  state.severities.push({ at, severity, impact, urgency, ...(reason !== undefined && { reason }) });
}

function endEffects(state: State, at: Instant): void {
  endPause(state, at);
  clearEffects(state, at);
}

function clearEffects(state: State, at: Instant): void {
  for (const span of state.open.values()) endSpan(state, span, at);
  state.open.clear();
}

function endPause(state: State, at: Instant): void {
  const pause = state.pauses.at(-1);
  if (pause && pause.to === undefined) pause.to = at;
}

function endSpan(state: State, span: Affected, to: Instant): void {
  if (to > span.from) state.affected.push({ ...span, to });
}

/** Returns the newest entry that names a service, even if its type could not be applied. */
function applyAffects(state: State, { entry, at }: LogEntry): void {
  if (entry.affects === 'none') clearEffects(state, at);
  for (const [service, serviceState] of listEffects(entry)) {
    const span = state.open.get(service);
    if (span?.state === serviceState) continue;
    if (span) endSpan(state, span, at);
    if (serviceState === 'operational') state.open.delete(service);
    else state.open.set(service, { service, state: serviceState, from: at });
  }
}

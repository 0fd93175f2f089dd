import type { Edition } from '../../model/edition/cut.ts';
import { formatDuration, hour, type Duration } from '../../model/time/duration.ts';
import type { Incident, LastRead } from '../../model/register/register.ts';
import type { Instant } from '../../model/time/instant.ts';
import { formatInZone } from '../../model/time/zone.ts';
import type { Clock } from '../../model/sla/clock.ts';
import { evaluateClocks } from '../../model/sla/evaluate.ts';
import { readTargets } from '../../model/sla/targets.ts';
import { listUnevaluated } from '../../model/sla/unevaluated.ts';
import { compareUrgency, isPending } from '../../model/sla/urgency.ts';
import { wilson, type Interval } from '../../model/statistic/interval.ts';
import type { Route } from './draft.ts';
import { listMonths } from './kpis.ts';

/** An SLA clock, as a page shows it. */
export interface ClockRow {
  incident: string;
  incidentTitle: string;
  /** True if the incident has no page, because it cannot be read. */
  isUnread?: true;
  /** Present if its files cannot be read now: the commit that it is shown as of. */
  lastRead?: LastRead;
  key: string;
  title: string;
  state: Clock['state'];
  severity?: string;
  /** Article that sets the deadline, and the milestone or filing that it counts from. */
  law?: string;
  basis?: string;
  /** Time that the SLA target allows. */
  target?: Duration;
  due?: Instant;
  stopped?: Instant;
  /** Elapsed time from now, or from when it stopped, until it is due; negative if it is late. */
  left?: Duration;
  reason?: string;
}

/** SLA compliance for one kind of clock, month by month. */
export interface Compliance {
  kind: string;
  title: string;
  met: number;
  of: number;
  /** Wilson's 95 % interval of the share. */
  interval?: Interval;
  months: { month: string; met: number; of: number }[];
}

/** The page of SLA clocks. */
export interface SlaPage {
  /** Clocks that are not stopped, the most urgent first. */
  pending: ClockRow[];
  compliance: Compliance[];
  months: string[];
  /** Number of breaches in these months. */
  breachCount: number;
  /** The newest breaches. */
  breaches: ClockRow[];
  /** Instant at which clocks were last checked on GitHub; late after an hour, since a run every five minutes may be skipped. */
  checked?: { at: Instant; isLate: boolean };
}

/** Maximum number of breaches on the page. */
const maxBreaches = 50;

/** Lists the page of SLA clocks. */
export const listSlaPage: Route<SlaPage> = ({ edition, checked }) => [
  { page: '/sla/', load: () => buildSlaPage(edition, checked) },
];

const kinds: [Clock['kind'], string][] = [
  ['acknowledge', 'Acknowledge'],
  ['update', 'Updates'],
  ['mitigate', 'Mitigate'],
  ['resolve', 'Resolve'],
  ['postmortem', 'Postmortem'],
  ['action', 'Actions'],
  ['regulation', 'Regulations'],
];

/**
 * Builds the page of SLA clocks: their states, and SLA compliance in the last twelve months.
 *
 * @param checked when clocks were last checked on GitHub
 */
export function buildSlaPage({ register, now }: Edition, checked?: Instant): SlaPage {
  const zone = register.settings.organisation.timezone;
  const targets = readTargets(register, now);
  const clocks = [...register.incidents.values()].flatMap((incident) =>
    evaluateClocks(incident, targets, now).map((clock) => ({ clock, source: incident })),
  );
  const unknown = listUnevaluated(register).map((clock) => ({ clock, source: undefined }));
  const months = listMonths(now, zone);
  const decided = clocks.flatMap(({ clock, source }) => {
    const at = findDecision(clock);
    const month = at === undefined ? '' : formatInZone(at, zone).slice(0, 7);
    return at !== undefined && months.includes(month) ? [{ clock, source, month, at }] : [];
  });
  const breached = decided.filter(({ clock }) => clock.state === 'breached');
  return {
    months,
    pending: [...clocks, ...unknown]
      .filter(({ clock }) => isPending(clock))
      .sort((a, b) => compareUrgency(a.clock, b.clock))
      .map(({ clock, source }) => toClockRow(clock, source, now)),
    compliance: kinds.flatMap(([kind, title]) => {
      const own = decided.filter(({ clock }) => clock.kind === kind);
      const met = own.filter(({ clock }) => clock.state === 'met').length;
      if (own.length === 0) return [];
      const interval = wilson(met, own.length);
      const byMonth = months.map((month) => {
        const rows = own.filter((row) => row.month === month);
        const metThen = rows.filter(({ clock }) => clock.state === 'met').length;
        return { month, met: metThen, of: rows.length };
      });
      return [{ kind, title, met, of: own.length, ...(interval && { interval }), months: byMonth }];
    }),
    breachCount: breached.length,
    breaches: breached
      .sort((a, b) => b.at - a.at)
      .slice(0, maxBreaches)
      .map(({ clock, source }) => toClockRow(clock, source, now)),
    ...(checked !== undefined && { checked: { at: checked, isLate: now - checked > hour } }),
  };
}

/** Indexes the SLA clocks of each incident by its id. */
export function indexClocks({ register, now }: Edition): (id: string) => ClockRow[] {
  const targets = readTargets(register, now);
  return (id) => {
    const incident = register.incidents.get(id);
    if (!incident) return [];
    return evaluateClocks(incident, targets, now).map((clock) => toClockRow(clock, incident, now));
  };
}

/** Indexes the most urgent SLA clock of each incident by its id; undefined if nothing is due. */
export function indexDeadlines({ register, now }: Edition): (id: string) => ClockRow | undefined {
  const targets = readTargets(register, now);
  return (id) => {
    const incident = register.incidents.get(id);
    const [first] = (incident ? evaluateClocks(incident, targets, now) : [])
      .filter((clock) => isPending(clock) && clock.due !== undefined)
      .sort(compareUrgency);
    return first && incident && toClockRow(first, incident, now);
  };
}

/** Formats the time between now, or the end of a clock, and when it is or was due. */
export function formatMargin({ left, stopped, state }: ClockRow): string {
  if (left === undefined) return state === 'paused' ? 'paused' : '–';
  const length = formatDuration(Math.abs(left));
  if (stopped !== undefined) return state === 'met' ? `${length} to spare` : `${length} late`;
  return left > 0 ? `${length} left` : `${length} late`;
}

/** Finds when a clock was met or breached; undefined if neither. */
function findDecision({ state, stopped, breachedAt }: Clock): Instant | undefined {
  if (state === 'met') return stopped;
  return state === 'breached' ? breachedAt : undefined;
}

/** Part of an incident that the rows of its clocks show. */
type ClockSource = Pick<Incident, 'title' | 'lastRead'>;

function toClockRow(clock: Clock, source: ClockSource | undefined, now: Instant): ClockRow {
  const { incident, key, state, severity, target, law, basis, due, stopped, reason } = clock;
  return {
    incident,
    incidentTitle: source?.title ?? incident,
    ...(source?.lastRead && { lastRead: source.lastRead }),
    ...(!source && { isUnread: true }),
    key,
    title: clock.kind === 'action' ? `Action: ${clock.title}` : clock.title,
    state,
    ...(severity !== undefined && { severity }),
    ...(law !== undefined && { law }),
    ...(law !== undefined && basis !== undefined && { basis }),
    ...(target !== undefined && { target }),
    ...(due !== undefined && { due, left: due - (stopped ?? now) }),
    ...(stopped !== undefined && { stopped }),
    ...(reason !== undefined && { reason }),
  };
}

import { computeKpis } from '../../model/kpis/compute.ts';
import { formatValue } from '../../model/kpis/format.ts';
import { day, formatDuration } from '../../model/time/duration.ts';
import { describeEntry } from '../../model/register/describe-entry.ts';
import type { Finding } from '../../model/register/finding.ts';
import type { Instant } from '../../model/time/instant.ts';
import { findStart } from '../../model/register/lifetime.ts';
import { canonicalEntry } from '../../model/register/log.ts';
import type { Incident, LogEntry, Register } from '../../model/register/register.ts';
import { indexSimilar } from '../../model/register/similar.ts';
import { formatInZone } from '../../model/time/zone.ts';
import { evaluateClocks } from '../../model/sla/evaluate.ts';
import { readTargets } from '../../model/sla/targets.ts';
import { compareUrgency, isPending } from '../../model/sla/urgency.ts';
import { quoteText } from '../../model/text/quote.ts';

/** Records before a pull request and with it, and the findings in the files that it changes. */
export interface PullRequestRecords {
  before: Register;
  after: Register;
  findings: readonly Finding[];
  now: Instant;
  /** The entries of an incident, in order, as they are on one side. */
  readLog: (side: 'before' | 'after', incident: Incident) => readonly LogEntry[];
}

/** Limits of the comment, which says what it leaves out. */
const max = { incidents: 10, findings: 20, entries: 40, characters: 60_000 };

/**
 * Summarises a pull request for its reviewers: findings, changes in words, SLA clocks, similar incidents
 * and KPIs that differ.
 */
export function summariseProposal(proposal: PullRequestRecords): string {
  const { before, after, findings, now, readLog } = proposal;
  const changed = listChanged(before, after);
  const newest = [...after.incidents.values()].sort(
    (a, b) => (findStart(b) ?? 0) - (findStart(a) ?? 0),
  );
  const findSimilar = indexSimilar(newest);
  const parts = [
    describeFindings(findings),
    ...changed
      .slice(0, max.incidents)
      .map(({ old, incident }) =>
        [
          `### ${quoteText(incident.title, 150)} (\`${incident.id}\`)`,
          describeChange(old, incident, after),
          ...describeClocks(incident, after, now),
          ...describeSimilar(findSimilar(incident)),
          ...describeTimeline(
            readLog('after', incident),
            old ? readLog('before', old) : [],
            after.settings.organisation.timezone,
          ),
        ].join('\n\n'),
      ),
    ...(changed.length > max.incidents
      ? [`… and ${changed.length - max.incidents} more incidents.`]
      : []),
    ...describeRemoved(before, after),
    ...describeFigures(before, after, now),
  ];
  if (parts.length === 1 && changed.length === 0) parts.push('It changes no incident.');
  return parts.join('\n\n').slice(0, max.characters);
}

function listChanged(before: Register, after: Register): { old?: Incident; incident: Incident }[] {
  return [...after.incidents.values()].flatMap((incident) => {
    const old = before.incidents.get(incident.id);
    if (old?.hash === incident.hash) return [];
    return [{ incident, ...(old && { old }) }];
  });
}

function describeFindings(findings: readonly Finding[]): string {
  if (findings.length === 0) return 'The files that it changes have no findings.';
  const count = (level: Finding['level'], word: string): string[] => {
    const number = findings.filter((finding) => finding.level === level).length;
    return number === 0 ? [] : [`${number} ${word}${number === 1 ? '' : 's'}`];
  };
  const lines = findings
    .slice(0, max.findings)
    .map(
      ({ level, rule, path, line, message }) =>
        `- ${level} in \`${path.replaceAll('`', '')}\`${line === undefined ? '' : `, line ${line}`}: ${quoteText(message, 300)} (${rule})`,
    );
  return [
    `**${[...count('error', 'error'), ...count('warning', 'warning')].join(' and ')}** in the files that it changes:`,
    '',
    ...lines,
    ...(findings.length > max.findings ? [`- … and ${findings.length - max.findings} more`] : []),
  ].join('\n');
}

function describeChange(old: Incident | undefined, incident: Incident, after: Register): string {
  const { timezone } = after.settings.organisation;
  const start = findStart(incident);
  const facts: string[] = [];
  const compare = (what: string, was: string | undefined, is: string | undefined): void => {
    if (old && was === is) return;
    if (!old && is === undefined) return;
    facts.push(`- ${what}: ${old ? `${was ?? 'none'} → ` : ''}${is ?? 'none'}`);
  };
  if (!old) {
    facts.push(
      `- new, ${incident.kind}${start === undefined ? '' : `, began ${formatInZone(start, timezone)} (${timezone})`}`,
    );
  }
  compare('status', old?.status, incident.status);
  compare('severity', old?.severity, incident.severity);
  compare('services', old?.services.join(', '), incident.services.join(', '));
  compare('resolution', old?.resolution, incident.resolution);
  compare('commander', old?.roles['commander'], incident.roles['commander']);
  compare('postmortem', old?.postmortem?.standing, incident.postmortem?.standing);
  const entries = incident.entries - (old?.entries ?? 0);
  if (entries !== 0) {
    const word = Math.abs(entries) === 1 ? 'entry' : 'entries';
    facts.push(`- ${Math.abs(entries)} ${entries > 0 ? 'more' : 'fewer'} timeline ${word}`);
  }
  const actions = (one: Incident | undefined): number => one?.postmortem?.actions.length ?? 0;
  if (actions(incident) !== actions(old))
    facts.push(`- actions: ${actions(old)} → ${actions(incident)}`);
  return facts.length > 0 ? facts.join('\n') : '- text only';
}

function describeClocks(incident: Incident, register: Register, now: Instant): string[] {
  const { timezone } = register.settings.organisation;
  const clocks = evaluateClocks(incident, readTargets(register, now), now)
    .filter((clock) => isPending(clock) || clock.state === 'breached')
    .sort(compareUrgency)
    .slice(0, 8);
  if (clocks.length === 0) return [];
  const lines = clocks.map(
    ({ title, state, due }) =>
      `- ${quoteText(title, 100)}: ${state}${due === undefined ? '' : `, due ${formatInZone(due, timezone)}`}`,
  );
  return [['SLA clocks:', '', ...lines].join('\n')];
}

function describeSimilar(similar: readonly Incident[]): string[] {
  if (similar.length === 0) return [];
  const lines = similar.map(
    ({ id, title, resolution }) =>
      `- ${quoteText(title, 120)} (\`${id}\`)${resolution === undefined ? '' : `: ${resolution}`}`,
  );
  return [['Similar incidents:', '', ...lines].join('\n')];
}

/** Formats the timeline as it would be, with the new entries marked. */
function describeTimeline(
  log: readonly LogEntry[],
  old: readonly LogEntry[],
  timezone: string,
): string[] {
  const known = new Set(old.map(({ entry }) => canonicalEntry(entry)));
  const isNew = ({ entry }: LogEntry): boolean => !known.has(canonicalEntry(entry));
  if (!log.some(isNew)) return [];
  const rows = log.slice(-max.entries).map((logged) => {
    const { at, entry } = logged;
    const cells = [formatInZone(at, timezone), entry.type, entry.by ?? '', describeEntry(entry)];
    return `| ${isNew(logged) ? '+' : ''} | ${cells.map((cell) => quoteText(cell, 200)).join(' | ')} |`;
  });
  const cut = log.length > rows.length ? `, the last ${rows.length} of ${log.length} entries` : '';
  return [
    [
      `<details><summary>Timeline with these changes (${quoteText(timezone)})${cut}</summary>`,
      '',
      '| | at | type | by | what |',
      '| --- | --- | --- | --- | --- |',
      ...rows,
      '',
      '</details>',
    ].join('\n'),
  ];
}

function describeRemoved(before: Register, after: Register): string[] {
  const gone = [...before.incidents.keys()].filter((id) => !after.incidents.has(id));
  if (gone.length === 0) return [];
  const shown = gone.slice(0, max.incidents).map((id) => `\`${id}\``);
  return [
    `**Removed or no longer readable:** ${shown.join(', ')}${gone.length > shown.length ? ' …' : ''}`,
  ];
}

/** Lists the KPIs of the last year whose value or number of cases differs with the pull request. */
function describeFigures(before: Register, after: Register, now: Instant): string[] {
  const span = { from: now - 365 * day, to: now };
  const old = new Map(
    computeKpis(before, { span, now }).map((result) => [result.name, result] as const),
  );
  const rows = computeKpis(after, { span, now }).flatMap((result) => {
    const was = old.get(result.name);
    if (was?.value === result.value && was?.n === result.n) return [];
    const show = (value: number | undefined): string => formatValue(value, result.unit);
    return [
      `| ${result.title} | ${show(was?.value)} (${was?.n ?? 0}) | ${show(result.value)} (${result.n}) |`,
    ];
  });
  if (rows.length === 0) return [];
  return [
    [
      `KPIs that differ (last ${formatDuration(365 * day)}, number of cases in brackets):`,
      '',
      '| KPI | before | after |',
      '| --- | --- | --- |',
      ...rows,
    ].join('\n'),
  ];
}

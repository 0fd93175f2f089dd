import type { SettingsRecord } from '../../../schemas/generated/records.ts';
import type { Settings } from './register.ts';
import { expandRegulation } from './regulations.ts';

const severities: Settings['severities'] = [
  { id: 'SEV1', name: 'Critical', postmortem: true },
  { id: 'SEV2', name: 'Major', postmortem: true },
  { id: 'SEV3', name: 'Minor' },
  { id: 'SEV4', name: 'Low' },
];

const matrix: Settings['matrix'] = {
  high: { high: 'SEV1', medium: 'SEV2', low: 'SEV3' },
  medium: { high: 'SEV2', medium: 'SEV3', low: 'SEV4' },
  low: { high: 'SEV3', medium: 'SEV4', low: 'SEV4' },
};

const categories: Settings['categories'] = [
  { id: 'capacity', name: 'Capacity' },
  { id: 'change', name: 'Change' },
  { id: 'configuration', name: 'Configuration' },
  { id: 'data', name: 'Data' },
  { id: 'dependency', name: 'Dependency or vendor' },
  { id: 'hardware', name: 'Hardware' },
  { id: 'network', name: 'Network' },
  { id: 'security', name: 'Security' },
  { id: 'software', name: 'Software defect' },
  { id: 'unknown', name: 'Unknown' },
];

const factors: Settings['factors'] = [
  { id: 'communication', name: 'Communication' },
  { id: 'design', name: 'Design' },
  { id: 'documentation', name: 'Documentation' },
  { id: 'monitoring', name: 'Monitoring' },
  { id: 'process', name: 'Process' },
  { id: 'testing', name: 'Testing' },
  { id: 'third-party', name: 'Third party' },
];

const roles: Settings['roles'] = [
  { id: 'commander', name: 'Incident commander' },
  { id: 'communications', name: 'Communications lead' },
  { id: 'operations', name: 'Operations lead' },
  { id: 'responder', name: 'Responder' },
  { id: 'scribe', name: 'Scribe' },
];

/** Returns the settings in force: sitrep.yaml, with defaults for everything it leaves out. */
export function fillSettings(record?: SettingsRecord): Settings {
  const { organisation, site } = record ?? {};
  return {
    organisation: { name: 'Incidents', timezone: 'UTC', locale: 'en', ...organisation },
    severities: record?.severities ?? severities,
    matrix: record?.matrix ?? matrix,
    categories: record?.categories ?? categories,
    factors: record?.factors ?? factors,
    roles: record?.roles ?? roles,
    calendars: record?.calendars ?? {},
    sla: record?.sla ?? [],
    warn_at: record?.warn_at ?? 0.8,
    judge_imports: record?.judge_imports ?? false,
    reviews: record?.reviews ?? { default: { approvals: 1 } },
    regulations: (record?.regulations ?? []).map(expandRegulation),
    escalation: { digest: [], channels: [], ...record?.escalation },
    delivery: record?.delivery ?? 'files',
    intake: fillIntake(record),
    site: {
      title: organisation?.name ?? 'Incidents',
      base: '/',
      languages: ['en'],
      editions: ['internal'],
      ...site,
    },
    kpi: fillKpi(record?.kpi),
    rules: record?.rules ?? {},
    exceptions: record?.exceptions ?? [],
  };
}

function fillKpi({
  weights,
  first_time_fix,
  ...pairs
}: SettingsRecord['kpi'] = {}): Settings['kpi'] {
  return {
    weights: { 'major-outage': 1, 'partial-outage': 0.5, degraded: 0, ...weights },
    firstTimeFix: { reassignment: false, ...first_time_fix },
    // The schema allows nothing else.
    pairs: pairs as Settings['kpi']['pairs'],
  };
}

function fillIntake(record?: SettingsRecord): Settings['intake'] {
  const ids = (record?.categories ?? categories).map(({ id }) => id);
  return {
    group_within: '10m',
    group_by: 'service',
    reopen_within: '30m',
    resolve: true,
    resolution: 'fixed',
    category: ids.includes('unknown') ? 'unknown' : (ids[0] ?? 'unknown'),
    service_labels: ['service', 'app', 'application', 'job', 'project', 'component'],
    services: [],
    senders: [],
    effects: { critical: 'major-outage', warning: 'degraded' },
    ...record?.intake,
  };
}

import type { Finding } from './finding.ts';
import type { Instant } from '../time/instant.ts';
import type {
  Action,
  AlertRoute,
  AlertSender,
  Calendar,
  Channel,
  Entry,
  Exception,
  ImportSource,
  IncidentRecord,
  KpiFirstTimeFix,
  KpiPair,
  KpiWeights,
  MaintenanceRecord,
  Member,
  PostmortemRecord,
  ProblemRecord,
  ReportRecord,
  ReviewPolicy,
  RunbookRecord,
  ServiceRecord,
  SeverityLevel,
  SlaPolicy,
  Task,
  TeamRecord,
  Term,
} from '../../../schemas/generated/records.ts';
import type { Regulation } from './regulations.ts';

/** Kinds of files in the data root, known from their path alone. */
export type Kind =
  | 'settings'
  | 'service'
  | 'team'
  | 'incident'
  | 'timeline'
  | 'fragment'
  | 'postmortem'
  | 'runbook'
  | 'problem'
  | 'maintenance'
  | 'report';

export type Status =
  'open' | 'acknowledged' | 'mitigated' | 'resolved' | 'closed' | 'cancelled' | 'merged';

export const milestones = [
  'started',
  'detected',
  'aware',
  'declared',
  'acknowledged',
  'triaged',
  'classified',
  'identified',
  'fix-available',
  'mitigated',
  'resolved',
  'handled',
  'closed',
  'reclassified',
] as const;
export type Milestone = (typeof milestones)[number];

/** Milestones that only regulations count from. Each may concern one regulation, or all of them. */
export const regulatoryMilestones = [
  'aware',
  'classified',
  'reclassified',
  'handled',
  'fix-available',
] as const satisfies readonly Milestone[];
export type RegulatoryMilestone = (typeof regulatoryMilestones)[number];

/** A state of a service that an entry can give. */
export type StatedState =
  'operational' | 'degraded' | 'partial-outage' | 'major-outage' | 'maintenance';

/**
 * State of a service. `affected` means that an incident names it but nobody stated the degree;
 * `unknown` means that the record of a live incident that names it cannot be read; `no-data` means that
 * the records do not cover that time.
 */
export type ServiceState = StatedState | 'affected' | 'unknown' | 'no-data';

/** A timeline entry with its place and time. */
export interface LogEntry {
  entry: Entry;
  /** The entry's own id, or a fragment's file name; undefined for an entry without one. */
  id?: string;
  at: Instant;
  path: string;
  /** JSON pointer of the entry in its file. */
  pointer: string;
}

/** An entry that the fold could not apply: it stays in the log and does not change the state. */
export interface FoldIssue {
  kind: 'illegal-transition' | 'duplicate-id' | 'unknown-supersedes' | 'supersedes-cycle';
  entry: LogEntry;
  message: string;
  help: string;
}

/** Period in which a service was in a state other than operational. */
export interface Affected {
  service: string;
  state: Exclude<ServiceState, 'operational' | 'unknown' | 'no-data'>;
  from: Instant;
  /** Undefined while it continues. */
  to?: Instant;
}

/** Reference to another record, to be looked up once all records are read. */
export interface Reference extends ReferenceTarget {
  path: string;
  pointer?: string;
  /** One-based line and column, and the address as written, for a link in a body. */
  line?: number;
  column?: number;
  words?: string;
}
export interface ReferenceTarget {
  kind: 'service' | 'team' | 'person' | 'party' | 'runbook' | 'problem' | 'incident' | 'file';
  id: string;
}

/** Part of a postmortem in the register: everything except its text. */
export interface Postmortem extends Omit<PostmortemRecord, 'five_whys' | 'lessons'> {
  path: string;
  /** SHA-256 of the text that approvals refer to. */
  digest: string;
  actions: Action[];
  /** Its whys and what went poorly, which a rule searches for people. */
  naming?: { pointer: string; text: string }[];
  /**
   * draft and in-review are written; approved and amended are derived from approvals and the review
   * policy.
   */
  standing: 'draft' | 'in-review' | 'approved' | 'amended';
}

/**
 * An incident folded from its files: plain data without bodies or notes, so that tens of thousands
 * fit in memory and in a cache. Texts are read when an incident is shown.
 */
export interface Incident {
  id: string;
  /** Folder, relative to the data root. */
  path: string;
  /** Digest over the blob hashes of all its files: it changes with every byte. */
  hash: string;
  title: string;
  summary: string;
  services: string[];
  category: string;
  channel: IncidentRecord['channel'];
  visibility: 'internal' | 'public';
  kind: 'incident' | 'near-miss' | 'exercise';
  tags: string[];
  aliases: string[];
  runbooks: string[];
  problem?: string;
  related: NonNullable<IncidentRecord['related']>;
  tasks: Task[];
  csat: NonNullable<IncidentRecord['csat']>;
  customers?: NonNullable<IncidentRecord['customers']>;

  status: Status;
  /** Newest severity; undefined until triaged. */
  severity?: string;
  /** Severity from each time on. */
  severities: { at: Instant; severity: string; impact: string; urgency: string; reason?: string }[];
  /**
   * The first of each; mitigated, resolved and closed since the newest `reopened`, which cancels
   * them.
   */
  milestones: Partial<Record<Milestone, Instant>>;
  /** Milestones whose time an importer assumed, with the reason; undefined if there are none. */
  assumed?: Partial<Record<Milestone, string>>;
  /** Origin of an imported incident, with the time of its first import. */
  source?: Omit<ImportSource, 'imported'> & { imported: Instant };
  resolution?: NonNullable<Entry['resolution']>;
  mergedInto?: string;
  /** When it was cancelled or merged. */
  endedAt?: Instant;
  reopened: Instant[];
  /** When a role or task passed from one person to another. */
  reassigned: Instant[];
  /** Ends that were cancelled by a reopening, in the order of `reopened`. */
  lapsed: { mitigated?: Instant; resolved?: Instant; endedAt?: Instant }[];
  escalations: { at: Instant; kind: 'functional' | 'hierarchical' | 'vendor'; to: string }[];
  /** Current holder of each role. */
  roles: Record<string, string>;
  pauses: { from: Instant; to?: Instant; reason: string }[];
  affected: Affected[];
  updates: { at: Instant; audience: 'internal' | 'public' | 'restricted'; status: string }[];
  /** Regulatory clocks fulfilled, as regulation/clock. */
  fulfilled: { at: Instant; clock: string }[];
  /** Every milestone that regulations count from, with the regulation that it concerns if it names one. */
  regulatory: { at: Instant; type: RegulatoryMilestone; regulation?: string }[];
  runbookUses: { at: Instant; runbook?: string; outcome: 'worked' | 'wrong' | 'missing' }[];
  /** Times of the first and last entry that counts; undefined for an empty timeline. */
  firstAt?: Instant;
  lastAt?: Instant;
  /** Time of the newest entry, for comparison with the present. */
  latest?: { at: Instant; path: string; pointer: string };
  /** Number of entries in the log, and of live fragments among them. */
  entries: number;
  fragments: number;
  postmortem?: Postmortem;
  references: Reference[];
  /** Present if its files cannot be read now: everything else is as of a commit. */
  lastRead?: LastRead;
}

/** Commit in which an incident could last be read, and what is broken since. */
export interface LastRead {
  commit: string;
  /** Time of the commit. */
  at: Instant;
  /** First of its files that cannot be read now. */
  broken: string;
}

/** A record that is one file: its front matter or YAML, and its place. */
export type Filed<T> = T & { id: string; path: string; hash: string };

export type Service = Filed<ServiceRecord>;
export type Team = Filed<TeamRecord>;
export type Runbook = Filed<RunbookRecord>;
export type Problem = Filed<ProblemRecord>;
export type Maintenance = Filed<MaintenanceRecord>;
export type Report = Filed<ReportRecord>;

/** Settings that pages show or figures depend on, with all defaults filled in. */
export interface RecordSettings {
  organisation: { name: string; url?: string; timezone: string; locale: string };
  /** From worst to least. */
  severities: SeverityLevel[];
  /** impact → urgency → severity id, both worst first. */
  matrix: Record<string, Record<string, string>>;
  categories: Term[];
  factors: Term[];
  roles: Term[];
  calendars: Record<string, Calendar>;
  sla: SlaPolicy[];
  warn_at: number;
  /** True if policies also judge what happened before an incident was imported. */
  judge_imports: boolean;
  reviews: Record<string, ReviewPolicy>;
  regulations: Regulation[];
  site: {
    title: string;
    url?: string;
    base: string;
    repository?: string;
    publish_internal?: string;
    accent?: number;
    since?: string;
    stale_after?: string;
    languages: ('en' | 'de' | 'nl')[];
    editions: ('internal' | 'public')[];
  };
  kpi: {
    /** Share of a service that each state takes away. */
    weights: Required<KpiWeights>;
    firstTimeFix: Required<KpiFirstTimeFix>;
    /** Custom KPIs by name. */
    pairs: Record<string, KpiPair>;
  };
}

/** All settings: those of records, and those that only checks, inputs and automation read. */
export interface Settings extends RecordSettings {
  escalation: { digest: string[]; channels: Channel[] };
  /** Default delivery of files that commands wrote. */
  delivery: 'files' | 'commit' | 'push' | 'pull-request';
  intake: {
    group_within: string;
    group_by: 'service' | 'dependencies';
    reopen_within: string;
    resolve: boolean;
    resolution: NonNullable<Entry['resolution']>;
    category: string;
    service_labels: string[];
    /** Effect on users by the sender's severity of an alert. */
    effects: Readonly<Record<string, StatedState>>;
    services: AlertRoute[];
    senders: AlertSender[];
  };
  rules: Record<string, 'error' | 'warning' | 'off'>;
  exceptions: Exception[];
}

/** A file that could not become part of the register, and the reason. */
export interface LeftOut {
  path: string;
  reason: string;
  findings: Finding[];
}

/** An incident that may be live and of which a file cannot be read, as far as its raw text tells. */
export interface UnreadIncident {
  id: string;
  /** Folder, relative to the data root. */
  path: string;
  /** When it began: its first instant, or the day of its id; undefined if neither can be read. */
  from?: Instant;
  /** Services of the catalog that its text names. */
  services: string[];
}

/** Every record by id, incidents folded, and what was left out with the reason. */
export interface Records {
  settings: RecordSettings;
  incidents: Map<string, Incident>;
  services: Map<string, Service>;
  teams: Map<string, Team>;
  /** All team members by handle. */
  people: Map<string, Member & { team: string }>;
  runbooks: Map<string, Runbook>;
  problems: Map<string, Problem>;
  maintenance: Map<string, Maintenance>;
  reports: Map<string, Report>;
  leftOut: LeftOut[];
  /** Incidents that may be live and cannot be read whole: nobody knows what they affect. */
  unread: UnreadIncident[];
}

/** The model: records, and what only checks, inputs and automation need. */
export interface Register extends Records {
  settings: Settings;
  /**
   * Links in the texts of single-file records; those of an incident are among its other references.
   */
  links: Reference[];
  /** Every file of the data root, relative to it. */
  files: Set<string>;
  /** Foreign id → our id. */
  aliases: Map<string, string>;
}

// Generated from schemas/*.schema.json by `npm run types`. Do not edit.

/**
 * timeline.yaml: entries, oldest first. The incident's state is derived from them. A file in timeline/ contains one such entry, or a list of them.
 */
export type Timeline = Entry[];

/**
 * Every record kind by name.
 */
export interface Records {
  incident: IncidentRecord;
  maintenance: MaintenanceRecord;
  postmortem: PostmortemRecord;
  problem: ProblemRecord;
  report: ReportRecord;
  runbook: RunbookRecord;
  service: ServiceRecord;
  settings: SettingsRecord;
  team: TeamRecord;
  timeline: Timeline;
}
/**
 * Front matter of incident.md, which describes the incident. Status, severity, milestones, roles and affected services are never written here: they are derived from the timeline.
 */
export interface IncidentRecord {
  /**
   * Title, in the words a colleague would use.
   */
  title: string;
  /**
   * Summary on one line, in words for customers.
   */
  summary: string;
  /**
   * Catalog ids of the affected services.
   */
  services: string[];
  /**
   * One of the categories in sitrep.yaml.
   */
  category: string;
  /**
   * Channel through which the incident was reported.
   */
  channel: 'monitoring' | 'help-desk' | 'user-report' | 'partner' | 'internal';
  /**
   * Audience: internal (the default) appears only in the internal edition, public may also appear in the public one.
   */
  visibility?: 'internal' | 'public';
  /**
   * incident (the default), near-miss (nobody was affected), or exercise (never counts in a KPI).
   */
  kind?: 'incident' | 'near-miss' | 'exercise';
  /**
   * Work assigned to people during the incident.
   */
  tasks?: Task[];
  /**
   * Number of customers affected, and in total.
   */
  customers?: {
    /**
     * Customers who noticed or could have noticed.
     */
    affected: number;
    /**
     * Customers active during the same time.
     */
    of?: number;
    /**
     * Revenue lost or delayed: amount and ISO 4217 currency.
     */
    revenue?: string;
  };
  /**
   * Related incidents.
   */
  related?: {
    /**
     * Id of the other incident.
     */
    id: string;
    /**
     * Relation: this incident is a … of the other.
     */
    as: 'duplicate-of' | 'parent' | 'caused-by' | 'related';
  }[];
  /**
   * Id of the problem (recurring cause) that it is linked to.
   */
  problem?: string;
  /**
   * Ids of runbooks that apply.
   */
  runbooks?: string[];
  /**
   * Dashboards, tickets, chats.
   */
  links?: Link[];
  /**
   * Satisfaction ratings of affected customers.
   */
  csat?: {
    /**
     * Mean score, on a scale from 1 to `of`.
     */
    score: number;
    /**
     * Top of the scale.
     */
    of: number;
    /**
     * Number of answers.
     */
    responses: number;
    /**
     * Time when the answers were counted.
     */
    at: string;
  }[];
  source?: ImportSource;
  /**
   * Ids in other tools, by which it can be found.
   */
  aliases?: string[];
  /**
   * Tags for grouping.
   */
  tags?: string[];
}
export interface Task {
  /**
   * Id, unique within the incident; `assigned` entries refer to it.
   */
  id: string;
  /**
   * Work to be done.
   */
  title: string;
  /**
   * Handle of the person responsible.
   */
  assignee?: string;
  /**
   * Required skill.
   */
  skill?: string;
  /**
   * Due time.
   */
  due?: string;
  /**
   * Time when it was done.
   */
  done?: string;
}
export interface Link {
  /**
   * Title of the link.
   */
  title: string;
  /**
   * http, https, mailto or relative.
   */
  url: string;
}
export interface ImportSource {
  /**
   * Tool that it was exported from.
   */
  tool: string;
  /**
   * Id in that tool.
   */
  id?: string;
  /**
   * Address in that tool.
   */
  url?: string;
  /**
   * Time of the first import.
   */
  imported: string;
}
/**
 * Front matter of maintenance/<YYYY-MM-DD-slug>.md: planned work, one-time (window) or recurring (rrule, duration, timezone).
 */
export interface MaintenanceRecord {
  /**
   * Title of the work.
   */
  title: string;
  /**
   * Catalog ids of affected services.
   */
  services: string[];
  /**
   * One window.
   */
  window?: {
    /**
     * Start.
     */
    start: string;
    /**
     * End.
     */
    end: string;
  };
  /**
   * RFC 5545 recurrence rule. The first window begins on the day in the file name, at the rule's BYHOUR and BYMINUTE in `timezone`.
   */
  rrule?: string;
  /**
   * With rrule: length of each window.
   */
  duration?: string;
  /**
   * With rrule: IANA time zone of its wall-clock times.
   */
  timezone?: string;
  /**
   * Effect on users.
   */
  impact: 'none' | 'degraded' | 'partial-outage' | 'major-outage';
  /**
   * Audience.
   */
  visibility?: 'internal' | 'public';
  /**
   * Announcements and events.
   */
  events?: {
    /**
     * Time.
     */
    at: string;
    /**
     * State from this time on.
     */
    status: 'scheduled' | 'in-progress' | 'verifying' | 'completed' | 'cancelled';
    /**
     * Text, in Markdown.
     */
    note?: string;
    /**
     * Handle.
     */
    by?: string;
    /**
     * Audience.
     */
    audience?: 'internal' | 'public' | 'restricted';
  }[];
  source?: ImportSource;
  /**
   * Ids in other tools.
   */
  aliases?: string[];
  /**
   * Plans and tickets.
   */
  links?: Link[];
}
/**
 * Front matter of postmortem.md. Its approval is derived from the approvals and the review policy.
 */
export interface PostmortemRecord {
  /**
   * Handles of the authors.
   */
  authors: string[];
  /**
   * State of the text. Approved is derived, never written.
   */
  state: 'draft' | 'in-review';
  /**
   * Time when it was submitted for review, which the SLA target for postmortems is checked against.
   */
  submitted?: string;
  /**
   * Audience.
   */
  audience?: 'internal' | 'public';
  /**
   * The event that triggered it, in one sentence.
   */
  trigger?: string;
  /**
   * Causes without which it would not have happened. Empty while unknown.
   */
  root_causes: string[];
  /**
   * Contributing factors, by the categories in the settings.
   */
  factors?: {
    /**
     * One of the factors in sitrep.yaml.
     */
    category: string;
    /**
     * Explanation of how it contributed.
     */
    description: string;
  }[];
  /**
   * Explanation of how it was noticed, and how it could be noticed sooner.
   */
  detection?: string;
  /**
   * Chain of whys, one answer per line.
   */
  five_whys?: string[];
  /**
   * Lessons learned.
   */
  lessons?: {
    /**
     * Things that helped.
     */
    went_well?: string[];
    /**
     * Things that hindered.
     */
    went_poorly?: string[];
    /**
     * Things that could have been worse without luck.
     */
    got_lucky?: string[];
  };
  /**
   * Action items that prevent a recurrence or reduce its impact.
   */
  actions: Action[];
  /**
   * Written by the approval workflow only.
   */
  approvals?: {
    /**
     * Handle of the approver.
     */
    by: string;
    /**
     * Time.
     */
    at: string;
    /**
     * Address of the review.
     */
    pull_request?: string;
    /**
     * SHA-256 of the text that was approved (see the handbook).
     */
    digest: string;
  }[];
}
export interface Action {
  /**
   * Unique within the record.
   */
  id: string;
  /**
   * Title: actionable, specific and bounded.
   */
  title: string;
  /**
   * Purpose.
   */
  type: 'prevent' | 'detect' | 'mitigate' | 'process';
  /**
   * Handle of the one person responsible.
   */
  owner?: string;
  /**
   * Due date (YYYY-MM-DD).
   */
  due?: string;
  /**
   * Priority among the action items.
   */
  priority?: 'high' | 'medium' | 'low';
  /**
   * Address of the ticket that tracks it.
   */
  issue?: string;
  /**
   * Day on which it was done (YYYY-MM-DD).
   */
  done?: string;
  /**
   * Handle of the person who verified that it works.
   */
  verified_by?: string;
}
/**
 * Front matter of problems/<problem>.md: the cause of recurring incidents.
 */
export interface ProblemRecord {
  /**
   * The cause, or the recurring symptom while the cause is unknown.
   */
  title: string;
  /**
   * open: cause unknown. known-error: cause known, possibly with a workaround. resolved: eliminated.
   */
  state: 'open' | 'known-error' | 'resolved';
  /**
   * Catalog ids of the affected services.
   */
  services: string[];
  /**
   * Incidents linked to it. An incident may also refer to the problem; both count once.
   */
  incidents?: string[];
  /**
   * Workaround until it is resolved.
   */
  workaround?: string;
  /**
   * The cause, once known.
   */
  root_cause?: string;
  /**
   * Id of the team, or handle of the person, responsible for it.
   */
  owner: string;
  /**
   * Action items.
   */
  actions?: Action[];
  /**
   * Tags for grouping.
   */
  tags?: string[];
}
/**
 * Front matter of reports/<period>.md: a management report, committed and approved. The file name is the period (2026-Q1, 2026-03).
 */
export interface ReportRecord {
  /**
   * Title.
   */
  title: string;
  /**
   * Handles of the authors.
   */
  authors: string[];
  /**
   * Audience.
   */
  audience?: 'internal' | 'public';
  /**
   * Day of publication (YYYY-MM-DD).
   */
  published?: string;
  /**
   * Written by the approval workflow only.
   */
  approvals?: {
    /**
     * Handle of the approver.
     */
    by: string;
    /**
     * Time.
     */
    at: string;
    /**
     * Address of the review.
     */
    pull_request?: string;
    /**
     * SHA-256 of the text that was approved (see the handbook).
     */
    digest: string;
  }[];
}
/**
 * Front matter of runbooks/<runbook>.md. The body has numbered steps with expected output and a rollback.
 */
export interface RunbookRecord {
  /**
   * Title: what the runbook does.
   */
  title: string;
  /**
   * Catalog ids of the services it applies to.
   */
  services: string[];
  /**
   * Conditions for suggesting it.
   */
  matches?: {
    /**
     * Alert labels, which must all be equal.
     */
    labels?: {
      [k: string]: string;
    };
    /**
     * Incident categories.
     */
    categories?: string[];
  };
  /**
   * Id of the team, or handle of the person, that maintains it.
   */
  owner: string;
  /**
   * Day of the last review (YYYY-MM-DD).
   */
  reviewed: string;
  /**
   * Interval between reviews.
   */
  review_every: string;
  /**
   * Estimated time to follow it.
   */
  estimated_duration?: string;
  /**
   * Tags for grouping.
   */
  tags?: string[];
}
/**
 * catalog/services/<service>.yaml: something that users or other services depend on.
 */
export interface ServiceRecord {
  /**
   * Display name.
   */
  name: string;
  /**
   * Description on one line.
   */
  description?: string;
  /**
   * Criticality: 1 is the most critical, 4 the least.
   */
  tier: 1 | 2 | 3 | 4;
  /**
   * Heading for it on the site.
   */
  group?: string;
  /**
   * Id of the team that owns it.
   */
  team: string;
  /**
   * Catalog ids of the services it needs to work.
   */
  depends_on?: string[];
  /**
   * Ids of runbooks for it.
   */
  runbooks?: string[];
  /**
   * Audience.
   */
  visibility?: 'internal' | 'public';
  /**
   * Service level objective.
   */
  slo?: {
    /**
     * Target availability in percent.
     */
    availability?: number;
    /**
     * Period over which it is measured.
     */
    window?: string;
  };
  /**
   * Ids in other tools.
   */
  aliases?: string[];
  /**
   * Repository, dashboards.
   */
  links?: Link[];
}
/**
 * sitrep.yaml: settings for the whole data root. Omitted settings have defaults, listed in the handbook.
 */
export interface SettingsRecord {
  /**
   * Organisation that the incidents belong to.
   */
  organisation: {
    /**
     * Name.
     */
    name: string;
    /**
     * Web address.
     */
    url?: string;
    /**
     * IANA time zone in which days, weeks and months are counted.
     */
    timezone?: string;
    /**
     * BCP 47 language tag for dates and numbers.
     */
    locale?: string;
  };
  /**
   * From worst to least.
   */
  severities?: SeverityLevel[];
  /**
   * Severity by impact (rows, worst first) and urgency (columns, worst first). Must be monotonic: more impact or urgency never gives a lesser severity.
   */
  matrix?: {
    [k: string]: {
      [k: string]: string;
    };
  };
  /**
   * Kinds of incident, by cause or symptom.
   */
  categories?: Term[];
  /**
   * Kinds of contributing factor in postmortems.
   */
  factors?: Term[];
  /**
   * Roles of people in an incident.
   */
  roles?: Term[];
  /**
   * Business hours in which SLA clocks run. `always` (24 hours a day) needs no definition.
   */
  calendars?: {
    [k: string]: Calendar;
  };
  /**
   * Versions of the SLA policy. The one in force when an incident was detected applies to it.
   */
  sla?: SlaPolicy[];
  /**
   * Share of a target after which an SLA clock is at risk.
   */
  warn_at?: number;
  /**
   * Makes policies also judge what happened before an incident was imported: required postmortems, SLA targets, deadlines of regulations, and wording.
   */
  judge_imports?: boolean;
  /**
   * Review policies for postmortems by severity id; `default` for all others.
   */
  reviews?: {
    [k: string]: ReviewPolicy;
  };
  /**
   * Clocks required by law or contract: shipped profiles, or your own.
   */
  regulations?: Regulation[];
  /**
   * Escalation of SLA clocks on GitHub.
   */
  escalation?: {
    /**
     * Kinds of clock that share one quiet issue instead of one each.
     */
    digest?: (
      'acknowledge' | 'update' | 'mitigate' | 'resolve' | 'postmortem' | 'action' | 'regulation'
    )[];
    /**
     * Channels that are notified of each step, in addition to the issue.
     */
    channels?: Channel[];
  };
  /**
   * Default delivery of files that a command wrote: leave them uncommitted (files), commit them, push the commit, or open a pull request. `--commit`, `--push`, `--pr` and `--no-commit` override it for one run.
   */
  delivery?: 'files' | 'commit' | 'push' | 'pull-request';
  /**
   * Rules for turning alerts into incidents.
   */
  intake?: {
    /**
     * Maximum time between an alert and an open incident of its service for the alert to join it.
     */
    group_within?: string;
    /**
     * Alerts that belong together: those of one service, or also those of services of which one depends on the other or both depend on a third.
     */
    group_by?: 'service' | 'dependencies';
    /**
     * Maximum time after the resolution in which an alert that fires again reopens its incident.
     */
    reopen_within?: string;
    /**
     * Resolves an incident when its last alert clears.
     */
    resolve?: boolean;
    /**
     * Resolution of an incident that was resolved this way.
     */
    resolution?: 'fixed' | 'workaround' | 'rolled-back' | 'third-party' | 'no-fault-found';
    /**
     * Category of incidents opened by alerts; by default `unknown`, or else the first category.
     */
    category?: string;
    /**
     * Effect on users that the sender's severity of an alert means, for the incident that the alert opens. Severities are compared without case. Any other severity states no effect: the services are shown as affected, degree not stated. By default, critical is a major outage and warning is degraded.
     */
    effects?: {
      [k: string]: 'degraded' | 'partial-outage' | 'major-outage';
    };
    /**
     * Labels of an alert that may name a service of the catalogue by id, name or alias; the first match counts.
     */
    service_labels?: string[];
    /**
     * Routes from the labels of an alert to its service; the first match counts, before service_labels.
     */
    services?: AlertRoute[];
    /**
     * Senders of alerts to `sitrep intake serve`, and their authentication.
     */
    senders?: AlertSender[];
  };
  /**
   * Settings of the site.
   */
  site?: {
    /**
     * Title; by default the organisation's name.
     */
    title?: string;
    /**
     * Address where it is published, for absolute links.
     */
    url?: string;
    /**
     * Path under which it is published.
     */
    base?: string;
    /**
     * Why the internal edition, which shows everything in the records, may be published where everybody can read it. If omitted, `sitrep site publishable` refuses public GitHub Pages.
     */
    publish_internal?: string;
    /**
     * Address of the repository, for links to files and history.
     */
    repository?: string;
    /**
     * First day (YYYY-MM-DD) that the records cover; by default the day of the first incident. Days before it are shown as without data and are not counted.
     */
    since?: string;
    /**
     * Longest time without a timeline entry after which the records are still current; after that, they end with the newest entry. By default silence is no gap, except if every incident was imported: then 1d.
     */
    stale_after?: string;
    /**
     * Accent hue in degrees (0–359).
     */
    accent?: number;
    /**
     * Languages it is built in; the first is the default.
     */
    languages?: ('en' | 'de' | 'nl')[];
    /**
     * Editions to build.
     */
    editions?: ('internal' | 'public')[];
  };
  /**
   * How KPIs are computed, and custom duration KPIs, as pairs of milestones, in addition to the standard ones.
   */
  kpi?: {
    weights?: KpiWeights;
    first_time_fix?: KpiFirstTimeFix;
    [k: string]: KpiPair | KpiWeights | KpiFirstTimeFix | undefined;
  };
  /**
   * Levels of rules by name, to override their defaults.
   */
  rules?: {
    [k: string]: 'error' | 'warning' | 'off';
  };
  /**
   * Findings to ignore until a given day, each with a reason.
   */
  exceptions?: Exception[];
}
export interface SeverityLevel {
  /**
   * Short id.
   */
  id: string;
  /**
   * Name.
   */
  name: string;
  /**
   * Condition under which it applies.
   */
  description?: string;
  /**
   * True if a postmortem is required.
   */
  postmortem?: boolean;
}
export interface Term {
  /**
   * Id that records use.
   */
  id: string;
  /**
   * Display name.
   */
  name: string;
  /**
   * Description of what belongs here.
   */
  description?: string;
}
export interface Calendar {
  /**
   * IANA time zone of its hours.
   */
  timezone: string;
  /**
   * Spans of wall-clock time by weekday, HH:MM-HH:MM; one that ends before it begins goes past midnight.
   */
  hours: {
    /**
     * Monday.
     */
    monday?: string[];
    /**
     * Tuesday.
     */
    tuesday?: string[];
    /**
     * Wednesday.
     */
    wednesday?: string[];
    /**
     * Thursday.
     */
    thursday?: string[];
    /**
     * Friday.
     */
    friday?: string[];
    /**
     * Saturday.
     */
    saturday?: string[];
    /**
     * Sunday.
     */
    sunday?: string[];
  };
  /**
   * Days without hours (YYYY-MM-DD).
   */
  holidays?: string[];
  /**
   * iCalendar files in the folder `calendars/` of the data root; every day of every event in them is a holiday, unless `holidays_only` chooses events.
   */
  holidays_from?: string[];
  /**
   * Events in these files that are holidays; all if omitted. Each text is the name of an event, one of its categories, the first line of its description, or its `TRANSP`: `OPAQUE` or `TRANSPARENT`. Upper and lower case are the same.
   */
  holidays_only?: string[];
}
export interface SlaPolicy {
  /**
   * Time from which it applies.
   */
  effective: string;
  /**
   * Severity whose targets apply until an incident is triaged. If omitted, no SLA clock runs before that.
   */
  untriaged?: string;
  /**
   * Targets by severity id.
   */
  targets: {
    [k: string]: SlaTargets;
  };
}
export interface SlaTargets {
  /**
   * From detected to acknowledged.
   */
  acknowledge?: string;
  /**
   * Longest silence between updates while the incident is open.
   */
  update?: string;
  /**
   * From detected to mitigated.
   */
  mitigate?: string;
  /**
   * From detected to resolved.
   */
  resolve?: string;
  /**
   * From resolved to a postmortem in review.
   */
  postmortem?: string;
  /**
   * Name of a calendar; `always` is the default.
   */
  calendar?: string;
}
export interface ReviewPolicy {
  /**
   * Required number of approvals. Those of authors, and of the incident's commander, never count.
   */
  approvals: number;
  /**
   * Team ids or handles of possible approvers; by default anybody in the catalog.
   */
  from?: string[];
}
export interface Regulation {
  /**
   * Shipped profile; its id is the regulation's id.
   */
  profile?: 'dora' | 'nis2' | 'cra-vulnerability' | 'cra-incident' | 'gdpr' | 'uk-gdpr' | 'uk-nis';
  /**
   * Id of a regulation of your own.
   */
  id?: string;
  /**
   * Name; the id by default.
   */
  name?: string;
  /**
   * Severity ids it applies to; all by default.
   */
  severities?: string[];
  /**
   * First day on which it applies (YYYY-MM-DD): incidents of which the organisation was aware before are exempt.
   */
  from?: string;
  /**
   * Name of the calendar whose time zone and holidays apply; by default the organisation's time zone, without holidays.
   */
  calendar?: string;
  /**
   * Type of the organisation, if the law makes a difference. DORA: entity types with the weekend rule for every report, and those without it. NIS2: trust service providers have 24 hours for the notification.
   */
  entity?:
    | 'account-information-service-provider'
    | 'asset-referenced-token-issuer'
    | 'benchmark-administrator'
    | 'central-counterparty'
    | 'central-securities-depository'
    | 'credit-institution'
    | 'credit-rating-agency'
    | 'crowdfunding-service-provider'
    | 'crypto-asset-service-provider'
    | 'data-reporting-service-provider'
    | 'electronic-money-institution'
    | 'essential-entity'
    | 'fund-manager'
    | 'important-entity'
    | 'insurance-intermediary'
    | 'insurance-undertaking'
    | 'investment-firm'
    | 'payment-institution'
    | 'pension-institution'
    | 'securitisation-repository'
    | 'trade-repository'
    | 'trading-venue'
    | 'trust-service-provider';
  /**
   * Milestone before which nothing is owed.
   */
  requires?:
    | 'started'
    | 'detected'
    | 'declared'
    | 'acknowledged'
    | 'triaged'
    | 'identified'
    | 'mitigated'
    | 'resolved'
    | 'closed'
    | 'aware'
    | 'classified'
    | 'reclassified'
    | 'handled'
    | 'fix-available';
  /**
   * Milestone that ends every open clock: nothing was owed.
   */
  ends_with?:
    | 'started'
    | 'detected'
    | 'declared'
    | 'acknowledged'
    | 'triaged'
    | 'identified'
    | 'mitigated'
    | 'resolved'
    | 'closed'
    | 'aware'
    | 'classified'
    | 'reclassified'
    | 'handled'
    | 'fix-available';
  /**
   * Deadlines. Beside `profile`: clocks that replace those with the same id, or are added.
   */
  clocks?: RegulatoryClock[];
}
export interface RegulatoryClock {
  /**
   * Id.
   */
  id: string;
  /**
   * Article that sets the deadline.
   */
  law?: string;
  /**
   * Milestone, or filing of another clock (regulation/clock), that it counts from.
   */
  after?: string;
  /**
   * Period: hours and minutes elapse; days, weeks and months (`mo`) are calendar arithmetic.
   */
  within?: string;
  /**
   * Several limits, of which the earliest applies. A limit that ended before `requires` is left out.
   */
  earliest_of?: RegulatoryLimit[];
  /**
   * With a filing in `after`: the filing that it counts from, `first` by default.
   */
  counts?: 'first' | 'latest';
  /**
   * A limit on a Saturday, a Sunday or a holiday moves to noon of the next working day.
   */
  on_free_day?: 'noon';
  /**
   * Milestone that must be missing at the due time; otherwise nothing is due.
   */
  if_open?:
    | 'started'
    | 'detected'
    | 'declared'
    | 'acknowledged'
    | 'triaged'
    | 'identified'
    | 'mitigated'
    | 'resolved'
    | 'closed'
    | 'aware'
    | 'classified'
    | 'reclassified'
    | 'handled'
    | 'fix-available';
  while_open?: LimitWhileOpen;
}
export interface RegulatoryLimit {
  /**
   * Milestone, or filing of another clock (regulation/clock), that it counts from.
   */
  after: string;
  /**
   * Period: hours and minutes elapse; days, weeks and months (`mo`) are calendar arithmetic.
   */
  within: string;
}
/**
 * Limit that applies instead if its milestone is missing at the due time.
 */
export interface LimitWhileOpen {
  /**
   * Milestone that it counts from.
   */
  after:
    | 'started'
    | 'detected'
    | 'declared'
    | 'acknowledged'
    | 'triaged'
    | 'identified'
    | 'mitigated'
    | 'resolved'
    | 'closed'
    | 'aware'
    | 'classified'
    | 'reclassified'
    | 'handled'
    | 'fix-available';
  /**
   * Period.
   */
  within: string;
}
export interface Channel {
  /**
   * Id. A new id sends every notification again.
   */
  id: string;
  /**
   * Format: JSON signed with HMAC, a Slack or Microsoft Teams message, or an email.
   */
  kind: 'webhook' | 'slack' | 'teams' | 'email';
  /**
   * Environment variable with the address of the webhook, or of the mail server (smtps://user:password@host).
   */
  address_from: string;
  /**
   * Environment variable with the secret for signing a webhook.
   */
  secret_from?: string;
  /**
   * Sender of the email.
   */
  from?: string;
  /**
   * Recipients of the email.
   */
  to?: string[];
  /**
   * Severity ids to notify about; all by default.
   */
  severities?: string[];
}
export interface AlertRoute {
  /**
   * Labels that an alert must have, with their values; a value that ends in * matches a prefix.
   */
  labels: {
    [k: string]: string;
  };
  /**
   * Catalog id of the service.
   */
  service: string;
}
export interface AlertSender {
  /**
   * Id: the last part of the address for its webhook.
   */
  id: string;
  /**
   * Format of its payloads.
   */
  reads: 'alertmanager' | 'pagerduty' | 'opsgenie' | 'grafana' | 'datadog' | 'sentry' | 'generic';
  /**
   * Authentication: it signs the body with HMAC-SHA256 (signature), or sends a token (bearer); by default that of the format.
   */
  proof?: 'signature' | 'bearer';
  /**
   * Header with the signature; by default that of the format.
   */
  header?: string;
  /**
   * Environment variables with its secrets or tokens. Each of them is accepted, so that secrets can be rotated.
   */
  secrets_from?: string[];
  /**
   * With `generic`: JSON pointers to the fields of an alert.
   */
  fields?: {
    /**
     * Id of the alert, the same from trigger to resolution.
     */
    key: string;
    /**
     * Title.
     */
    title: string;
    /**
     * State; if omitted, every payload is a trigger.
     */
    state?: string;
    /**
     * Summary in one sentence.
     */
    summary?: string;
    /**
     * Time of the event: RFC 3339, or a number since 1970.
     */
    at?: string;
    /**
     * Name of the service in the tool.
     */
    service?: string;
    /**
     * Severity.
     */
    severity?: string;
    /**
     * Address of the alert.
     */
    link?: string;
    /**
     * An object of labels.
     */
    labels?: string;
  };
  /**
   * With `generic`: the tool's words for the states.
   */
  states?: {
    /**
     * The alert fires.
     */
    triggered?: string[];
    /**
     * Somebody acknowledged it.
     */
    acknowledged?: string[];
    /**
     * The alert cleared.
     */
    resolved?: string[];
    /**
     * Another event worth recording.
     */
    note?: string[];
  };
}
/**
 * Share of a service that is lost in each state, for availability. Defaults: 1, 0.5 and 0.
 */
export interface KpiWeights {
  /**
   * Share lost in a major outage.
   */
  'major-outage'?: number;
  /**
   * Share lost in a partial outage.
   */
  'partial-outage'?: number;
  /**
   * Share lost while degraded.
   */
  degraded?: number;
}
/**
 * Events that count against a first-time fix, besides an escalation and a reopening.
 */
export interface KpiFirstTimeFix {
  /**
   * True if a role or task that passes to somebody else counts as well.
   */
  reassignment?: boolean;
}
export interface KpiPair {
  /**
   * Name.
   */
  name: string;
  /**
   * Milestone it counts from.
   */
  from:
    | 'started'
    | 'detected'
    | 'declared'
    | 'acknowledged'
    | 'triaged'
    | 'identified'
    | 'mitigated'
    | 'resolved'
    | 'closed'
    | 'aware'
    | 'classified'
    | 'reclassified'
    | 'handled'
    | 'fix-available';
  /**
   * Milestone it counts to.
   */
  to:
    | 'started'
    | 'detected'
    | 'declared'
    | 'acknowledged'
    | 'triaged'
    | 'identified'
    | 'mitigated'
    | 'resolved'
    | 'closed'
    | 'aware'
    | 'classified'
    | 'reclassified'
    | 'handled'
    | 'fix-available';
}
export interface Exception {
  /**
   * Name of the rule.
   */
  rule: string;
  /**
   * File or folder, relative to the data root.
   */
  path: string;
  /**
   * Reason.
   */
  reason: string;
  /**
   * Last day on which it applies (YYYY-MM-DD).
   */
  until: string;
}
/**
 * catalog/teams/<team>.yaml: people, their on-call rotation and their escalation policy.
 */
export interface TeamRecord {
  /**
   * Display name.
   */
  name: string;
  /**
   * Purpose of the team.
   */
  description?: string;
  source?: ImportSource;
  /**
   * Handle of the person for hierarchical escalation.
   */
  manager?: string;
  /**
   * Slug of the team in the organisation on GitHub, for CODEOWNERS; if omitted, its members are listed individually.
   */
  github?: string;
  /**
   * Members of the team.
   */
  members?: Member[];
  /**
   * On-call rotation: one order of people, layers (follow-the-sun, second line), or both.
   */
  rotation?: {
    /**
     * IANA time zone of the handover.
     */
    timezone?: string;
    /**
     * Wall-clock time of the handover (HH:MM).
     */
    handover?: string;
    /**
     * Handles in order.
     */
    order?: string[];
    /**
     * Day of the first person's first shift (YYYY-MM-DD).
     */
    start?: string;
    /**
     * Length of a shift on the clocks of the time zone: a day is from handover to handover, even when the clocks change.
     */
    length?: string;
    /**
     * Parallel rotations, each with its own time zone and optional hours and days. Everybody whose turn it is in a layer is on call.
     */
    layers?: Layer[];
    /**
     * Coverage that is intended. With `partial`, hours in which nobody is on call are not reported.
     */
    cover?: 'always' | 'partial';
    /**
     * Overrides of the regular shifts. If two overlap, the later in this list applies.
     */
    overrides?: {
      /**
       * Start.
       */
      from: string;
      /**
       * End.
       */
      to: string;
      /**
       * Handle of the person on call instead.
       */
      handle: string;
      /**
       * Name of the layer that it applies to; all layers by default.
       */
      layer?: string;
    }[];
  };
  /**
   * Levels of the escalation policy, in order.
   */
  escalation?: {
    /**
     * Time since the escalation began.
     */
    after: string;
    /**
     * `on-call`, `team` (all its members), `manager`, a team's id, a person's handle, or a vendor's id.
     */
    notify: string;
    /**
     * Functional (to those who can fix it), hierarchical (to those who decide), or vendor.
     */
    kind: 'functional' | 'hierarchical' | 'vendor';
    /**
     * Interval for notifying this level again until somebody acknowledges.
     */
    repeat?: string;
  }[];
  /**
   * Suppliers this team can escalate to.
   */
  vendors?: {
    /**
     * Id that `escalated` entries name.
     */
    id: string;
    /**
     * Name.
     */
    name: string;
    /**
     * Contact details.
     */
    contact?: string;
    /**
     * Service level in the contract.
     */
    contract?: string;
  }[];
}
export interface Member {
  /**
   * GitHub handle, without @.
   */
  handle: string;
  /**
   * Name.
   */
  name: string;
  /**
   * Skills of this person.
   */
  skills?: string[];
  /**
   * IANA time zone.
   */
  timezone?: string;
}
export interface Layer {
  /**
   * Display name.
   */
  name: string;
  /**
   * IANA time zone of handover, hours and days.
   */
  timezone: string;
  /**
   * Wall-clock time of the handover (HH:MM).
   */
  handover: string;
  /**
   * Handles in order.
   */
  order: string[];
  /**
   * Day of the first person's first shift (YYYY-MM-DD).
   */
  start: string;
  /**
   * Length of a shift on the clocks of the time zone.
   */
  length: string;
  /**
   * Hours of the day in which the layer is on call (HH:MM-HH:MM); hours that end at or before their beginning go past midnight. All day by default.
   */
  hours?: string;
  /**
   * Days of the week on which those hours begin. Every day by default.
   */
  days?: ('monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday')[];
}
export interface Entry {
  /**
   * Time of the event: RFC 3339 with an offset. It may be back-dated; the time of recording is read from Git's history.
   */
  at: string;
  /**
   * Type of the entry. Lifecycle: started … merged. Regulatory: aware … fix-available. Coordination: assigned … resumed. Communication: update. Work: action … note.
   */
  type:
    | 'started'
    | 'detected'
    | 'declared'
    | 'acknowledged'
    | 'triaged'
    | 'identified'
    | 'mitigated'
    | 'resolved'
    | 'closed'
    | 'reopened'
    | 'cancelled'
    | 'merged'
    | 'aware'
    | 'classified'
    | 'reclassified'
    | 'handled'
    | 'fix-available'
    | 'assigned'
    | 'escalated'
    | 'handed-over'
    | 'paused'
    | 'resumed'
    | 'update'
    | 'action'
    | 'decision'
    | 'finding'
    | 'change'
    | 'runbook'
    | 'note';
  /**
   * Id of the entry, for `supersedes` and for keeping its history when it moves between files. A fragment's file name is its id.
   */
  id?: string;
  /**
   * Handle of the person, or name of the tool, that did it.
   */
  by?: string;
  /**
   * Text, in Markdown. For an `update` it is the message to the audience.
   */
  note?: string;
  /**
   * Audience of the entry: internal (the default), public, or restricted.
   */
  audience?: 'internal' | 'public' | 'restricted';
  /**
   * State of services from this time on. The newest entry that names a service wins; `none` means no noticeable effect; `none` and `resolved` clear all.
   */
  affects?:
    | {
        [k: string]: 'operational' | 'degraded' | 'partial-outage' | 'major-outage' | 'maintenance';
      }
    | string;
  /**
   * Dashboards, logs and tickets that belong to this entry.
   */
  links?: {
    /**
     * Title of the link.
     */
    title: string;
    /**
     * http, https, mailto or relative.
     */
    url: string;
  }[];
  /**
   * Written by `sitrep intake`: the alerts that this entry covers, so that none counts twice. Each is a digest of its id, followed by a hyphen or a plus and the number of milliseconds before or after `at`, in base 36.
   */
  alerts?: {
    /**
     * Alerts that fired.
     */
    fired?: string;
    /**
     * Alerts that somebody acknowledged.
     */
    acknowledged?: string;
    /**
     * Alerts that cleared.
     */
    cleared?: string;
    /**
     * Other events of alerts.
     */
    noted?: string;
  };
  /**
   * Reason why this time is assumed: written by an importer if the source does not state it. KPIs count what is measured to it as missing.
   */
  assumed?: string;
  /**
   * Id of an entry that this one corrects. The older one no longer counts, but stays readable.
   */
  supersedes?: string;
  /**
   * With `triaged`: the impact, one of the matrix's rows.
   */
  impact?: string;
  /**
   * With `triaged`: the urgency, one of the matrix's columns.
   */
  urgency?: string;
  /**
   * With `triaged`: a severity that differs from the matrix; needs a reason.
   */
  severity?: string;
  /**
   * Reason, required with `reopened`, `cancelled`, `paused` and `reclassified`, and with `triaged` if it sets a severity.
   */
  reason?: string;
  /**
   * With `resolved`: the way it ended.
   */
  resolution?: 'fixed' | 'workaround' | 'rolled-back' | 'third-party' | 'no-fault-found';
  /**
   * With `merged`: the incident that continues.
   */
  into?: string;
  /**
   * With `assigned`, `escalated`, `handed-over`: a person's handle, a team's id, or a vendor's id.
   */
  to?: string;
  /**
   * With `assigned`, `handed-over`: the role in this incident.
   */
  role?: string;
  /**
   * With `assigned`: id of the task in incident.md.
   */
  task?: string;
  /**
   * With `escalated`: to specialists (functional), to management (hierarchical), or to a supplier (vendor).
   */
  kind?: 'functional' | 'hierarchical' | 'vendor';
  /**
   * With `update`: the state announced to the audience.
   */
  status?: 'investigating' | 'identified' | 'monitoring' | 'resolved';
  /**
   * With `change`: the change.
   */
  ref?: {
    /**
     * Commit, with its repository if that is another one.
     */
    commit?: string;
    /**
     * Deployment.
     */
    deploy?: string;
    /**
     * Feature flag and its new value.
     */
    flag?: string;
  };
  /**
   * With `runbook`: id of the runbook that was followed.
   */
  runbook?: string;
  /**
   * With `aware`, `classified`, `reclassified`, `handled`, `fix-available`: id of the regulation that it concerns; every regulation if omitted.
   */
  regulation?: string;
  /**
   * Regulatory clocks that this entry fulfils, as regulation/clock: the report was sent, the authority was notified.
   */
  fulfils?: string[];
  /**
   * With `runbook`: whether it worked.
   */
  outcome?: 'worked' | 'wrong' | 'missing';
}

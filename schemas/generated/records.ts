// Generated from schemas/*.schema.json by `npm run types`. Do not edit.

/**
 * timeline.yaml: what happened, oldest first. Everything else about the incident's state is folded from it. A file in timeline/ holds one such entry, or a list of them.
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
 * Front matter of incident.md: what the incident is. Status, severity, milestones, roles and affected services are never written here: they are folded from the timeline.
 */
export interface IncidentRecord {
  /**
   * What is wrong, in the words a colleague would use.
   */
  title: string;
  /**
   * One line that a customer could read.
   */
  summary: string;
  /**
   * Catalog ids of the services this incident concerns.
   */
  services: string[];
  /**
   * One of the categories in sitrep.yaml.
   */
  category: string;
  /**
   * How the incident reached us.
   */
  channel: 'monitoring' | 'help-desk' | 'user-report' | 'partner' | 'internal';
  /**
   * Who may read it: internal (the default) stays in the internal edition, public may appear in the public one.
   */
  visibility?: 'internal' | 'public';
  /**
   * incident (the default), near-miss (nobody was affected), or exercise (never enters a KPI).
   */
  kind?: 'incident' | 'near-miss' | 'exercise';
  /**
   * Work handed to people while the incident is live.
   */
  tasks?: Task[];
  /**
   * How many customers were affected, and of how many.
   */
  customers?: {
    /**
     * Customers who noticed or could have.
     */
    affected: number;
    /**
     * Customers active in the same time.
     */
    of?: number;
    /**
     * Revenue lost or delayed, amount and ISO 4217 currency.
     */
    revenue?: string;
  };
  /**
   * Other incidents and how this one relates to them.
   */
  related?: {
    /**
     * Id of the other incident.
     */
    id: string;
    /**
     * This incident is a … of the other.
     */
    as: 'duplicate-of' | 'parent' | 'caused-by' | 'related';
  }[];
  /**
   * Id of the problem (recurring cause) behind it.
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
   * Satisfaction answers of those affected.
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
     * How many answered.
     */
    responses: number;
    /**
     * When the answers were counted.
     */
    at: string;
  }[];
  /**
   * Ids other tools know it by; they stay findable.
   */
  aliases?: string[];
  /**
   * Free words to group by.
   */
  tags?: string[];
}
export interface Task {
  /**
   * Unique within the incident; `assigned` entries name it.
   */
  id: string;
  /**
   * What is to be done.
   */
  title: string;
  /**
   * Handle of the specialist who does it.
   */
  assignee?: string;
  /**
   * Skill it needs.
   */
  skill?: string;
  /**
   * When it is due.
   */
  due?: string;
  /**
   * When it was done.
   */
  done?: string;
}
export interface Link {
  /**
   * What is behind the link.
   */
  title: string;
  /**
   * http, https, mailto or relative.
   */
  url: string;
}
/**
 * Front matter of maintenance/<YYYY-MM-DD-slug>.md: planned work, once (window) or recurring (rrule, duration, timezone).
 */
export interface MaintenanceRecord {
  /**
   * What is done.
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
   * With rrule: how long each window is.
   */
  duration?: string;
  /**
   * With rrule: IANA time zone of its wall-clock times.
   */
  timezone?: string;
  /**
   * What users will notice.
   */
  impact: 'none' | 'degraded' | 'partial-outage' | 'major-outage';
  /**
   * Who may read it.
   */
  visibility?: 'internal' | 'public';
  /**
   * What was told and what happened.
   */
  events?: {
    /**
     * When.
     */
    at: string;
    /**
     * State from then on.
     */
    status: 'scheduled' | 'in-progress' | 'verifying' | 'completed' | 'cancelled';
    /**
     * In words, Markdown.
     */
    note?: string;
    /**
     * Who.
     */
    by?: string;
    /**
     * Who may read it.
     */
    audience?: 'internal' | 'public' | 'restricted';
  }[];
  /**
   * Ids other tools know it by.
   */
  aliases?: string[];
  /**
   * Plans and tickets.
   */
  links?: Link[];
}
/**
 * Front matter of postmortem.md: what was learned. Whether it is approved is derived from the approvals and the review policy.
 */
export interface PostmortemRecord {
  /**
   * Handles of those who wrote it.
   */
  authors: string[];
  /**
   * Where the text stands. Approved is derived, never written.
   */
  state: 'draft' | 'in-review';
  /**
   * When it was put up for review: what the promise of a postmortem is held against.
   */
  submitted?: string;
  /**
   * Who may read it.
   */
  audience?: 'internal' | 'public';
  /**
   * The event that set it off, in one sentence.
   */
  trigger?: string;
  /**
   * Causes without which it would not have happened. Empty while they are not known.
   */
  root_causes: string[];
  /**
   * Contributing factors by the settings' taxonomy.
   */
  factors?: {
    /**
     * One of the factors in sitrep.yaml.
     */
    category: string;
    /**
     * How it contributed.
     */
    description: string;
  }[];
  /**
   * How it was noticed, and what would have noticed it sooner.
   */
  detection?: string;
  /**
   * The chain of whys, one answer a line.
   */
  five_whys?: string[];
  /**
   * What was learned.
   */
  lessons?: {
    /**
     * What helped.
     */
    went_well?: string[];
    /**
     * What hindered.
     */
    went_poorly?: string[];
    /**
     * What could have been worse but for luck.
     */
    got_lucky?: string[];
  };
  /**
   * What will be done so that it does not happen again, or hurts less.
   */
  actions: Action[];
  /**
   * Written by the approval workflow only.
   */
  approvals?: {
    /**
     * Handle of who approved.
     */
    by: string;
    /**
     * When.
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
   * What will be done: actionable, specific, bounded.
   */
  title: string;
  /**
   * What it does for us.
   */
  type: 'prevent' | 'detect' | 'mitigate' | 'process';
  /**
   * Handle of the one person who sees it done.
   */
  owner?: string;
  /**
   * Day by which it is done (YYYY-MM-DD).
   */
  due?: string;
  /**
   * Order among the actions.
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
   * Handle of who checked that it works.
   */
  verified_by?: string;
}
/**
 * Front matter of problems/<problem>.md: recurring incidents with one cause.
 */
export interface ProblemRecord {
  /**
   * The cause, or what recurs while the cause is not known.
   */
  title: string;
  /**
   * open: cause not known. known-error: cause known, a workaround may stand. resolved: gone.
   */
  state: 'open' | 'known-error' | 'resolved';
  /**
   * Catalog ids it concerns.
   */
  services: string[];
  /**
   * Incidents put down to it. An incident may also name the problem itself; both count once.
   */
  incidents?: string[];
  /**
   * What helps until it is gone.
   */
  workaround?: string;
  /**
   * The cause, once known.
   */
  root_cause?: string;
  /**
   * Team id or person's handle that sees it solved.
   */
  owner: string;
  /**
   * What will be done about it.
   */
  actions?: Action[];
  /**
   * Free words to group by.
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
   * Handles of those who wrote it.
   */
  authors: string[];
  /**
   * Who may read it.
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
     * Handle of who approved.
     */
    by: string;
    /**
     * When.
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
   * What it does.
   */
  title: string;
  /**
   * Catalog ids it applies to.
   */
  services: string[];
  /**
   * When to offer it.
   */
  matches?: {
    /**
     * Alert labels, all of which must be equal.
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
   * Team id or person's handle that keeps it right.
   */
  owner: string;
  /**
   * Day of the last review (YYYY-MM-DD).
   */
  reviewed: string;
  /**
   * How often it must be reviewed.
   */
  review_every: string;
  /**
   * How long following it takes.
   */
  estimated_duration?: string;
  /**
   * Free words to group by.
   */
  tags?: string[];
}
/**
 * catalog/services/<service>.yaml: something users or other services rely on.
 */
export interface ServiceRecord {
  /**
   * Name as people say it.
   */
  name: string;
  /**
   * What it does, in one line.
   */
  description?: string;
  /**
   * Criticality: 1 is the most critical, 4 the least.
   */
  tier: 1 | 2 | 3 | 4;
  /**
   * Heading it stands under on the site.
   */
  group?: string;
  /**
   * Id of the team that owns it.
   */
  team: string;
  /**
   * Catalog ids it needs to work.
   */
  depends_on?: string[];
  /**
   * Ids of runbooks for it.
   */
  runbooks?: string[];
  /**
   * Who may read it.
   */
  visibility?: 'internal' | 'public';
  /**
   * What it promises.
   */
  slo?: {
    /**
     * Promised availability in percent.
     */
    availability?: number;
    /**
     * Over how long.
     */
    window?: string;
  };
  /**
   * Ids other tools know it by.
   */
  aliases?: string[];
  /**
   * Repository, dashboards.
   */
  links?: Link[];
}
/**
 * sitrep.yaml: what holds for the whole data root. What is left out has a default, listed in the handbook.
 */
export interface SettingsRecord {
  /**
   * Whose incidents these are.
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
   * From the worst to the least.
   */
  severities?: SeverityLevel[];
  /**
   * Impact (rows, worst first) by urgency (columns, worst first) gives the severity. Must be monotone: more impact or urgency never gives a lesser severity.
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
   * Roles people take in an incident.
   */
  roles?: Term[];
  /**
   * Working hours that SLA clocks run in. `always` (24 hours a day) needs no definition.
   */
  calendars?: {
    [k: string]: Calendar;
  };
  /**
   * Policy versions. An incident is judged by the one in force when it was detected.
   */
  sla?: SlaPolicy[];
  /**
   * Share of a target after which a clock is at risk.
   */
  warn_at?: number;
  /**
   * Who must approve a postmortem, by severity id; `default` for the rest.
   */
  reviews?: {
    [k: string]: ReviewPolicy;
  };
  /**
   * Clock profiles that a law or contract sets.
   */
  regulations?: Regulation[];
  /**
   * How broken promises are told of on GitHub.
   */
  escalation?: {
    /**
     * Kinds of clock that are gathered in one quiet issue instead of one each.
     */
    digest?: (
      'acknowledge' | 'update' | 'mitigate' | 'resolve' | 'postmortem' | 'action' | 'regulation'
    )[];
    /**
     * Where each step is told beside the issue.
     */
    channels?: Channel[];
  };
  /**
   * What a command does with the files it wrote: leave them to you (files), commit them, push the commit, or open a pull request. `--commit`, `--push`, `--pr` and `--no-commit` say otherwise for one run.
   */
  delivery?: 'files' | 'commit' | 'push' | 'pull-request';
  /**
   * How alerts become incidents.
   */
  intake?: {
    /**
     * An alert on a service joins its live incident when no more than this lies between them.
     */
    group_within?: string;
    /**
     * Which alerts belong together: those on one service, or also those on services of which one needs the other or both need a third.
     */
    group_by?: 'service' | 'dependencies';
    /**
     * An alert that fires again so soon after its incident was resolved reopens it.
     */
    reopen_within?: string;
    /**
     * Is an incident resolved when its last alert clears?
     */
    resolve?: boolean;
    /**
     * How an incident ended that was resolved so.
     */
    resolution?: 'fixed' | 'workaround' | 'rolled-back' | 'third-party' | 'no-fault-found';
    /**
     * Category of incidents that alerts open; `unknown`, or else the first of the categories, when left out.
     */
    category?: string;
    /**
     * Labels of an alert that may name a service of the catalogue, by id, name or alias; the first that does counts.
     */
    service_labels?: string[];
    /**
     * Which service an alert is about, by its labels; the first that fits counts, before service_labels.
     */
    services?: AlertRoute[];
    /**
     * Who may send alerts to `sitrep intake serve`, and how it is known that they did.
     */
    senders?: AlertSender[];
  };
  /**
   * The site.
   */
  site?: {
    /**
     * Title; the organisation's name when left out.
     */
    title?: string;
    /**
     * Where it is published, for absolute addresses.
     */
    url?: string;
    /**
     * Path it is published under.
     */
    base?: string;
    /**
     * Why the internal edition, which shows everything in the records, may be published where everybody can read it. When left out, `sitrep site publishable` refuses public GitHub Pages.
     */
    publish_internal?: string;
    /**
     * Address of the repository, for links to files and history.
     */
    repository?: string;
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
   * Duration KPIs of your own, as pairs of milestones, beside the standard ones.
   */
  kpi?: {
    [k: string]: KpiPair;
  };
  /**
   * Level of a rule, by its name, where it should not have its own.
   */
  rules?: {
    [k: string]: 'error' | 'warning' | 'off';
  };
  /**
   * Findings to leave alone for a while, each with a reason.
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
   * When it applies.
   */
  description?: string;
  /**
   * Must a postmortem be written?
   */
  postmortem?: boolean;
}
export interface Term {
  /**
   * Id that records use.
   */
  id: string;
  /**
   * Name as people say it.
   */
  name: string;
  /**
   * What belongs here.
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
   * iCalendar files in the folder `calendars/` of the data root; every day of every event in them is a holiday.
   */
  holidays_from?: string[];
}
export interface SlaPolicy {
  /**
   * From when it holds.
   */
  effective: string;
  /**
   * Severity whose targets hold until an incident is triaged; no promise runs before that when left out.
   */
  untriaged?: string;
  /**
   * By severity id.
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
   * How many must approve. Approvals of authors, and of the incident's commander, never count.
   */
  approvals: number;
  /**
   * Team ids or handles of whom approvals count; anybody in the catalog when left out.
   */
  from?: string[];
}
export interface Regulation {
  /**
   * Id.
   */
  id: string;
  /**
   * Name.
   */
  name: string;
  /**
   * Severity ids it applies to; all when left out.
   */
  severities?: string[];
  /**
   * What is due how long after which milestone.
   */
  clocks: {
    /**
     * Id.
     */
    id: string;
    /**
     * Milestone it counts from.
     */
    after: 'started' | 'detected' | 'declared' | 'acknowledged' | 'resolved';
    /**
     * How long.
     */
    within: string;
  }[];
}
export interface Channel {
  /**
   * Id. Another one tells everything anew.
   */
  id: string;
  /**
   * Format: JSON signed with HMAC, a Slack or Microsoft Teams message, or an e-mail.
   */
  kind: 'webhook' | 'slack' | 'teams' | 'email';
  /**
   * Environment variable that holds the address it is sent to: of the webhook, or of the mail server (smtps://user:password@host).
   */
  address_from: string;
  /**
   * Environment variable that holds the secret a webhook is signed with.
   */
  secret_from?: string;
  /**
   * Sender of an e-mail.
   */
  from?: string;
  /**
   * Receivers of an e-mail.
   */
  to?: string[];
  /**
   * Severity ids it is told of; all when left out.
   */
  severities?: string[];
}
export interface AlertRoute {
  /**
   * Labels that an alert must bear, with their values; one that ends in * fits whatever begins so.
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
   * Id: the last part of the address that it posts to.
   */
  id: string;
  /**
   * Format of its payloads.
   */
  reads: 'alertmanager' | 'pagerduty' | 'opsgenie' | 'grafana' | 'datadog' | 'sentry' | 'generic';
  /**
   * It signs the body with HMAC-SHA256 (signature), or it sends a token (bearer); what the format does when left out.
   */
  proof?: 'signature' | 'bearer';
  /**
   * Header that holds the signature; the format's own when left out.
   */
  header?: string;
  /**
   * Environment variables that hold its secrets or tokens; any of them is taken, so that one can follow another.
   */
  secrets_from?: string[];
  /**
   * With `generic`: JSON pointers to what an alert says.
   */
  fields?: {
    /**
     * Name of the alert, the same from trigger to resolution.
     */
    key: string;
    /**
     * Title.
     */
    title: string;
    /**
     * State; every payload is a trigger when left out.
     */
    state?: string;
    /**
     * What is wrong, in a sentence.
     */
    summary?: string;
    /**
     * When it happened: RFC 3339, or a number counted from 1970.
     */
    at?: string;
    /**
     * What the tool calls the service.
     */
    service?: string;
    /**
     * How bad it is.
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
   * With `generic`: its words for the states.
   */
  states?: {
    /**
     * It fires.
     */
    triggered?: string[];
    /**
     * Somebody took it.
     */
    acknowledged?: string[];
    /**
     * It cleared.
     */
    resolved?: string[];
    /**
     * Something else worth keeping.
     */
    note?: string[];
  };
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
    | 'closed';
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
    | 'closed';
}
export interface Exception {
  /**
   * Name of the rule.
   */
  rule: string;
  /**
   * File, relative to the data root; a folder means all below it.
   */
  path: string;
  /**
   * Why.
   */
  reason: string;
  /**
   * Last day on which it holds (YYYY-MM-DD).
   */
  until: string;
}
/**
 * catalog/teams/<team>.yaml: people, their on-call rotation and who is told when nobody answers.
 */
export interface TeamRecord {
  /**
   * Name as people say it.
   */
  name: string;
  /**
   * What the team is for.
   */
  description?: string;
  /**
   * Handle of who hierarchical escalation reaches.
   */
  manager?: string;
  /**
   * Slug of the same team in the organisation on GitHub, for CODEOWNERS; its members are named one by one when left out.
   */
  github?: string;
  /**
   * People of the team.
   */
  members?: Member[];
  /**
   * Who is on call: one order of people, layers of them (follow-the-sun, a second line), or both.
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
     * Handles in turn.
     */
    order?: string[];
    /**
     * Day of the first person's first shift (YYYY-MM-DD).
     */
    start?: string;
    /**
     * Length of a shift on the clocks of the zone: a day is from handover to handover, also when the clocks change.
     */
    length?: string;
    /**
     * More rotations side by side, each with its own zone and, if it likes, its own hours and days. Whoever a layer gives is on call, beside those of the other layers.
     */
    layers?: Layer[];
    /**
     * Whether somebody is to be on call at every hour, so that a gap is reported; `partial` where hours and days leave gaps on purpose.
     */
    cover?: 'always' | 'partial';
    /**
     * Swaps: who stands in, from when to when. Where two overlap, the later in this list holds.
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
       * Who is on call instead.
       */
      handle: string;
      /**
       * Name of the layer it is for; everybody who would be on call when left out.
       */
      layer?: string;
    }[];
  };
  /**
   * Levels, in order: who is told when nobody has answered for so long.
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
     * Tell this level again, so often, until somebody acknowledges.
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
     * Where to reach them.
     */
    contact?: string;
    /**
     * What they promise.
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
   * What to ask this person for.
   */
  skills?: string[];
  /**
   * IANA time zone.
   */
  timezone?: string;
}
export interface Layer {
  /**
   * Name as people say it.
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
   * Handles in turn.
   */
  order: string[];
  /**
   * Day of the first person's first shift (YYYY-MM-DD).
   */
  start: string;
  /**
   * Length of a shift on the clocks of the zone.
   */
  length: string;
  /**
   * Hours of the day in which the layer is on call (HH:MM-HH:MM); one that ends at or before its beginning goes past midnight. All day when left out.
   */
  hours?: string;
  /**
   * Days of the week on which those hours begin. Every day when left out.
   */
  days?: ('monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday')[];
}
export interface Entry {
  /**
   * When it happened: RFC 3339 with an offset. May be back-dated; when Git learnt it is read from history.
   */
  at: string;
  /**
   * What kind of thing happened. Lifecycle: started … merged. Coordination: assigned … resumed. Communication: update. Work: action … note.
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
   * Name of the entry, for `supersedes` and for keeping its history when it moves between files. A fragment's file name is its id.
   */
  id?: string;
  /**
   * Handle of the person, or name of the tool, that did it.
   */
  by?: string;
  /**
   * In words, Markdown. For an `update` it is the text the audience is told.
   */
  note?: string;
  /**
   * Who may read the entry: internal (the default), public, or restricted.
   */
  audience?: 'internal' | 'public' | 'restricted';
  /**
   * State of services from this instant on. The newest entry naming a service wins; `none` says that nobody notices; `none` and `resolved` clear all.
   */
  affects?:
    | {
        [k: string]: 'operational' | 'degraded' | 'partial-outage' | 'major-outage' | 'maintenance';
      }
    | string;
  /**
   * Dashboards, logs, tickets that belong to this entry.
   */
  links?: {
    /**
     * What is behind the link.
     */
    title: string;
    /**
     * http, https, mailto or relative.
     */
    url: string;
  }[];
  /**
   * Written by `sitrep intake`: the alerts that this entry tells of, so that none counts twice. Each is a digest of its name and, behind a hyphen or a plus, by how many milliseconds it came before or after `at`, in base 36.
   */
  alerts?: {
    /**
     * Alerts that fired.
     */
    fired?: string;
    /**
     * Alerts that somebody took.
     */
    acknowledged?: string;
    /**
     * Alerts that cleared.
     */
    cleared?: string;
    /**
     * Anything else that was told of alerts.
     */
    noted?: string;
  };
  /**
   * Id of an entry that this one corrects: the older one no longer counts, and stays readable.
   */
  supersedes?: string;
  /**
   * With `triaged`: how much is affected, one of the matrix's rows.
   */
  impact?: string;
  /**
   * With `triaged`: how soon it hurts, one of the matrix's columns.
   */
  urgency?: string;
  /**
   * With `triaged`: a severity other than the matrix gives; needs a reason.
   */
  severity?: string;
  /**
   * Why: needed by `reopened`, `cancelled`, `paused`, and by `triaged` that sets a severity.
   */
  reason?: string;
  /**
   * With `resolved`: how it ended.
   */
  resolution?: 'fixed' | 'workaround' | 'rolled-back' | 'third-party' | 'no-fault-found';
  /**
   * With `merged`: the incident that goes on.
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
   * With `escalated`: to specialists (functional), up the line (hierarchical), or to a supplier (vendor).
   */
  kind?: 'functional' | 'hierarchical' | 'vendor';
  /**
   * With `update`: what the audience is told the state is.
   */
  status?: 'investigating' | 'identified' | 'monitoring' | 'resolved';
  /**
   * With `change`: what was changed.
   */
  ref?: {
    /**
     * Commit, with its repository where that is another one.
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
   * With `runbook`: which one was followed.
   */
  runbook?: string;
  /**
   * Regulatory clocks that this entry answers, as regulation/clock: the report was sent, the authority was told.
   */
  fulfils?: string[];
  /**
   * With `runbook`: did it work?
   */
  outcome?: 'worked' | 'wrong' | 'missing';
}

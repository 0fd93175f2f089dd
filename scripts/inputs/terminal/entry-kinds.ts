import { audiences, resolutions, updateStatuses } from '../../model/register/choices.ts';
import type { Entry } from '../../../schemas/generated/records.ts';
import { type Option } from '../../session/context.ts';

/** A command that writes one entry into a timeline. */
export interface EntryKind {
  name: string;
  type: Entry['type'];
  summary: string;
  /** What it takes beside what every entry may have; the flag's name is the field's. */
  options: readonly Option[];
  /** Which incident is meant where none is named; `newest` of the live ones if left out. */
  unnamed?: 'newest' | 'only' | 'none';
  example: string;
}

const note = (what: string): Option => ({ flags: '--note <text>', description: what });
const reason: Option = { flags: '--reason <text>', description: 'why' };
const to = (who: string): Option => ({ flags: '--to <who>', description: who });

/** Options of every entry. */
export const common: readonly Option[] = [
  { flags: '--by <handle>', description: 'who did it; SITREP_HANDLE by default' },
  {
    flags: '--affects <states>',
    description: 'states of services from then on: checkout=degraded,search=operational; or none',
  },
];

/** Every command that writes an entry, in the order of an incident's life. */
export const entryKinds: readonly EntryKind[] = [
  {
    name: 'ack',
    type: 'acknowledged',
    summary: 'Acknowledge an incident',
    options: [note('what is known so far')],
    example: 'sitrep ack',
  },
  {
    name: 'triage',
    type: 'triaged',
    summary: 'Set the severity from impact and urgency',
    options: [
      {
        flags: '--impact <impact>',
        description: 'an impact or urgency of the matrix in sitrep.yaml',
      },
      {
        flags: '--urgency <urgency>',
        description: 'an impact or urgency of the matrix in sitrep.yaml',
      },
      {
        flags: '--severity <id>',
        description: 'severity if it differs from the matrix; needs --reason',
      },
      reason,
    ],
    example: 'sitrep triage --impact high --urgency medium',
  },
  {
    name: 'assign',
    type: 'assigned',
    summary: 'Assign a role or a task',
    options: [
      to('handle of the person'),
      { flags: '--role <role>', description: 'a role of the settings: commander …' },
      { flags: '--task <id>', description: 'a task of the incident' },
    ],
    example: 'sitrep assign --role commander --to msato',
  },
  {
    name: 'hand-over',
    type: 'handed-over',
    summary: 'Hand over a role',
    options: [
      to('handle of the person who takes over'),
      { flags: '--role <role>', description: 'which role' },
    ],
    example: 'sitrep hand-over --role commander --to jvries',
  },
  {
    name: 'pause',
    type: 'paused',
    summary: 'Pause SLA clocks while waiting for someone else',
    options: [reason],
    example: 'sitrep pause --reason "PayBridge looks into it"',
  },
  {
    name: 'resume',
    type: 'resumed',
    summary: 'Resume SLA clocks',
    options: [note('what changed')],
    example: 'sitrep resume',
  },
  {
    name: 'update',
    type: 'update',
    summary: 'Post a status update',
    options: [
      {
        flags: '--audience <audience>',
        description: 'audience of the update',
        choices: audiences,
        default: 'internal',
      },
      {
        flags: '--status <status>',
        description: 'progress',
        choices: updateStatuses,
        default: 'investigating',
      },
      note('text of the update'),
    ],
    example: 'sitrep update --audience public --status identified --note "We know the cause."',
  },
  {
    name: 'mitigate',
    type: 'mitigated',
    summary: 'Record that users are no longer affected',
    options: [note('how')],
    example: 'sitrep mitigate --affects checkout=operational',
  },
  {
    name: 'resolve',
    unnamed: 'only',
    type: 'resolved',
    summary: 'Resolve an incident',
    options: [
      {
        flags: '--resolution <how>',
        description: 'how it ended',
        choices: resolutions,
        default: 'fixed',
      },
      note('what ended it'),
    ],
    example: 'sitrep resolve --resolution rolled-back',
  },
  {
    name: 'reopen',
    unnamed: 'none',
    type: 'reopened',
    summary: 'Reopen an incident',
    options: [reason],
    example: 'sitrep reopen 2026-01-14 --reason "The queue grows again"',
  },
  {
    name: 'cancel',
    unnamed: 'only',
    type: 'cancelled',
    summary: 'Cancel a false alarm',
    options: [reason],
    example: 'sitrep cancel --reason "A probe was misconfigured"',
  },
  {
    name: 'merge',
    unnamed: 'only',
    type: 'merged',
    summary: 'Merge an incident into another one',
    options: [{ flags: '--into <incident>', description: 'id of the other' }],
    example: 'sitrep merge 2026-01-15 --into 2026-01-14-checkout-latency',
  },
  ...(['note', 'decision', 'finding'] as const).map((type): EntryKind => ({
    name: type,
    type,
    summary: {
      note: 'Add a note to the timeline',
      decision: 'Record a decision',
      finding: 'Record a finding',
    }[type],
    options: [note('the text')],
    example: `sitrep ${type} --note "…"`,
  })),
  {
    name: 'change',
    type: 'change',
    summary: 'Record a change: a commit, a deploy or a feature flag',
    options: [
      {
        flags: '--ref <what>',
        description: 'commit=northwind/checkout@4be1f02, deploy=… or flag=…',
      },
      note('why'),
    ],
    example: 'sitrep change --ref flag=static-sale-page --note "Switched on"',
  },
  {
    name: 'runbook',
    type: 'runbook',
    summary: 'Record whether a runbook worked',
    options: [
      { flags: '--runbook <id>', description: 'id of the runbook' },
      {
        flags: '--outcome <outcome>',
        description: 'whether it worked',
        choices: ['worked', 'wrong', 'missing'],
        default: 'worked',
      },
      note('what was missing or wrong'),
    ],
    example: 'sitrep runbook --runbook restart-checkout --outcome wrong --note "Step 3 is gone"',
  },
];

/** `sitrep escalate --to`; without `--to` the command updates the issues of SLA targets at risk or breached. */
export const escalation: EntryKind = {
  name: 'escalate',
  type: 'escalated',
  summary: 'Call for help from a team, a manager or a vendor',
  options: [
    to('person, team or vendor to call'),
    {
      flags: '--kind <kind>',
      description: 'with --to: kind of escalation',
      choices: ['functional', 'hierarchical', 'vendor'],
      default: 'functional',
    },
    note('what is needed from them'),
  ],
  example: 'sitrep escalate --to ticketing --note "The broker refuses writes"',
};

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
  { flags: '--by <handle>', description: 'who did it; SITREP_HANDLE when left out' },
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
    summary: 'Take an incident on',
    options: [note('what you know already')],
    example: 'sitrep ack',
  },
  {
    name: 'triage',
    type: 'triaged',
    summary: 'Say how bad it is: impact and urgency give the severity',
    options: [
      { flags: '--impact <impact>', description: 'as the matrix of the settings names it' },
      { flags: '--urgency <urgency>', description: 'as the matrix of the settings names it' },
      { flags: '--severity <id>', description: 'another than the matrix gives, with --reason' },
      reason,
    ],
    example: 'sitrep triage --impact high --urgency medium',
  },
  {
    name: 'assign',
    type: 'assigned',
    summary: 'Give somebody a role or a task',
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
    summary: 'Hand a role over',
    options: [to('handle of who takes it'), { flags: '--role <role>', description: 'which role' }],
    example: 'sitrep hand-over --role commander --to jvries',
  },
  {
    name: 'pause',
    type: 'paused',
    summary: 'Stop the clocks while only others can go on',
    options: [reason],
    example: 'sitrep pause --reason "PayBridge looks into it"',
  },
  {
    name: 'resume',
    type: 'resumed',
    summary: 'Let the clocks run again',
    options: [note('what changed')],
    example: 'sitrep resume',
  },
  {
    name: 'update',
    type: 'update',
    summary: 'Tell those who wait what is known',
    options: [
      {
        flags: '--audience <audience>',
        description: 'who is told',
        choices: audiences,
        default: 'internal',
      },
      {
        flags: '--status <status>',
        description: 'how far it is',
        choices: updateStatuses,
        default: 'investigating',
      },
      note('the text that is told'),
    ],
    example: 'sitrep update --audience public --status identified --note "We know the cause."',
  },
  {
    name: 'mitigate',
    type: 'mitigated',
    summary: 'Say that the harm is over, though the cause may not be',
    options: [note('how')],
    example: 'sitrep mitigate --affects checkout=operational',
  },
  {
    name: 'resolve',
    unnamed: 'only',
    type: 'resolved',
    summary: 'Say that it is over',
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
    summary: 'Take an end back: it is not over',
    options: [reason],
    example: 'sitrep reopen 2026-01-14 --reason "The queue grows again"',
  },
  {
    name: 'cancel',
    unnamed: 'only',
    type: 'cancelled',
    summary: 'Say that it was a false alarm',
    options: [reason],
    example: 'sitrep cancel --reason "A probe was misconfigured"',
  },
  {
    name: 'merge',
    unnamed: 'only',
    type: 'merged',
    summary: 'Say that it is the same as another incident',
    options: [{ flags: '--into <incident>', description: 'id of the other' }],
    example: 'sitrep merge 2026-01-15 --into 2026-01-14-checkout-latency',
  },
  ...(['note', 'decision', 'finding'] as const).map((type): EntryKind => ({
    name: type,
    type,
    summary: {
      note: 'Write something down',
      decision: 'Write a decision down',
      finding: 'Write down what was found',
    }[type],
    options: [note('the text')],
    example: `sitrep ${type} --note "…"`,
  })),
  {
    name: 'change',
    type: 'change',
    summary: 'Write down what was changed: a commit, a deploy, a flag',
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
    summary: 'Say how a runbook served',
    options: [
      { flags: '--runbook <id>', description: 'which' },
      {
        flags: '--outcome <outcome>',
        description: 'how it served',
        choices: ['worked', 'wrong', 'missing'],
        default: 'worked',
      },
      note('what was missing or wrong'),
    ],
    example: 'sitrep runbook --runbook restart-checkout --outcome wrong --note "Step 3 is gone"',
  },
];

/** `sitrep escalate` with somebody to call; without, it tells GitHub of what is at risk or broken. */
export const escalation: EntryKind = {
  name: 'escalate',
  type: 'escalated',
  summary: 'Call for help: another team, the hierarchy, or a vendor',
  options: [
    to('person, team or vendor that is called'),
    {
      flags: '--kind <kind>',
      description: 'with --to: what kind of help',
      choices: ['functional', 'hierarchical', 'vendor'],
      default: 'functional',
    },
    note('what is needed of them'),
  ],
  example: 'sitrep escalate --to ticketing --note "The broker refuses writes"',
};

import {
  audiences,
  escalationKinds,
  resolutions,
  runbookOutcomes,
  statedStates,
  updateStatuses,
} from './choices.ts';
import type { Entry } from '../../../schemas/generated/records.ts';

/** Field of an entry that a command can set; the terminal's option has the same name. */
export type FieldName = Exclude<
  keyof Entry,
  'at' | 'type' | 'id' | 'by' | 'links' | 'alerts' | 'supersedes'
>;

/**
 * Kind of a value: free text, one of a few words, `key=value` pairs, states of services, or the name
 * of something.
 */
export type FieldKind =
  | 'text'
  | 'choice'
  | 'pairs'
  | 'effects'
  | 'person'
  | 'party'
  | 'incident'
  | 'impact'
  | 'urgency'
  | 'severity'
  | 'role'
  | 'task'
  | 'runbook'
  | 'regulation'
  | 'filing';

export interface EntryField {
  name: FieldName;
  kind: FieldKind;
  description: string;
  /** The values of a `choice`, or the states of `effects`. */
  choices?: readonly string[];
  default?: string;
  /** Source from which `buildEntry` derives a missing value: the incident, or the entry's other fields. */
  derivedFrom?: 'incident' | 'entry';
  /** A value of `pairs` or `effects` as people write it. */
  example?: string;
}

/** The order of an entry's fields in a comment: words, one optional word of a list, and free text. */
export interface CommentForm {
  /** Word after the slash, if it is not the name of the command. */
  name?: string;
  /** Imperative of at most 60 characters, if it is not that of the command. */
  summary?: string;
  words?: readonly FieldName[];
  marked?: FieldName;
  text?: FieldName;
  /** Fields without which the form is not valid, if they are not those of the command. */
  required?: readonly FieldName[];
}

/** The fields of an entry, whichever input writes it. */
export interface EntryShape {
  type: Entry['type'];
  fields: readonly EntryField[];
  /** Fields without which the entry is not valid, and which have no default. */
  required?: readonly FieldName[];
}

/** Command that writes one entry to a timeline, from a terminal or a comment. */
export interface EntryCommand extends EntryShape {
  name: string;
  /** Other names, besides the entry's type. */
  aliases?: readonly string[];
  /** An imperative of at most 60 characters. */
  summary: string;
  /** Incident to use if none is named: the newest live one by default. */
  unnamed?: 'newest' | 'only' | 'none';
  /** Example command line. */
  example: string;
  /**
   * Forms in which a comment writes it, or the reason why comments do not offer it. A terminal takes
   * every field as an option; a comment has no options, so fields that do not fit on one line have a
   * form of their own.
   */
  comment: readonly CommentForm[] | { unavailable: string };
}

const text = (name: 'note' | 'reason', description: string): EntryField => ({
  name,
  kind: 'text',
  description,
});
const choice = (
  name: FieldName,
  choices: readonly string[],
  description: string,
  fallback: Pick<EntryField, 'default' | 'derivedFrom'>,
): EntryField => ({ name, kind: 'choice', choices, description, ...fallback });
const role: EntryField = { name: 'role', kind: 'role', description: 'a role of the settings' };

const regulation: EntryField = {
  name: 'regulation',
  kind: 'regulation',
  description: 'id of the regulation; all by default',
};

/**
 * States of services from an entry on. At a terminal, every command takes them; in a comment, `/affects`
 * writes them in an entry of their own.
 */
export const affects: EntryField = {
  name: 'affects',
  kind: 'effects',
  choices: statedStates,
  description: 'new states of services, or none if nobody notices',
  example: 'checkout=degraded,search=operational',
};

/** `sitrep escalate` does more at a terminal: without `--to`, it updates the escalation issues. */
export const escalate: EntryCommand = {
  name: 'escalate',
  type: 'escalated',
  summary: 'Call a team, a person or a vendor for help',
  fields: [
    { name: 'to', kind: 'party', description: 'person, team or vendor to call' },
    choice('kind', escalationKinds, 'kind of help; follows from --to by default', {
      derivedFrom: 'entry',
    }),
    text('note', 'what is needed'),
  ],
  required: ['to'],
  example: 'sitrep escalate --to ticketing --note "The broker refuses writes"',
  comment: [{ words: ['to'], marked: 'kind', text: 'note' }],
};

/** `sitrep triage`, with which every incident of `sitrep new` and of the issue form begins. */
export const triage: EntryCommand = {
  name: 'triage',
  type: 'triaged',
  aliases: ['sev'],
  summary: 'Set impact and urgency, which give the severity',
  fields: [
    {
      name: 'impact',
      kind: 'impact',
      description: 'a row of the severity matrix',
      derivedFrom: 'incident',
    },
    {
      name: 'urgency',
      kind: 'urgency',
      description: 'a column of the severity matrix',
      derivedFrom: 'incident',
    },
    {
      name: 'severity',
      kind: 'severity',
      description: 'overrides the matrix; needs --reason',
    },
    text('reason', 'why the severity differs from the matrix'),
    text('note', 'why'),
  ],
  example: 'sitrep triage --impact high --urgency medium',
  comment: [
    { words: ['impact', 'urgency'], text: 'note' },
    {
      name: 'severity',
      summary: 'Override the severity of the matrix',
      words: ['severity'],
      text: 'reason',
      required: ['reason'],
    },
  ],
};

/** Every command that writes one entry, in the order of an incident's life. */
export const entryCommands: readonly EntryCommand[] = [
  {
    name: 'ack',
    type: 'acknowledged',
    aliases: ['acknowledge'],
    summary: 'Acknowledge an incident',
    fields: [text('note', 'what you know')],
    example: 'sitrep ack',
    comment: [{ text: 'note' }],
  },
  triage,
  {
    name: 'assign',
    type: 'assigned',
    summary: 'Assign a role or a task',
    fields: [
      { name: 'to', kind: 'person', description: 'handle of the person' },
      role,
      { name: 'task', kind: 'task', description: 'a task of the incident' },
    ],
    required: ['to'],
    example: 'sitrep assign --role commander --to msato',
    comment: [
      { summary: 'Assign a role', words: ['to', 'role'] },
      { name: 'task', summary: 'Assign a task', words: ['task', 'to'] },
    ],
  },
  {
    name: 'aware',
    type: 'aware',
    summary: 'Record when you became aware of a reportable incident',
    fields: [regulation, text('note', 'what was known')],
    example: 'sitrep aware --regulation nis2 --note "The outage is significant"',
    comment: [{ marked: 'regulation', text: 'note' }],
  },
  {
    name: 'classify',
    type: 'classified',
    summary: 'Classify an incident as reportable by a regulation',
    fields: [regulation, text('note', 'criteria that are met')],
    example: 'sitrep classify --regulation dora --note "Major: clients, duration"',
    comment: [{ marked: 'regulation', text: 'note' }],
  },
  {
    name: 'reclassify',
    type: 'reclassified',
    summary: 'Record that an incident was never reportable',
    fields: [regulation, text('reason', 'why no criteria were met')],
    required: ['reason'],
    unnamed: 'only',
    example: 'sitrep reclassify --regulation gdpr --reason "No personal data"',
    comment: [{ marked: 'regulation', text: 'reason' }],
  },
  escalate,
  {
    name: 'hand-over',
    type: 'handed-over',
    aliases: ['handover'],
    summary: 'Hand a role over to another person',
    fields: [{ name: 'to', kind: 'person', description: 'handle of the new holder' }, role],
    required: ['to', 'role'],
    example: 'sitrep hand-over --role commander --to jvries',
    comment: [{ words: ['to', 'role'] }],
  },
  {
    name: 'pause',
    type: 'paused',
    summary: 'Pause SLA clocks while waiting for someone else',
    fields: [text('reason', 'who or what you are waiting for')],
    required: ['reason'],
    example: 'sitrep pause --reason "PayBridge is investigating"',
    comment: [{ text: 'reason' }],
  },
  {
    name: 'resume',
    type: 'resumed',
    summary: 'Resume the SLA clocks',
    fields: [text('note', 'what changed')],
    example: 'sitrep resume',
    comment: [{ text: 'note' }],
  },
  {
    name: 'update',
    type: 'update',
    summary: 'Post a status update',
    fields: [
      choice('audience', audiences, 'who may read it', { default: 'internal' }),
      choice('status', updateStatuses, 'follows from the state of the incident by default', {
        derivedFrom: 'incident',
      }),
      text('note', 'text of the update'),
    ],
    required: ['note'],
    example: 'sitrep update --audience public --status identified --note "We know the cause."',
    comment: [{ words: ['audience'], marked: 'status', text: 'note' }],
  },
  {
    name: 'fix-available',
    type: 'fix-available',
    summary: 'Record when a fix or a mitigation became available',
    fields: [regulation, text('note', 'which')],
    example: 'sitrep fix-available --note "Release 4.2.1"',
    comment: [{ marked: 'regulation', text: 'note' }],
  },
  {
    name: 'mitigate',
    type: 'mitigated',
    summary: 'Record that users are no longer affected',
    fields: [text('note', 'how')],
    example: 'sitrep mitigate --affects checkout=operational',
    comment: [{ text: 'note' }],
  },
  {
    name: 'resolve',
    type: 'resolved',
    summary: 'Resolve an incident',
    fields: [
      choice('resolution', resolutions, 'how it was resolved', { default: 'fixed' }),
      text('note', 'how'),
    ],
    unnamed: 'only',
    example: 'sitrep resolve --resolution rolled-back',
    comment: [{ marked: 'resolution', text: 'note' }],
  },
  {
    name: 'handled',
    type: 'handled',
    summary: 'Record when the handling of an incident ended',
    fields: [regulation, text('note', 'what was done last')],
    unnamed: 'none',
    example: 'sitrep handled 2026-01-14 --regulation nis2',
    comment: [{ marked: 'regulation', text: 'note' }],
  },
  {
    name: 'reopen',
    type: 'reopened',
    summary: 'Reopen an incident',
    fields: [text('reason', 'why')],
    required: ['reason'],
    unnamed: 'none',
    example: 'sitrep reopen 2026-01-14 --reason "The queue is growing again"',
    comment: [{ text: 'reason' }],
  },
  {
    name: 'cancel',
    type: 'cancelled',
    summary: 'Cancel an incident that was a false alarm',
    fields: [text('reason', 'why')],
    required: ['reason'],
    unnamed: 'only',
    example: 'sitrep cancel --reason "A probe was misconfigured"',
    comment: [{ text: 'reason' }],
  },
  {
    name: 'merge',
    type: 'merged',
    summary: 'Merge an incident into another one',
    fields: [{ name: 'into', kind: 'incident', description: 'id of the other incident' }],
    required: ['into'],
    unnamed: 'only',
    example: 'sitrep merge 2026-01-15 --into 2026-01-14-checkout-latency',
    comment: {
      unavailable: 'The other incident has to be found among all records, by a part of its id.',
    },
  },
  {
    name: 'note',
    type: 'note',
    summary: 'Add a note',
    fields: [
      { ...text('note', 'text'), derivedFrom: 'entry' },
      { name: 'fulfils', kind: 'filing', description: 'regulatory clock whose report was sent' },
    ],
    example: 'sitrep note --note "The queue is growing"',
    comment: [
      { text: 'note', required: ['note'] },
      {
        name: 'filed',
        summary: 'Record that the report of a regulatory clock was sent',
        words: ['fulfils'],
        text: 'note',
        required: ['note'],
      },
      {
        name: 'affects',
        summary: 'Set the state of services',
        words: ['affects'],
        text: 'note',
        required: [],
      },
    ],
  },
  {
    name: 'decision',
    type: 'decision',
    summary: 'Record a decision',
    fields: [text('note', 'text')],
    required: ['note'],
    example: 'sitrep decision --note "We keep the sale page off until Monday"',
    comment: [{ text: 'note' }],
  },
  {
    name: 'finding',
    type: 'finding',
    summary: 'Record a finding',
    fields: [text('note', 'text')],
    required: ['note'],
    example: 'sitrep finding --note "The pool has only ten connections"',
    comment: [{ text: 'note' }],
  },
  {
    name: 'change',
    type: 'change',
    summary: 'Record a commit, a deployment or a feature flag',
    fields: [
      {
        name: 'ref',
        kind: 'pairs',
        description: 'commit=…, deploy=… or flag=…',
        example: 'commit=northwind/checkout@4be1f02',
      },
      text('note', 'why'),
    ],
    required: ['ref'],
    example: 'sitrep change --ref flag=static-sale-page --note "Switched on"',
    comment: [{ words: ['ref'], text: 'note' }],
  },
  {
    name: 'runbook',
    type: 'runbook',
    summary: 'Record whether a runbook worked',
    fields: [
      { name: 'runbook', kind: 'runbook', description: 'id of the runbook' },
      choice('outcome', runbookOutcomes, 'whether it worked', { default: 'worked' }),
      text('note', 'what was missing or wrong'),
    ],
    example: 'sitrep runbook --runbook restart-checkout --outcome wrong --note "Step 3 is gone"',
    comment: [{ words: ['runbook'], marked: 'outcome', text: 'note' }],
  },
];

/** Entries that are written with a new incident, not by a command of their own. */
export const openingShapes: readonly EntryShape[] = [
  { type: 'started', fields: [] },
  { type: 'detected', fields: [text('note', 'what was noticed')] },
];

/** Entry types that no command writes as exactly one entry, each with the reason. */
export const otherTypes: Partial<Record<Entry['type'], string>> = {
  started: '`sitrep new --since` and the issue form write it with the incident.',
  detected: '`sitrep new`, the issue form and alerts write it with the incident.',
  declared: 'Only imports write it; in a new incident, `detected` says the same.',
  identified: 'Imports write it; a `finding` and a status update say the same with more detail.',
  closed: '`sitrep close` writes it and folds the timeline at the same time.',
  action: 'Tasks are fields of the incident: `sitrep task`.',
};

/** Finds a command by its name, an alias, or the type of its entry. */
export function findEntryCommand(word: string): EntryCommand | undefined {
  return entryCommands.find((command) => listWords(command).includes(word));
}

/**
 * Returns the fields that an entry type has when an input writes it.
 *
 * @throws {Error} if no input writes entries of this type
 */
export function requireEntryShape(type: Entry['type']): EntryShape {
  const shape = [...openingShapes, ...entryCommands].find((one) => one.type === type);
  if (!shape) throw new Error(`No input writes entries of type ${type}: this is a bug in Sitrep.`);
  return shape;
}

/** Lists the words for a command, its name first. */
export function listWords({ name, type, aliases = [] }: EntryCommand): string[] {
  return [...new Set([name, type, ...aliases])];
}

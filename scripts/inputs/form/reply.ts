import type { Entry } from '../../../schemas/generated/records.ts';
import { hasEffect, listEffects } from '../../model/register/effects.ts';
import { stateWords } from '../../model/register/states.ts';
import { quoteText } from '../../model/text/quote.ts';
import { parseInstant } from '../../model/time/instant.ts';
import type { Incident } from '../../model/register/register.ts';
import { formatInZone } from '../../model/time/zone.ts';
import type { FieldError, FormDraft, IssueForm } from './form.ts';

/** Maximum number of errors in one reply: a screen or two. */
const maxErrors = 20;
/** Maximum number of live incidents in one reply. */
const maxLive = 3;

/** The record of a form, and where it is proposed. */
export interface ProposedRecord {
  id: string;
  /** Address of the pull request, or of the page on which a person opens it. */
  url: string;
  /** False if a person has to open the pull request. */
  isOpen: boolean;
}

/** Formats the reply to a form with missing or unreadable fields. */
export function formatErrors({ creates }: IssueForm, errors: readonly FieldError[]): string {
  const lines = errors
    .slice(0, maxErrors)
    .map(({ field, message }) => `- **${quoteText(field, 100)}**: ${quoteText(message, 300)}`);
  return [
    `Thank you. This form does not describe a complete ${creates} yet:`,
    [...lines, ...(errors.length > maxErrors ? ['- … and more'] : [])].join('\n'),
    'Edit the text above (⋯, then _Edit_). The form is read again immediately.',
  ].join('\n\n');
}

/** Formats the reply to a form that was filed: how it was understood, and what happens next. */
export function formatFiled(
  { creates }: IssueForm,
  draft: FormDraft,
  { id, url, isOpen }: ProposedRecord,
  { zone, live }: { zone: string; live: readonly Pick<Incident, 'id' | 'title'>[] },
): string {
  const next = isOpen
    ? `It counts as soon as [the pull request](${url}) is merged.`
    : `This workflow may not open its pull request. Somebody with write access has to [open it](${url}).`;
  const similar = live
    .slice(0, maxLive)
    .map(({ id: other, title }) => `- ${quoteText(title, 120)} (\`${other}\`)`);
  return [
    `Thank you. The ${creates} is \`${id}\`. ${next}`,
    'This is how your form was understood:',
    describeDraft(draft, zone)
      .map(([name, value]) => `- ${name}: ${quoteText(value, 300)}`)
      .join('\n'),
    'Is something wrong? Edit the text above. The form is read again until somebody reviews or edits the record.',
    ...(similar.length > 0
      ? [
          `These incidents are open on the same services. If yours is one of them, say so in a comment, and somebody will merge the two:\n\n${similar.join('\n')}`,
        ]
      : []),
    ...(draft.kind === 'incident'
      ? [
          'This issue is now the incident issue. A comment that begins with a command adds an entry to the timeline. `/help` lists the commands, and `/status` shows the current state.',
        ]
      : []),
  ].join('\n\n');
}

/** Reason why a record no longer follows the text of its issue. */
export type SettledState = 'merged' | 'closed' | 'touched' | 'reviewed';

/** Formats the reply to an edit that comes too late to change the record. */
export function formatSettled({ creates }: IssueForm, state: SettledState, url: string): string {
  const reasons = {
    merged: `The ${creates} is on record: [its pull request](${url}) is merged.`,
    closed: `[The pull request](${url}) was closed without being merged, so the ${creates} is not on record. Somebody with write access can reopen it.`,
    reviewed: `[The pull request](${url}) has been reviewed.`,
    touched: `Somebody has edited the ${creates} in [the pull request](${url}).`,
  };
  return `${reasons[state]} Edits to this issue no longer change it. Suggest changes in the pull request or in a comment.`;
}

function describeDraft(draft: FormDraft, zone: string): [string, string][] {
  const formatTime = (text: string): string => {
    const at = parseInstant(text);
    return at === undefined ? text : `${formatInZone(at, zone)} (${zone})`;
  };
  const { record } = draft;
  const services = record.services.length === 0 ? 'unknown' : record.services.join(', ');
  const shared: [string, string][] = [
    ['title', record.title],
    ['services', services],
  ];
  if (draft.kind === 'runbook') return [...shared, ['owner', draft.record.owner]];
  if (draft.kind === 'maintenance') {
    const { window, impact } = draft.record;
    return [
      ...shared,
      ['from', formatTime(window?.start ?? '')],
      ['to', formatTime(window?.end ?? '')],
      ['impact', impact],
    ];
  }
  const triage = draft.entries.find(({ type }) => type === 'triaged');
  return [
    ...shared,
    ['what users notice', describeEffect(draft.entries)],
    ['since', formatTime(draft.entries[0]?.at ?? '')],
    ['impact and urgency', triage ? `${triage.impact}, ${triage.urgency}` : 'unknown'],
    ['reported via', draft.record.channel],
  ];
}

function describeEffect(entries: readonly Entry[]): string {
  const stated = entries.find(hasEffect);
  if (!stated) return 'unknown';
  if (stated.affects === 'none') return 'nothing';
  return [...new Set(listEffects(stated).map(([, state]) => stateWords[state]))].join(', ');
}

import { quoteText } from '../../model/text/quote.ts';
import { parseInstant } from '../../model/time/instant.ts';
import type { Incident } from '../../model/register/register.ts';
import { formatInZone } from '../../model/time/zone.ts';
import type { Draft, Form, Lack } from './form.ts';

/** GitHub shows no more than a screen or two. */
const mostLacks = 20;
const mostOpen = 3;

/** Where the record that was made of a form is. */
export interface Filed {
  id: string;
  /** Address of the pull request, or of the page on which a person opens it. */
  url: string;
  /** Whether there is a pull request, or a person has to open it. */
  isOpen: boolean;
}

/** What is missing, for whoever opened the issue. */
export function tellLacks({ makes }: Form, lacks: readonly Lack[]): string {
  const lines = lacks
    .slice(0, mostLacks)
    .map(({ field, why }) => `- **${quoteText(field, 100)}** ${quoteText(why, 300)}`);
  return [
    `Thank you. No ${makes} was made of this yet, since something is missing:`,
    [...lines, ...(lacks.length > mostLacks ? ['- … and more'] : [])].join('\n'),
    'Please edit the text above (⋯, then _Edit_): it is read again at once.',
  ].join('\n\n');
}

/** That a record was made, what was understood, and what happens next. */
export function tellFiled(
  { makes }: Form,
  draft: Draft,
  { id, url, isOpen }: Filed,
  { zone, open }: { zone: string; open: readonly Pick<Incident, 'id' | 'title'>[] },
): string {
  const next = isOpen
    ? `It counts as soon as [the pull request](${url}) is merged.`
    : `Somebody who may has to [open the pull request](${url}): this workflow may not.`;
  return [
    `Thank you. The ${makes} is \`${id}\`. ${next}`,
    'This is how it was understood:',
    describeDraft(draft, zone)
      .map(([what, how]) => `- ${what}: ${quoteText(how, 300)}`)
      .join('\n'),
    'Is something wrong? Edit the text above: it is read again, until somebody works on the record.',
    ...(open.length > 0
      ? [
          `Is it one of these, which are open on the same services? Then say so here, and it is merged:\n\n${open
            .slice(0, mostOpen)
            .map(({ id: other, title }) => `- ${quoteText(title, 120)} (\`${other}\`)`)
            .join('\n')}`,
        ]
      : []),
    ...(draft.kind === 'incident'
      ? [
          'This issue is now the room of the incident. A comment that begins with a command goes into its timeline; `/help` lists them, `/status` says how it stands.',
        ]
      : []),
  ].join('\n\n');
}

/** Why a record does not follow the text of its issue any more. */
export type Settled = 'merged' | 'closed' | 'touched' | 'reviewed';

/** Why what stands in the issue is not taken over any more. */
export function tellSettled({ makes }: Form, state: Settled, url: string): string {
  const reasons = {
    merged: `The ${makes} is part of the records since [its pull request](${url}) was merged.`,
    closed: `[The pull request](${url}) was closed without being merged: there is no ${makes}. Somebody who may can reopen it.`,
    reviewed: `[The pull request](${url}) has been reviewed.`,
    touched: `Somebody has worked on the ${makes} in [the pull request](${url}) since.`,
  };
  return `${reasons[state]} Edits of this issue change nothing any more: please propose them there, or in a comment.`;
}

function describeDraft(draft: Draft, zone: string): [string, string][] {
  const show = (text: string): string => {
    const at = parseInstant(text);
    return at === undefined ? text : `${formatInZone(at, zone)} (${zone})`;
  };
  const { record } = draft;
  const services = record.services.length === 0 ? 'not known' : record.services.join(', ');
  const shared: [string, string][] = [
    ['title', record.title],
    ['services', services],
  ];
  if (draft.kind === 'runbook') return [...shared, ['owner', draft.record.owner]];
  if (draft.kind === 'maintenance') {
    const { window, impact } = draft.record;
    return [
      ...shared,
      ['from', show(window?.start ?? '')],
      ['to', show(window?.end ?? '')],
      ['impact', impact],
    ];
  }
  const triage = draft.entries.find(({ type }) => type === 'triaged');
  return [
    ...shared,
    ['since', show(draft.entries[0]?.at ?? '')],
    ['impact and urgency', triage ? `${triage.impact}, ${triage.urgency}` : 'not known'],
    ['how it reached us', draft.record.channel],
  ];
}

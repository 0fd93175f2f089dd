import { channels } from '../../model/register/choices.ts';
import { formatInstant } from '../../model/time/instant.ts';
import type { Entry } from '../../../schemas/generated/records.ts';
import type { Form } from './form.ts';
import {
  linkRoom,
  readAuthor,
  readChoice,
  readLine,
  readLong,
  readMoment,
  readServices,
  readTitle,
  startReading,
} from './values.ts';
import { aliasOf } from '../../model/register/alias.ts';

const label = {
  summary: 'In one line',
  services: 'What is affected?',
  since: 'Since when?',
  impact: 'How much is affected?',
  urgency: 'How soon does it hurt?',
  channel: 'How do you know?',
  category: 'What kind of thing is it?',
  details: 'What do you see?',
};

/** What an entry's note may hold, less a little. */
const longestNote = 19_900;

/** Report an incident: for the help desk, and for whoever sees that something is wrong. */
export const incident: Form = {
  name: 'incident',
  makes: 'incident',
  fields: [
    { label: label.summary, required: true },
    { label: label.services, required: true },
    { label: label.since, required: false },
    { label: label.impact, required: false },
    { label: label.urgency, required: false },
    { label: label.channel, required: true },
    { label: label.category, required: false },
    { label: label.details, required: false, long: true },
  ],
  read(answers, submission, register) {
    const reader = startReading();
    const { matrix, categories, organisation } = register.settings;
    const get = (key: keyof typeof label): string | undefined => answers.get(label[key]);
    const choose = (key: 'impact' | 'urgency', known: string[]): string | undefined =>
      readChoice(
        reader,
        label[key],
        get(key),
        known.map((id) => ({ id })),
      );
    const impact = choose('impact', Object.keys(matrix));
    const urgency = choose('urgency', [...new Set(Object.values(matrix).flatMap(Object.keys))]);
    const { at } = submission;
    const since = readMoment(reader, label.since, get('since'), organisation.timezone, at);
    if (since !== undefined && since > at) {
      reader.lack(label.since, 'It lies after this report: please write when it began.');
    }
    const channel = readChoice(
      reader,
      label.channel,
      get('channel'),
      channels.map((id) => ({ id })),
    ) as (typeof channels)[number] | undefined;
    const category =
      readChoice(reader, label.category, get('category'), categories) ??
      categories.find(({ id }) => id === 'unknown')?.id ??
      categories.at(-1)?.id ??
      'unknown';
    const by = readAuthor(submission);
    const details = get('details');
    const entries: Entry[] = [
      ...(since === undefined || since === at
        ? []
        : [{ at: formatInstant(since), type: 'started' as const }]),
      {
        at: formatInstant(at),
        type: 'detected',
        ...by,
        ...(details !== undefined && { note: readLong(details, longestNote) }),
      },
      // One of the two alone says nothing about severity.
      ...(impact !== undefined && urgency !== undefined
        ? [{ at: formatInstant(at), type: 'triaged' as const, ...by, impact, urgency }]
        : []),
    ];
    const record = {
      title: readTitle(reader, submission),
      summary: readLine(reader, label.summary, get('summary'), 500),
      services: readServices(reader, label.services, get('services'), register),
      category,
      channel: channel ?? 'user-report',
      links: [linkRoom(submission)],
      aliases: [aliasOf(submission.number)],
    };
    return { draft: { kind: 'incident', record, entries }, lacks: reader.lacks };
  },
};

import { channels } from '../../model/register/choices.ts';
import { buildInputEntry } from '../../model/register/build-entry.ts';
import { formatInstant } from '../../model/time/instant.ts';
import type { Entry } from '../../../schemas/generated/records.ts';
import type { IssueForm } from './form.ts';
import {
  linkIssue,
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
  effect: 'What do users notice?',
  since: 'Since when?',
  impact: 'How much is affected?',
  urgency: 'How urgent is it?',
  channel: 'How do you know?',
  category: 'What kind of failure is it?',
  details: 'What do you see?',
};

/** Effects that a reporter can choose. It is the same for every service chosen. */
const effects = ['none', 'degraded', 'partial-outage', 'major-outage'] as const;

/** Maximum length of a note: a little less than an entry allows. */
const maxNoteLength = 19_900;

/** Reports an incident, for the help desk and for anybody who notices that something is wrong. */
export const incident: IssueForm = {
  name: 'incident',
  creates: 'incident',
  fields: [
    { label: label.summary, required: true },
    { label: label.services, required: true },
    { label: label.effect, required: false },
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
    const choose = (
      key: 'effect' | 'impact' | 'urgency',
      known: readonly string[],
    ): string | undefined =>
      readChoice(
        reader,
        label[key],
        get(key),
        known.map((id) => ({ id })),
      );
    const effect = choose('effect', effects) as (typeof effects)[number] | undefined;
    const impact = choose('impact', Object.keys(matrix));
    const urgency = choose('urgency', [...new Set(Object.values(matrix).flatMap(Object.keys))]);
    const { at } = submission;
    const since = readMoment(reader, label.since, get('since'), organisation.timezone, at);
    if (since !== undefined && since > at) {
      reader.addError(label.since, 'This time is after the report. Write when it began.');
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
    const reported = { at: formatInstant(at), ...readAuthor(submission) };
    const details = get('details');
    const note = details === undefined ? {} : { note: readLong(details, maxNoteLength) };
    const title = readTitle(reader, submission);
    const summary = readLine(reader, label.summary, get('summary'), 500);
    const services = readServices(reader, label.services, get('services'), register);
    const affects = buildAffects(services, effect);
    const started =
      since === undefined || since === at
        ? undefined
        : buildInputEntry('started', { at: formatInstant(since) });
    const entries = [
      ...(started ? [{ ...started, ...affects }] : []),
      { ...buildInputEntry('detected', reported, note), ...(!started && affects) },
      // Impact or urgency alone does not determine a severity.
      ...(impact !== undefined && urgency !== undefined
        ? [buildInputEntry('triaged', reported, { impact, urgency })]
        : []),
    ];
    const record = {
      title,
      summary,
      services,
      category,
      channel: channel ?? 'user-report',
      links: [linkIssue(submission)],
      aliases: [aliasOf(submission.number)],
    };
    return { draft: { kind: 'incident', record, entries }, errors: reader.errors };
  },
};

/** Builds the effect of an entry; nothing if the reporter does not know it or names no service. */
function buildAffects(
  services: readonly string[],
  effect: (typeof effects)[number] | undefined,
): Pick<Entry, 'affects'> {
  if (effect === 'none') return { affects: 'none' };
  if (effect === undefined || services.length === 0) return {};
  return { affects: Object.fromEntries(services.map((id) => [id, effect])) };
}

import { maintenanceImpacts } from '../../model/register/choices.ts';
import { formatInstant } from '../../model/time/instant.ts';
import type { IssueForm } from './form.ts';
import {
  linkIssue,
  readAuthor,
  readChoice,
  readMoment,
  readServices,
  readTitle,
  startReading,
} from './values.ts';
import { aliasOf } from '../../model/register/alias.ts';

const label = {
  services: 'What is affected?',
  start: 'Start',
  end: 'End',
  impact: 'What will people notice?',
  plan: 'Steps and rollback',
};

/** Requests a maintenance window: planned work that people may notice. */
export const maintenance: IssueForm = {
  name: 'maintenance',
  creates: 'maintenance window',
  fields: [
    { label: label.services, required: true },
    { label: label.start, required: true },
    { label: label.end, required: true },
    { label: label.impact, required: true },
    { label: label.plan, required: true, long: true },
  ],
  read(answers, submission, register) {
    const reader = startReading();
    const { timezone } = register.settings.organisation;
    const get = (key: keyof typeof label): string | undefined => answers.get(label[key]);
    const start = readMoment(reader, label.start, get('start'), timezone);
    const end = readMoment(reader, label.end, get('end'), timezone);
    if (start !== undefined && end !== undefined && end <= start) {
      reader.addError(label.end, 'The end is not after the start. Write a later time.');
    }
    const impact = readChoice(
      reader,
      label.impact,
      get('impact'),
      maintenanceImpacts.map((id) => ({ id })),
    ) as (typeof maintenanceImpacts)[number] | undefined;
    const { at, number } = submission;
    const from = start ?? at;
    const record = {
      title: readTitle(reader, submission),
      services: readServices(reader, label.services, get('services'), register),
      window: { start: formatInstant(from), end: formatInstant(end ?? from) },
      impact: impact ?? 'none',
      events: [{ at: formatInstant(at), status: 'scheduled' as const, ...readAuthor(submission) }],
      links: [linkIssue(submission)],
      aliases: [aliasOf(number)],
    };
    const body = get('plan') ?? '';
    return { draft: { kind: 'maintenance', record, at: from, body }, errors: reader.errors };
  },
};

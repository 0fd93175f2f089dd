import { maintenanceImpacts } from '../../model/register/choices.ts';
import { formatInstant } from '../../model/time/instant.ts';
import type { Form } from './form.ts';
import {
  linkRoom,
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
  plan: 'What is done, and the way back',
};

/** Request maintenance: one window of planned work. */
export const maintenance: Form = {
  name: 'maintenance',
  makes: 'maintenance window',
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
      reader.lack(label.end, 'It does not lie after the start.');
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
      links: [linkRoom(submission)],
      aliases: [aliasOf(number)],
    };
    const body = get('plan') ?? '';
    return { draft: { kind: 'maintenance', record, at: from, body }, lacks: reader.lacks };
  },
};

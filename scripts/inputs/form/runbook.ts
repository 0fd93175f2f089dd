import { formatDay } from '../../model/time/instant.ts';
import type { Form } from './form.ts';
import { readChoice, readServices, readTitle, startReading } from './values.ts';

const label = {
  services: 'Which services is it for?',
  owner: 'Who keeps it right?',
  category: 'For what kind of incident?',
  duration: 'How long does it take?',
  steps: 'Steps, and the way back',
};

/** Propose a runbook: its review decides whether it is one. */
export const runbook: Form = {
  name: 'runbook',
  makes: 'runbook',
  fields: [
    { label: label.services, required: true },
    { label: label.owner, required: true },
    { label: label.category, required: false },
    { label: label.duration, required: false },
    { label: label.steps, required: true, long: true },
  ],
  read(answers, submission, register) {
    const reader = startReading();
    const get = (key: keyof typeof label): string | undefined => answers.get(label[key]);
    const parties = [
      ...[...register.teams.values()].map(({ id, name }) => ({ id, name })),
      ...[...register.people.keys()].map((id) => ({ id })),
    ];
    const owner = readChoice(reader, label.owner, get('owner')?.replace(/^@/, ''), parties);
    if (owner === undefined && get('owner') !== undefined && reader.lacks.length === 0) {
      reader.lack(label.owner, 'A runbook needs an owner: please name a team or a person.');
    }
    const category = readChoice(
      reader,
      label.category,
      get('category'),
      register.settings.categories,
    );
    const duration = get('duration');
    // `15 minutes`, as people say it; the records have `15m`.
    const { count, unit } =
      /^(?<count>[0-9]{1,4}) ?(?<unit>m|min|minutes?|h|hours?)$/i.exec(duration ?? '')?.groups ??
      {};
    if (duration !== undefined && count === undefined) {
      reader.lack(label.duration, 'Please write minutes or hours: 20m, 2h.');
    }
    const record = {
      title: readTitle(reader, submission),
      services: readServices(reader, label.services, get('services'), register),
      ...(category !== undefined && { matches: { categories: [category] } }),
      owner: owner ?? '',
      reviewed: formatDay(submission.at),
      review_every: '180d',
      ...(count !== undefined && {
        estimated_duration: `${count}${unit?.charAt(0).toLowerCase() ?? 'm'}`,
      }),
    };
    const source = `Proposed in [issue ${submission.number}](${submission.url}).`;
    const body = `${get('steps') ?? ''}\n\n${source}`;
    return { draft: { kind: 'runbook', record, body }, lacks: reader.lacks };
  },
};

import { formatDay } from '../../model/time/instant.ts';
import type { IssueForm } from './form.ts';
import { readChoice, readServices, readTitle, startReading } from './values.ts';

const label = {
  services: 'Which services is it for?',
  owner: 'Who owns it?',
  category: 'Which kind of incident is it for?',
  duration: 'How long does it take?',
  steps: 'Steps and rollback',
};

/** Proposes a runbook, which its owner reviews. */
export const runbook: IssueForm = {
  name: 'runbook',
  creates: 'runbook',
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
    if (owner === undefined && get('owner') !== undefined && reader.errors.length === 0) {
      reader.addError(label.owner, 'A runbook needs an owner. Name a team or a person.');
    }
    const category = readChoice(
      reader,
      label.category,
      get('category'),
      register.settings.categories,
    );
    const duration = get('duration');
    // People write `15 minutes`; records have `15m`.
    const { count, unit } =
      /^(?<count>[0-9]{1,4}) ?(?<unit>m|min|minutes?|h|hours?)$/i.exec(duration ?? '')?.groups ??
      {};
    if (duration !== undefined && count === undefined) {
      reader.addError(
        label.duration,
        'Cannot read this as a duration. Write minutes or hours: 20m, 2h.',
      );
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
    return { draft: { kind: 'runbook', record, body }, errors: reader.errors };
  },
};

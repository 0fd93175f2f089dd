import { channels } from '../../model/register/choices.ts';
import { buildEntry } from '../../model/register/build-entry.ts';
import { affects, triage } from '../../model/register/lifecycle.ts';
import { type Entry } from '../../../schemas/generated/records.ts';
import { type Register } from '../../model/register/register.ts';
import { suggest } from '../../model/text/suggest.ts';
import { type IncidentDraft } from '../../change/incident.ts';
import { readWhen } from '../../session/when.ts';
import { readValue, signEntry } from './entry.ts';
import { templates } from './templates.ts';
import { Failure, type Context } from '../../session/context.ts';
import { findHandle } from '../../session/options.ts';

const needed = ['title', 'services', 'impact', 'urgency', 'channel'] as const;

/** Description of a new incident, from options and from questions on a terminal. */
export interface IncidentAnswers {
  readonly title: string | undefined;
  readonly services: readonly string[] | undefined;
  readonly impact: string | undefined;
  readonly urgency: string | undefined;
  readonly channel: IncidentDraft['channel'] | undefined;
  readonly since: string | undefined;
  readonly affects: string | undefined;
  readonly summary: string | undefined;
  readonly category: string | undefined;
  readonly public: boolean | undefined;
  readonly template: string;
  readonly by: string | undefined;
}

/** Answers without which no incident can be opened. */
export type CompleteAnswers = IncidentAnswers & {
  readonly [Name in (typeof needed)[number]]: NonNullable<IncidentAnswers[Name]>;
};

function isComplete(answers: IncidentAnswers): answers is CompleteAnswers {
  return needed.every((name) => answers[name] !== undefined);
}

/**
 * Requires all answers from the options, since without a terminal there is nobody to ask.
 *
 * @throws {Failure} that names every missing option and its values
 */
export function requireAnswers(
  options: IncidentAnswers,
  { settings, services }: Register,
): CompleteAnswers {
  if (services.size === 0) {
    throw new Failure(
      'The catalog has no services yet.',
      'Write catalog/services/<id>.yaml and its team; see "Your first incident" in the handbook.',
    );
  }
  if (isComplete(options)) return options;
  const missing = needed.filter((name) => options[name] === undefined);
  const values: Partial<Record<(typeof needed)[number], readonly string[]>> = {
    services: [...services.keys()].slice(0, 12),
    impact: Object.keys(settings.matrix),
    urgency: Object.keys(Object.values(settings.matrix)[0] ?? {}),
    channel: channels,
  };
  throw new Failure(
    `Missing: ${missing.map((name) => `--${name}`).join(', ')}.`,
    missing
      .flatMap((name) => (values[name] ? `--${name}: ${values[name].join(', ')}` : []))
      .join('\n  ') || 'Describe the problem in a few words.',
  );
}

/**
 * Drafts an incident from options or answers.
 *
 * @throws {Failure} if its start is in the future, or a service does not exist
 */
export async function makeDraft(
  { root, now }: Context,
  register: Register,
  answers: CompleteAnswers,
): Promise<IncidentDraft> {
  const {
    title,
    services: [...ids],
    impact,
    urgency,
    channel,
    since = '',
  } = answers;
  const template = templates.find(({ name }) => name === answers.template);
  const started = since === '' ? undefined : await readWhen(root, since, '--since');
  if (started !== undefined && started > now) {
    throw new Failure(
      `--since ${since} is in the future.`,
      'For planned work, use `sitrep maintenance plan`.',
    );
  }
  const { settings, services } = register;
  const by = findHandle(answers.by);
  const triaged = buildEntry(triage, { impact, urgency }, register, undefined);
  requireServices(ids, [...services.keys()]);
  const effect =
    answers.affects === undefined
      ? {}
      : { affects: readValue(affects, answers.affects) as NonNullable<Entry['affects']> };
  const category = answers.category ?? findCategory(settings.categories, template?.category);
  return {
    title,
    summary: answers.summary ?? title,
    services: [...ids],
    category,
    channel,
    ...(answers.public === true && { visibility: 'public' as const }),
    ...(template?.kind && { kind: template.kind }),
    ...(template &&
      template.tasks.length > 0 && {
        tasks: template.tasks.map((task, index) => ({ id: `t${index + 1}`, title: task })),
      }),
    entries: [
      ...(started === undefined ? [] : [signEntry(started, by, { type: 'started', ...effect })]),
      signEntry(now, by, { type: 'detected', ...(started === undefined && effect) }),
      signEntry(now, by, triaged),
    ],
  };
}

/**
 * Rejects names that are unlike any service. The validation of the record explains misspelled ones.
 *
 * @throws {Failure} that lists all services
 */
function requireServices(ids: readonly string[], known: readonly string[]): void {
  const unknown = ids.find((id) => !known.includes(id) && suggest(id, known) === undefined);
  if (unknown === undefined) return;
  throw new Failure(
    `services: \`${unknown}\` is not a service.`,
    `Use one of ${known.join(', ')}.`,
  );
}

function findCategory(known: Register['settings']['categories'], wanted = 'unknown'): string {
  const ids = known.map(({ id }) => id);
  return [wanted, 'unknown'].find((id) => ids.includes(id)) ?? ids.at(-1) ?? wanted;
}

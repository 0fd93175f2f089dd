import { channels } from '../../model/register/choices.ts';
import { formatSecond, type Instant } from '../../model/time/instant.ts';
import { type Entry } from '../../../schemas/generated/records.ts';
import { type Register } from '../../model/register/register.ts';
import { suggest } from '../../model/text/suggest.ts';
import { type IncidentDraft } from '../../change/incident.ts';
import { readWhen } from '../../session/when.ts';
import { templates } from './templates.ts';
import { readIds } from './options.ts';
import { Failure, type Context } from '../../session/context.ts';
import { type Values, findHandle, readText } from '../../session/options.ts';

const needed = ['title', 'services', 'impact', 'urgency', 'channel'] as const;

/** Without a terminal nobody can be asked: what is missing is said at once, with what may stand there. */
export function requireAnswers(options: Values, { settings, services }: Register): Values {
  if (services.size === 0) {
    throw new Failure(
      'There is no service yet that an incident could concern.',
      'Write catalog/services/<id>.yaml and its team; the handbook shows how (Your first incident).',
    );
  }
  const missing = needed.filter((name) => typeof options[name] !== 'string');
  if (missing.length === 0) return options;
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
      .join('\n  ') || 'Say what is wrong in a few words.',
  );
}

export async function makeDraft(
  { root, now }: Context,
  { settings, services }: Register,
  answers: Values,
): Promise<IncidentDraft> {
  const text = (name: string): string | undefined => readText(answers, name);
  const template = templates.find(({ name }) => name === answers['template']);
  const since = text('since');
  const started = since === undefined ? undefined : await readWhen(root, since, '--since');
  if (started !== undefined && started > now) {
    throw new Failure(
      `--since ${since ?? ''} has not come yet.`,
      'Planned work is `sitrep maintenance plan`.',
    );
  }
  const by = findHandle(answers);
  const entry = (at: Instant, fields: Omit<Entry, 'at'>): Entry => ({
    at: formatSecond(at),
    ...fields,
    ...(by !== undefined && { by }),
  });
  const title = text('title') ?? '';
  const ids = readIds(answers, 'services');
  requireServices(ids, [...services.keys()]);
  const category = text('category') ?? findCategory(settings.categories, template?.category);
  return {
    title,
    summary: text('summary') ?? title,
    services: ids,
    category,
    channel: (text('channel') ?? 'internal') as IncidentDraft['channel'],
    ...(answers['public'] === true && { visibility: 'public' as const }),
    ...(template?.kind && { kind: template.kind }),
    ...(template &&
      template.tasks.length > 0 && {
        tasks: template.tasks.map((task, index) => ({ id: `t${index + 1}`, title: task })),
      }),
    entries: [
      ...(started === undefined ? [] : [entry(started, { type: 'started' })]),
      entry(now, { type: 'detected' }),
      entry(now, { type: 'triaged', impact: text('impact') ?? '', urgency: text('urgency') ?? '' }),
    ],
  };
}

/** A service that is like none is told with all there are; one that is misspelt, when the record is checked. */
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

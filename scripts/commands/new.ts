import { channels } from '../register/choices.ts';
import { formatSecond, type Instant } from '../register/instant.ts';
import type { Entry } from '../register/records.ts';
import type { Incident, Register } from '../register/register.ts';
import { findOnCall } from '../register/rotation.ts';
import { suggest } from '../register/suggest.ts';
import { applyChange, deliveryOptions, tellDelivered, type Values } from './change.ts';
import { Failure, type Command, type Context, type ExitStatus } from './command.ts';
import { prepareIncident, type IncidentDraft } from './draft-incident.ts';
import { askMissing } from './new-questions.ts';
import { readWhen } from './now.ts';
import { openRegister } from './open.ts';
import { findPrecedents, formatPrecedents } from './precedents.ts';
import { templates } from './templates.ts';
import { findHandle, readIds, readText } from './read-options.ts';

export const newIncident: Command = {
  name: 'new',
  summary: 'File an incident: asks what it needs, and shows what fixed earlier ones',
  options: [
    { flags: '--title <text>', description: 'what is wrong, as you would say it to a colleague' },
    { flags: '--services <ids>', description: 'services it concerns: checkout,payments' },
    { flags: '--impact <impact>', description: 'as the matrix of the settings names it' },
    { flags: '--urgency <urgency>', description: 'as the matrix of the settings names it' },
    { flags: '--channel <channel>', description: 'how it reached us', choices: channels },
    {
      flags: '--since <when>',
      description:
        'since when: RFC 3339, 14:05, or "10 minutes ago"; nothing where it is not known',
    },
    { flags: '--summary <text>', description: 'one line a customer could read; else the title' },
    { flags: '--category <id>', description: 'a category of the settings; `unknown` if left out' },
    { flags: '--public', description: 'it may appear in the public edition' },
    {
      flags: '--template <kind>',
      description: templates.map(({ name, summary }) => `${name}: ${summary}`).join('; '),
      choices: templates.map(({ name }) => name),
      default: 'outage',
    },
    { flags: '--by <handle>', description: 'who files it; SITREP_HANDLE when left out' },
    ...deliveryOptions,
  ],
  examples: [
    { line: 'sitrep new', does: 'asks, in a terminal' },
    {
      line: 'sitrep new --title "Checkout is slow" --services checkout --impact high --urgency high --channel monitoring --since 14:05',
      does: 'without a question',
    },
    {
      line: 'sitrep new --template security --commit',
      does: 'with the tasks of a security incident',
    },
  ],
  async run(context, _values, options): Promise<ExitStatus> {
    const { register } = await openRegister(context);
    const mayAsk = process.stdin.isTTY && process.stdout.isTTY && !context.json;
    const answers = mayAsk
      ? await askMissing(options, register, context.now)
      : requireAnswers(options, register);
    const draft = await makeDraft(context, register, answers);
    const prepared = prepareIncident(context.root, register, draft, context.now);
    const precedents = findPrecedents(context.root, prepared.register, prepared.incident);
    const delivered = await applyChange(context, register, prepared.change, options);
    const next = listNext(register, prepared.incident, context.now);
    const { incident } = prepared;
    if (context.json) {
      const { paths, ...rest } = delivered;
      const output = {
        incident: incident.id,
        status: incident.status,
        ...(incident.severity !== undefined && { severity: incident.severity }),
        paths,
        similar: precedents.similar.map(({ incident: { id, title }, remedy }) => ({
          id,
          title,
          ...(remedy !== undefined && { remedy }),
        })),
        runbooks: precedents.runbooks.map(({ id }) => id),
        next,
        dry_run: context.dryRun,
        ...rest,
      };
      context.print(JSON.stringify(output, null, 2));
      return 0;
    }
    context.print(
      [
        `${incident.id}: ${incident.title} (${[incident.status, incident.severity].filter((part) => part !== undefined).join(', ')})`,
        ...formatPrecedents(precedents),
        'Next:',
        ...next.map((line) => `  ${line}`),
      ].join('\n'),
    );
    tellDelivered(context, delivered);
    return 0;
  },
};

const needed = ['title', 'services', 'impact', 'urgency', 'channel'] as const;

/** Without a terminal nobody can be asked: what is missing is said at once, with what may stand there. */
function requireAnswers(options: Values, { settings, services }: Register): Values {
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

async function makeDraft(
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

/** What to do now, as commands. */
function listNext({ services, teams }: Register, incident: Incident, now: Instant): string[] {
  const owners = new Set(incident.services.map((id) => services.get(id)?.team ?? ''));
  const onCall = [...owners].flatMap((id) => {
    const team = teams.get(id);
    return team ? findOnCall(team, now).map(({ handle }) => `${handle} (${id})`) : [];
  });
  return [
    `sitrep ack ${incident.id}`,
    `sitrep assign ${incident.id} --role commander --to …`,
    ...(onCall.length > 0 ? [`on call: ${onCall.join(', ')}`] : []),
  ];
}

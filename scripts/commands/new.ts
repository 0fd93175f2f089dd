import { channels } from '../model/register/choices.ts';
import { type Instant } from '../model/time/instant.ts';
import type { Incident, Register } from '../model/register/register.ts';
import { findOnCall } from '../model/oncall/rotation.ts';
import { type Command } from './command.ts';
import { prepareIncident } from '../change/incident.ts';
import { askMissing } from '../inputs/terminal/questions.ts';
import { openRegister } from '../session/open.ts';
import { findPrecedents } from '../change/precedents.ts';
import { formatPrecedents } from '../outputs/views/precedents.ts';
import { templates } from '../inputs/terminal/templates.ts';
import { deliveryOptions } from './delivery-options.ts';
import { applyChange, listDelivered } from '../deliver/apply.ts';
import { requireAnswers, makeDraft } from '../inputs/terminal/incident.ts';
import type { CommandResult } from '../session/result.ts';

export const newIncident: Command = {
  name: 'new',
  summary: 'Open an incident and show what fixed similar ones',
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
    { flags: '--by <handle>', description: 'who files it; SITREP_HANDLE by default' },
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
  async run(context, _values, options): Promise<CommandResult> {
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
    const standing = [incident.status, incident.severity].filter((part) => part !== undefined);
    return {
      status: 0,
      data: {
        incident: incident.id,
        status: incident.status,
        ...(incident.severity !== undefined && { severity: incident.severity }),
        similar: precedents.similar.map(({ incident: { id, title }, remedy }) => ({
          id,
          title,
          ...(remedy !== undefined && { remedy }),
        })),
        runbooks: precedents.runbooks.map(({ id }) => id),
        next,
        dry_run: context.dryRun,
        ...delivered,
      },
      text: [
        `${incident.id}: ${incident.title} (${standing.join(', ')})`,
        ...formatPrecedents(precedents),
        'Next:',
        ...next.map((line) => `  ${line}`),
      ].join('\n'),
      notes: listDelivered(context, delivered),
    };
  },
};

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

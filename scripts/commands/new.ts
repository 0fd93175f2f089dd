import { channels } from '../model/register/choices.ts';
import { type Instant } from '../model/time/instant.ts';
import type { Incident, Register } from '../model/register/register.ts';
import { findOnCall } from '../model/oncall/rotation.ts';
import { defineCommand } from './command.ts';
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

export const newIncident = defineCommand({
  name: 'new',
  summary: 'Open an incident and show what fixed similar ones',
  options: [
    { flags: '--title <text>', description: 'what is wrong, as you would tell a colleague' },
    { flags: '--services <ids>', description: 'affected services: checkout,payments', list: true },
    { flags: '--impact <impact>', description: 'from the impact–urgency matrix in sitrep.yaml' },
    { flags: '--urgency <urgency>', description: 'from the impact–urgency matrix in sitrep.yaml' },
    { flags: '--channel <channel>', description: 'how it was reported', choices: channels },
    {
      flags: '--since <when>',
      description: 'start: RFC 3339, 14:05, or "10 minutes ago"; leave out if unknown',
    },
    { flags: '--summary <text>', description: 'one line for customers; the title by default' },
    { flags: '--category <id>', description: 'category from sitrep.yaml; `unknown` by default' },
    { flags: '--public', description: 'allow it in the public edition' },
    {
      flags: '--template <kind>',
      description: templates.map(({ name, summary }) => `${name}: ${summary}`).join('; '),
      choices: templates.map(({ name }) => name),
      default: 'outage',
    },
    {
      flags: '--affects <pairs>',
      description: 'what users notice: checkout=degraded, or none if nobody notices',
    },
    { flags: '--by <handle>', description: 'person who opens it; SITREP_HANDLE by default' },
    ...deliveryOptions,
  ],
  examples: [
    { line: 'sitrep new', does: 'ask for the details, in a terminal' },
    {
      line: 'sitrep new --title "Checkout is slow" --services checkout --impact high --urgency high --channel monitoring --since 14:05 --affects checkout=degraded',
      does: 'open one without questions',
    },
    {
      line: 'sitrep new --template security --commit',
      does: 'open a security incident with its tasks',
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
});

/** Lists the next steps, as commands. */
function listNext({ services, teams }: Register, incident: Incident, now: Instant): string[] {
  const owners = new Set(incident.services.map((id) => services.get(id)?.team ?? ''));
  const onCall = [...owners].flatMap((id) => {
    const team = teams.get(id);
    return team ? findOnCall(team, now).map(({ handle }) => `${handle} (${id})`) : [];
  });
  const isUnstated = incident.affected.some(({ state }) => state === 'affected');
  return [
    ...(isUnstated
      ? [`sitrep note ${incident.id} --affects ${incident.services[0] ?? ''}=degraded, or none`]
      : []),
    `sitrep ack ${incident.id}`,
    `sitrep assign ${incident.id} --role commander --to …`,
    ...(onCall.length > 0 ? [`on call: ${onCall.join(', ')}`] : []),
  ];
}

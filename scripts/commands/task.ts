import { formatInstant, formatSecond } from '../model/time/instant.ts';
import { chooseFree, slugify } from '../model/text/slug.ts';
import { formatInZone } from '../model/time/zone.ts';
import { carryOut } from '../deliver/carry-out.ts';
import { chooseIncident } from '../inputs/terminal/choose.ts';
import { type Command } from './command.ts';
import { setFields } from '../change/edit.ts';
import { readWhen } from '../session/when.ts';
import { openRegister } from '../session/open.ts';
import { requireLine } from '../inputs/terminal/options.ts';
import { deliveryOptions } from './delivery-options.ts';
import { format } from '../outputs/views/task.ts';
import { Failure } from '../session/context.ts';
import { readText } from '../session/options.ts';
import type { CommandResult } from '../session/result.ts';

const incidentArgument = {
  name: '[incident]',
  description: 'id, alias, or part of one; the newest live incident by default',
};

export const task: Command = {
  name: 'task',
  summary: 'List the tasks of an incident',
  arguments: [incidentArgument],
  examples: [{ line: 'sitrep task', does: 'of the newest live incident' }],
  async run(context, [wanted]): Promise<CommandResult> {
    const { register } = await openRegister(context);
    const incident = chooseIncident(register, typeof wanted === 'string' ? wanted : undefined);
    const { id, tasks } = incident;
    return {
      status: 0,
      data: { incident: id, tasks },
      text: () =>
        tasks.length === 0 ? '' : format(incident, register.settings.organisation.timezone),
      notes: tasks.length === 0 ? [`${id} has no tasks.`] : [],
    };
  },
};
export const taskAdd: Command = {
  name: 'task add',
  summary: 'Add a task to an incident',
  arguments: [incidentArgument],
  options: [
    { flags: '--title <text>', description: 'what is to be done' },
    { flags: '--assignee <handle>', description: 'who does it' },
    { flags: '--skill <skill>', description: 'what skill it needs' },
    { flags: '--due <when>', description: 'by when: RFC 3339, 18:00, or "in 2 hours"' },
    { flags: '--id <id>', description: 'its id; made from the title by default' },
    ...deliveryOptions,
  ],
  examples: [
    {
      line: 'sitrep task add --title "Raise the pool limit" --assignee jvries',
      does: 'on the newest live incident',
    },
  ],
  async run(context, [wanted], options): Promise<CommandResult> {
    const { register } = await openRegister(context);
    const incident = chooseIncident(register, typeof wanted === 'string' ? wanted : undefined);
    const title = requireLine(options, 'title', '"Raise the pool limit"');
    const known = new Set(incident.tasks.map(({ id }) => id));
    const due = readText(options, 'due');
    const given = { assignee: readText(options, 'assignee'), skill: readText(options, 'skill') };
    const made = {
      id:
        readText(options, 'id') ?? chooseFree(slugify(title, 30) || 'task', (id) => known.has(id)),
      title,
      ...(given.assignee !== undefined && { assignee: given.assignee }),
      ...(given.skill !== undefined && { skill: given.skill }),
      ...(due !== undefined && {
        due: formatInstant(await readWhen(context.root, due, '--due', 'future')),
      }),
    };
    if (known.has(made.id))
      throw new Failure(`There is a task ${made.id} already.`, 'Give it another --id.');
    const file = setFields(context.root, `${incident.path}/incident.md`, [
      [['tasks', incident.tasks.length], made],
    ]);
    return carryOut(
      context,
      register,
      {
        file,
        message: `Task: ${title}`,
        record: incident.id,
        incident: incident.id,
        services: incident.services,
        says: `${incident.id}: task ${made.id}${made.assignee === undefined ? '' : ` for ${made.assignee}`}`,
      },
      options,
    );
  },
};

export const taskDone: Command = {
  name: 'task done',
  summary: 'Mark a task as done',
  arguments: [{ name: '<task>', description: 'id of the task' }, incidentArgument],
  options: deliveryOptions,
  examples: [
    { line: 'sitrep task done raise-the-pool-limit', does: 'now, on the newest live incident' },
  ],
  async run(context, [id, wanted], options): Promise<CommandResult> {
    const { register } = await openRegister(context);
    const incident = chooseIncident(register, typeof wanted === 'string' ? wanted : undefined);
    const index = incident.tasks.findIndex((known) => known.id === id);
    const found = incident.tasks[index];
    if (!found) {
      const ids = incident.tasks.map((known) => known.id).join(', ');
      throw new Failure(`${incident.id} has no task ${String(id)}.`, `It has ${ids || 'none'}.`);
    }
    if (found.done !== undefined) throw new Failure(`${found.id} was done at ${found.done}.`);
    const at = formatSecond(context.now);
    const file = setFields(context.root, `${incident.path}/incident.md`, [
      [['tasks', index, 'done'], at],
    ]);
    return carryOut(
      context,
      register,
      {
        file,
        message: `Done: ${found.title}`,
        record: incident.id,
        incident: incident.id,
        services: incident.services,
        says: `${incident.id}: ${found.id} done at ${formatInZone(context.now, register.settings.organisation.timezone)} (${register.settings.organisation.timezone})`,
      },
      options,
    );
  },
};

import { formatInstant } from '../model/time/instant.ts';
import { chooseFree, slugify } from '../model/text/slug.ts';
import { carryOut } from '../deliver/carry-out.ts';
import { chooseIncident } from '../inputs/terminal/choose.ts';
import { defineCommand } from './command.ts';
import { setFields } from '../change/edit.ts';
import { readWhen } from '../session/when.ts';
import { openRegister } from '../session/open.ts';
import { deliveryOptions } from './delivery-options.ts';
import { Failure } from '../session/context.ts';
import type { CommandResult } from '../session/result.ts';
import { incidentArgument } from './task.ts';

export const taskAdd = defineCommand({
  name: 'task add',
  summary: 'Add a task to an incident',
  arguments: [incidentArgument],
  options: [
    {
      flags: '--title <text>',
      description: 'what to do',
      required: '"Raise the pool limit"',
    },
    { flags: '--assignee <handle>', description: 'person who does it' },
    { flags: '--skill <skill>', description: 'required skill' },
    { flags: '--due <when>', description: 'due time: RFC 3339, 18:00, or "in 2 hours"' },
    { flags: '--id <id>', description: 'id of the task; made from the title by default' },
    ...deliveryOptions,
  ],
  examples: [
    {
      line: 'sitrep task add --title "Raise the pool limit" --assignee jvries',
      does: 'add a task to the newest live incident',
    },
  ],
  async run(context, [wanted], options): Promise<CommandResult> {
    const { register } = await openRegister(context);
    const incident = chooseIncident(register, wanted);
    const { title, assignee, skill, due } = options;
    const known = new Set(incident.tasks.map(({ id }) => id));
    const made = {
      id: options.id ?? chooseFree(slugify(title, 30) || 'task', (id) => known.has(id)),
      title,
      ...(assignee !== undefined && { assignee }),
      ...(skill !== undefined && { skill }),
      ...(due !== undefined && {
        due: formatInstant(await readWhen(context.root, due, '--due', 'future')),
      }),
    };
    if (known.has(made.id))
      throw new Failure(`Task ${made.id} already exists.`, 'Give it another --id.');
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
});

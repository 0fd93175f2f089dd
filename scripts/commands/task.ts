import type { Argument } from '../session/options.ts';
import { chooseIncident } from '../inputs/terminal/choose.ts';
import { defineCommand } from './command.ts';
import { openRegister } from '../session/open.ts';
import { format } from '../outputs/views/task.ts';
import type { CommandResult } from '../session/result.ts';

export const incidentArgument = {
  name: '[incident]',
  description: 'id, alias, or part of one; the newest live incident by default',
} as const satisfies Argument;

export const task = defineCommand({
  name: 'task',
  summary: 'List the tasks of an incident',
  arguments: [incidentArgument],
  examples: [{ line: 'sitrep task', does: 'list the tasks of the newest live incident' }],
  async run(context, [wanted]): Promise<CommandResult> {
    const { register } = await openRegister(context);
    const incident = chooseIncident(register, wanted);
    const { id, tasks } = incident;
    return {
      status: 0,
      data: { incident: id, tasks },
      text: () =>
        tasks.length === 0 ? '' : format(incident, register.settings.organisation.timezone),
      notes: tasks.length === 0 ? [`${id} has no tasks.`] : [],
    };
  },
});

import { formatSecond } from '../model/time/instant.ts';
import { formatInZone } from '../model/time/zone.ts';
import { carryOut } from '../deliver/carry-out.ts';
import { chooseIncident } from '../inputs/terminal/choose.ts';
import { defineCommand } from './command.ts';
import { setFields } from '../change/edit.ts';
import { openRegister } from '../session/open.ts';
import { deliveryOptions } from './delivery-options.ts';
import { Failure } from '../session/context.ts';
import type { CommandResult } from '../session/result.ts';
import { incidentArgument } from './task.ts';

export const taskDone = defineCommand({
  name: 'task done',
  summary: 'Mark a task as done',
  arguments: [{ name: '<task>', description: 'id of the task' }, incidentArgument],
  options: deliveryOptions,
  examples: [
    {
      line: 'sitrep task done raise-the-pool-limit',
      does: 'mark a task of the newest live incident as done',
    },
  ],
  async run(context, [id, wanted], options): Promise<CommandResult> {
    const { register } = await openRegister(context);
    const incident = chooseIncident(register, wanted);
    const index = incident.tasks.findIndex((known) => known.id === id);
    const found = incident.tasks[index];
    if (!found) {
      const ids = incident.tasks.map((known) => known.id).join(', ');
      throw new Failure(`${incident.id} has no task ${id}.`, `It has ${ids || 'none'}.`);
    }
    if (found.done !== undefined)
      throw new Failure(`${found.id} was already done at ${found.done}.`);
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
});

import { suggest } from '../model/text/suggest.ts';
import { carryOut } from '../deliver/carry-out.ts';
import { chooseIncident } from '../inputs/terminal/choose.ts';
import { defineCommand } from './command.ts';
import { setFields } from '../change/edit.ts';
import { openRegister } from '../session/open.ts';
import { deliveryOptions } from './delivery-options.ts';
import { Failure } from '../session/context.ts';
import type { CommandResult } from '../session/result.ts';

export const problemLink = defineCommand({
  name: 'problem link',
  summary: 'Link an incident to a problem',
  arguments: [
    { name: '<problem>', description: 'id of the problem' },
    { name: '<incident>', description: 'id, alias, or part of one' },
  ],
  options: deliveryOptions,
  examples: [
    { line: 'sitrep problem link clock-changes 2026-10-25', does: 'link another incident' },
  ],
  async run(context, [wanted, part], options): Promise<CommandResult> {
    const { register } = await openRegister(context);
    const problem = register.problems.get(wanted);
    if (!problem) {
      const near = suggest(wanted, register.problems.keys());
      throw new Failure(
        `There is no problem ${wanted}.`,
        near ? `Did you mean ${near}?` : 'Open it with `sitrep problem open`.',
      );
    }
    const incident = chooseIncident(register, part);
    const linked = problem.incidents ?? [];
    if (linked.includes(incident.id) || incident.problem === problem.id) {
      throw new Failure(`${incident.id} is already linked to ${problem.id}.`);
    }
    return carryOut(
      context,
      register,
      {
        file: setFields(context.root, problem.path, [[['incidents', linked.length], incident.id]]),
        message: `Link ${incident.title} to ${problem.title}`,
        record: problem.id,
        incident: incident.id,
        services: problem.services,
        says: `${problem.id}: linked ${incident.id}`,
      },
      options,
    );
  },
});

import { formatDay } from '../model/time/instant.ts';
import { suggest } from '../model/text/suggest.ts';
import { carryOut } from '../deliver/carry-out.ts';
import { defineCommand } from './command.ts';
import { setFields } from '../change/edit.ts';
import { openRegister } from '../session/open.ts';
import { deliveryOptions } from './delivery-options.ts';
import { Failure } from '../session/context.ts';
import type { CommandResult } from '../session/result.ts';

export const runbookReview = defineCommand({
  name: 'runbook review',
  summary: 'Record that a runbook was reviewed and is still valid',
  arguments: [{ name: '<runbook>', description: 'id of the runbook' }],
  options: [
    { flags: '--on <day>', description: 'day of the review (YYYY-MM-DD); today by default' },
    ...deliveryOptions,
  ],
  examples: [
    { line: 'sitrep runbook review restart-checkout-workers --pr', does: 'propose today’s review' },
  ],
  async run(context, [id], options): Promise<CommandResult> {
    const { register } = await openRegister(context);
    const runbook = register.runbooks.get(id);
    if (!runbook) {
      const near = suggest(id, register.runbooks.keys());
      throw new Failure(
        `There is no runbook ${id}.`,
        near ? `Did you mean ${near}?` : 'Runbooks are in runbooks/.',
      );
    }
    const day = options.on ?? formatDay(context.now);
    return carryOut(
      context,
      register,
      {
        file: setFields(context.root, runbook.path, [[['reviewed'], day]]),
        message: `Review ${runbook.title}`,
        record: id,
        services: runbook.services,
        says: `${id}: reviewed on ${day}`,
      },
      options,
    );
  },
});

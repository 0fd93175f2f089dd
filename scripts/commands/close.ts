import type { Entry } from '../../schemas/generated/records.ts';
import { common } from '../inputs/terminal/entry-kinds.ts';
import { makeEntry } from '../inputs/terminal/entry.ts';
import { chooseIncident, chooseResolved } from '../inputs/terminal/choose.ts';
import { defineCommand } from './command.ts';
import { openRegister } from '../session/open.ts';
import { explainInOptions } from '../inputs/terminal/entry-options.ts';
import { prepareClosing } from '../change/closing.ts';
import { deliveryOptions } from './delivery-options.ts';
import { applyChange, listDelivered } from '../deliver/apply.ts';
import type { CommandResult } from '../session/result.ts';

export const close = defineCommand({
  name: 'close',
  summary: 'Close an incident and fold its entries into timeline.yaml',
  arguments: [
    {
      name: '[incident]',
      description: 'id, alias, or part of one; the last one resolved by default',
    },
  ],
  options: [
    { flags: '--note <text>', description: 'final remark', allowsBlank: true },
    ...common,
    ...deliveryOptions,
  ],
  examples: [
    { line: 'sitrep close', does: 'close the incident that was resolved last' },
    {
      line: 'sitrep close 2026-01-14',
      does: 'close this one; if it has already ended, fold its remaining entries',
    },
  ],
  async run(context, [wanted], options): Promise<CommandResult> {
    const { register } = await openRegister(context);
    const incident =
      wanted === undefined ? chooseResolved(register) : chooseIncident(register, wanted);
    const { note } = options;
    const entry: Entry = {
      ...makeEntry({ type: 'closed', fields: [] }, context, options, register, incident),
      ...(note !== undefined && { note }),
    };
    const { change, folded, after } = explainInOptions(register, incident, entry, () =>
      prepareClosing(context.root, register, incident, entry, context.now),
    );
    if (change.files.length === 0) {
      context.tell(
        `${incident.id} is already ${incident.status}, and all its entries are in timeline.yaml.`,
      );
    }
    const delivered =
      change.files.length === 0
        ? { paths: [] }
        : await applyChange(context, register, change, options);
    const { id } = incident;
    const { status } = after;
    return {
      status: 0,
      data: { incident: id, status, folded, dry_run: context.dryRun, ...delivered },
      text: `${id}: ${status}; ${folded} ${folded === 1 ? 'entry' : 'entries'} folded into timeline.yaml`,
      notes: listDelivered(context, delivered),
    };
  },
});

import { formatSecond } from '../model/time/instant.ts';
import type { Entry } from '../../schemas/generated/records.ts';
import type { Incident, Register } from '../model/register/register.ts';
import { chooseIncident } from '../inputs/terminal/choose.ts';
import { type Command } from './command.ts';
import { openRegister } from '../session/open.ts';
import { explainInOptions } from '../inputs/terminal/entry-options.ts';
import { prepareClosing } from '../change/closing.ts';
import { deliveryOptions } from './delivery-options.ts';
import { applyChange, listDelivered } from '../deliver/apply.ts';
import { Failure } from '../session/context.ts';
import { findHandle } from '../session/options.ts';
import type { CommandResult } from '../session/result.ts';

export const close: Command = {
  name: 'close',
  summary: 'Close an incident and fold its entries into timeline.yaml',
  arguments: [
    {
      name: '[incident]',
      description: 'id, alias, or part of one; the newest resolved if left out',
    },
  ],
  options: [
    { flags: '--note <text>', description: 'what is left to say' },
    { flags: '--by <handle>', description: 'who closes it; SITREP_HANDLE by default' },
    ...deliveryOptions,
  ],
  examples: [
    { line: 'sitrep close', does: 'the one that was resolved last' },
    {
      line: 'sitrep close 2026-01-14',
      does: 'a certain one; once it is closed, cancelled or merged, fold what has a file of its own',
    },
  ],
  async run(context, [wanted], options): Promise<CommandResult> {
    const { register } = await openRegister(context);
    const incident =
      typeof wanted === 'string' ? chooseIncident(register, wanted) : chooseResolved(register);
    const by = findHandle(options);
    const { note } = options;
    const entry: Entry = {
      at: formatSecond(context.now),
      type: 'closed',
      ...(by !== undefined && { by }),
      ...(typeof note === 'string' && { note }),
    };
    const { change, folded, after } = explainInOptions(register, incident, entry, () =>
      prepareClosing(context.root, register, incident, entry, context.now),
    );
    if (change.files.length === 0) {
      context.tell(`${incident.id} is ${incident.status}, and nothing is left to fold.`);
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
};

function chooseResolved({ incidents }: Register): Incident {
  const resolved = [...incidents.values()].filter(({ status }) => status === 'resolved');
  const newest = resolved.sort((a, b) => (a.lastAt ?? 0) - (b.lastAt ?? 0)).at(-1);
  if (newest) return newest;
  throw new Failure('No incident is resolved and open.', 'Resolve one first: `sitrep resolve`.');
}

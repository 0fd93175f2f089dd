import type { Register } from '../model/register/register.ts';
import { type Change, type FileChange } from '../change/change.ts';
import { checkChange } from '../change/check.ts';
import { applyChange, listDelivered, type DeliveryFlags } from './apply.ts';
import { Failure, type Context } from '../session/context.ts';
import type { CommandResult } from '../session/result.ts';

/** An edit of one record, with a sentence that says what was done. */
export interface RecordEdit extends Omit<Change, 'files'> {
  file: FileChange;
  says: string;
}

/**
 * Checks an edit as `validate` would, then writes and delivers it.
 *
 * @throws {Failure} if the record would then be invalid
 */
export async function carryOut(
  context: Context,
  register: Register,
  { file, says, ...about }: RecordEdit,
  options: DeliveryFlags,
): Promise<CommandResult> {
  const change: Change = { ...about, files: [file] };
  const { findings } = checkChange(context.root, register, change, context.now);
  const [wrong] = findings;
  if (wrong) {
    const field = wrong.pointer?.split('/').findLast((step) => /[a-z]/.test(step));
    const place = wrong.path === file.path ? field : wrong.path;
    throw new Failure(`${place ? `${place}: ` : ''}${wrong.message}`, wrong.help);
  }
  const delivered = await applyChange(context, register, change, options);
  return {
    status: 0,
    data: { record: change.record, did: says, dry_run: context.dryRun, ...delivered },
    text: says,
    notes: listDelivered(context, delivered),
  };
}

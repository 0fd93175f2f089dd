import type { Change, Delivered, Delivery } from '../change/change.ts';
import type { Context } from '../session/context.ts';
import type { Values } from '../session/options.ts';
import { deliver } from './deliver.ts';
import type { DeliveryRegister } from './register.ts';

/** Delivers a change to the target that the options name, or else the settings. */
export async function applyChange(
  context: Context,
  register: DeliveryRegister,
  change: Change,
  options: Values,
): Promise<Delivered> {
  const target = chooseTarget(options, register.settings.delivery);
  return deliver(context, register, change, target);
}

function chooseTarget({ commit, push, pr }: Values, usual: Delivery): Delivery {
  if (pr === true) return 'pull-request';
  if (push === true) return 'push';
  if (commit === true) return 'commit';
  return commit === false ? 'files' : usual;
}

/** Reports to people what was delivered. */
export function tellDelivered(context: Context, delivered: Delivered): void {
  const { paths, removed = [] } = delivered;
  for (const path of paths) context.tell(`${context.dryRun ? 'would write' : 'wrote'} ${path}`);
  for (const path of removed)
    context.tell(`${context.dryRun ? 'would remove' : 'removed'} ${path}`);
  tellCommit(context, delivered);
}

/** Reports the commit and the pull request alone, if the files are reported elsewhere. */
export function tellCommit(
  context: Context,
  { commit, pushed, pull_request, open_at, queued }: Omit<Delivered, 'paths' | 'removed'>,
): void {
  if (commit !== undefined)
    context.tell(`committed ${commit.slice(0, 12)}${pushed === true ? ', pushed' : ''}`);
  if (queued !== undefined)
    context.tell(
      `not pushed (${queued}): the commit is kept, and the next push of its branch tries again`,
    );
  if (pull_request !== undefined) context.tell(`pull request ${pull_request}`);
  if (open_at !== undefined) context.tell(`open the pull request at ${open_at}`);
}

import type { Change, Delivered, Delivery } from '../change/change.ts';
import type { Context } from '../session/context.ts';
import { deliver } from './deliver.ts';
import type { DeliveryRegister } from './register.ts';

/** Options that choose how a change is delivered. */
export interface DeliveryFlags {
  readonly commit?: boolean | undefined;
  readonly push?: boolean | undefined;
  readonly pr?: boolean | undefined;
}

/** Delivers a change to the target that the options name, or else to that of the settings. */
export async function applyChange(
  context: Context,
  register: DeliveryRegister,
  change: Change,
  options: DeliveryFlags,
): Promise<Delivered> {
  const target = chooseTarget(options, register.settings.delivery);
  return deliver(context, register, change, target);
}

function chooseTarget({ commit, push, pr }: DeliveryFlags, preset: Delivery): Delivery {
  if (pr === true) return 'pull-request';
  if (push === true) return 'push';
  if (commit === true) return 'commit';
  return commit === false ? 'files' : preset;
}

/** Lists what was written and delivered, one item a line. */
export function listDelivered({ dryRun }: Context, delivered: Delivered): string[] {
  const { paths, removed = [] } = delivered;
  return [
    ...paths.map((path) => `${dryRun ? 'would write' : 'wrote'} ${path}`),
    ...removed.map((path) => `${dryRun ? 'would remove' : 'removed'} ${path}`),
    ...listCommit(delivered),
  ];
}

/** Lists only the commit and the pull request, if the files are reported elsewhere. */
export function listCommit({
  commit,
  pushed,
  pull_request,
  open_at,
  queued,
}: Omit<Delivered, 'paths' | 'removed'>): string[] {
  return [
    ...(commit === undefined
      ? []
      : [`committed ${commit.slice(0, 12)}${pushed === true ? ', pushed' : ''}`]),
    ...(queued === undefined
      ? []
      : [
          `not pushed (${queued}): the commit is kept, and the next push of its branch tries again`,
        ]),
    ...(pull_request === undefined ? [] : [`pull request ${pull_request}`]),
    ...(open_at === undefined ? [] : [`open the pull request at ${open_at}`]),
  ];
}

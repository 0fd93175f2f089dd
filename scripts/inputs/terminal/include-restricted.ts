import { Failure, type Context } from '../../session/context.ts';
import type { Option, OptionValues } from '../../session/options.ts';

export const restrictedOption = {
  flags: '--include-restricted',
  description: 'include restricted entries; only on a terminal',
} as const satisfies Option;

/**
 * Checks whether to include restricted entries.
 *
 * @throws {Failure} if a program reads the output, since that may end up where others can read it
 */
export function includesRestricted(
  { interactive }: Pick<Context, 'interactive'>,
  options: OptionValues<readonly [typeof restrictedOption]>,
): boolean {
  if (options.includeRestricted !== true) return false;
  if (interactive) return true;
  throw new Failure(
    '--include-restricted works only on a terminal.',
    'Run the command in a terminal, or leave out the option.',
  );
}

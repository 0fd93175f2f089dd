import { Failure, type Context, type Option } from '../../session/context.ts';

export const restrictedOption: Option = {
  flags: '--include-restricted',
  description: 'include restricted entries; only on a terminal',
};

/**
 * Checks whether to include restricted entries.
 *
 * @throws {Failure} if a program reads the output, since that may end up where others can read it
 */
export function includesRestricted(
  { interactive }: Pick<Context, 'interactive'>,
  options: Readonly<Record<string, string | boolean | undefined>>,
): boolean {
  if (options['includeRestricted'] !== true) return false;
  if (interactive) return true;
  throw new Failure(
    '--include-restricted works only on a terminal.',
    'Run the command in a terminal, or leave out the option.',
  );
}

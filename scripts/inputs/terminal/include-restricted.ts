import { Failure, type Context, type Option } from '../../session/context.ts';

export const restrictedOption: Option = {
  flags: '--include-restricted',
  description: 'with restricted entries; only on a terminal',
};

/** Whether restricted entries are asked for. What a program reads may end up where others read it too. */
export function includesRestricted(
  { interactive }: Pick<Context, 'interactive'>,
  options: Readonly<Record<string, string | boolean | undefined>>,
): boolean {
  if (options['includeRestricted'] !== true) return false;
  if (interactive) return true;
  throw new Failure(
    '--include-restricted works only on a terminal.',
    'Run it in a terminal yourself, or leave the option out.',
  );
}

import { type Option } from '../session/context.ts';

/** Options of every command that writes records. */
export const deliveryOptions: readonly Option[] = [
  { flags: '--commit', description: 'commit what was written, and nothing else' },
  { flags: '--push', description: 'commit, and push; tried again where others were faster' },
  { flags: '--pr', description: 'commit to a branch of the record, push, and open a pull request' },
  { flags: '--no-commit', description: 'only write the files, whatever the settings say' },
];

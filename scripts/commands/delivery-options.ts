import type { Option } from '../session/options.ts';

/** Options of every command that writes records. */
export const deliveryOptions = [
  { flags: '--commit', description: 'commit the written files, and nothing else' },
  { flags: '--push', description: 'commit and push; retry if the remote has moved' },
  { flags: '--pr', description: 'commit to a branch, push, and open a pull request' },
  { flags: '--no-commit', description: 'only write the files, even if sitrep.yaml says otherwise' },
] as const satisfies readonly Option[];

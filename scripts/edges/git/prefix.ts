import { basename } from 'node:path';
import { openRepository } from './repository.ts';

/** Finds the path of the data root in its repository: '' or `incidents/`. */
export async function findPrefix(root: string): Promise<string> {
  const repository = await openRepository(root);
  return 'none' in repository ? `${basename(root)}/` : repository.prefix;
}

/** Reads the history of everything below a data root, and nothing else: measured beside a bare `git log`. */
import { readHistory } from '../edges/git/history.ts';
import { openRepository } from '../edges/git/repository.ts';
import { openMemoryIn } from '../edges/disk/memory.ts';

const repository = await openRepository(process.argv[2] ?? '.');
if ('none' in repository) throw new Error(repository.none);
const folder = process.argv[3];
const memory = folder === undefined ? undefined : openMemoryIn(folder);
const { versions } = await readHistory(repository, memory);
process.stdout.write(`${versions.size} files\n`);

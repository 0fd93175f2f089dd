import { existsSync, lstatSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createTwoFilesPatch, FILE_HEADERS_ONLY } from 'diff';
import { openRepository } from '../edges/git/repository.ts';
import { listCodeOwners, mergeCodeOwners } from '../automation/code-owners.ts';
import { ChangedSince, writeFileAtomic } from '../edges/disk/write.ts';
import { Failure, type Command, type ExitStatus } from './command.ts';
import { openRegister } from '../session/open.ts';

/** Where GitHub looks, in this order. */
const places = ['.github/CODEOWNERS', 'CODEOWNERS', 'docs/CODEOWNERS'];

export const codeowners: Command = {
  name: 'codeowners',
  summary: 'Write CODEOWNERS from the catalogue and the review settings, beside lines of your own',
  options: [
    { flags: '--check', description: 'write nothing; end with 1 where it would be another' },
  ],
  examples: [
    { line: 'sitrep codeowners', does: 'write .github/CODEOWNERS' },
    { line: 'sitrep codeowners --check', does: 'in a workflow: say whether it is up to date' },
  ],
  async run(context, _values, { check }): Promise<ExitStatus> {
    const { register } = await openRegister(context);
    const repository = await openRepository(context.root);
    if ('none' in repository) {
      throw new Failure(`CODEOWNERS lies in a repository: ${repository.none}.`, 'Run `git init`.');
    }
    const top = context.root.slice(0, context.root.length - repository.prefix.length);
    const path = places.find((place) => existsSync(join(top, place))) ?? '.github/CODEOWNERS';
    const file = join(top, path);
    for (const place of [dirname(file), file]) requireNoLink(place);
    const present = existsSync(file) ? readFileSync(file) : undefined;
    const before = present?.toString('utf8');
    const after = mergeCodeOwners(before, listCodeOwners(register, repository.prefix));
    const differs = before !== after;
    const isWritten = differs && check !== true && !context.dryRun;
    if (isWritten) await write(file, after, present);
    const state = !differs ? 'unchanged' : isWritten ? 'written' : 'differs';
    if (context.json) context.print(JSON.stringify({ path, state }, null, 2));
    else {
      if (state === 'differs') context.print(formatPatch(path, before ?? '', after));
      const words = { unchanged: 'is up to date', written: 'written', differs: 'would be another' };
      context.tell(`${path}: ${words[state]}`);
    }
    return check === true && differs ? 1 : 0;
  },
};

/** The repository may be somebody else's, and lead anywhere. */
function requireNoLink(place: string): void {
  if (!lstatSync(place, { throwIfNoEntry: false })?.isSymbolicLink()) return;
  throw new Failure(`${place} is a link.`, 'Put the file or folder itself there.');
}

async function write(file: string, text: string, present: Uint8Array | undefined): Promise<void> {
  mkdirSync(dirname(file), { recursive: true });
  try {
    await writeFileAtomic(file, text, { expected: present ?? 'none' });
  } catch (error) {
    if (!(error instanceof ChangedSince)) throw error;
    throw new Failure(error.message, 'Run this again.');
  }
}

function formatPatch(path: string, before: string, after: string): string {
  const options = { context: 1, headerOptions: FILE_HEADERS_ONLY };
  return createTwoFilesPatch(path, path, before, after, '', '', options).trimEnd();
}

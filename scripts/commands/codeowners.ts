import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { openRepository } from '../edges/git/repository.ts';
import { listCodeOwners, mergeCodeOwners } from '../automation/code-owners.ts';
import { type Command } from './command.ts';
import { openRegister } from '../session/open.ts';
import { places, requireNoLink, write, formatPatch } from '../automation/code-owners-file.ts';
import { Failure, type ExitStatus } from '../session/context.ts';

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

import { listNext } from '../inputs/terminal/complete.ts';
import { openRegister } from '../session/open.ts';
import type { CommandResult } from '../session/result.ts';
import { defineCommand, type Command } from './command.ts';

/**
 * Makes the command that shells call to complete a word.
 *
 * @param loadAll loads every command, since the words that can follow depend on them
 */
export function makeComplete(loadAll: () => Promise<readonly Command[]>): Command {
  return defineCommand({
    name: 'complete',
    summary: 'Print the words that can follow, for shell completion',
    arguments: [
      { name: '[words...]', description: 'words of the command line; the last is being typed' },
    ],
    examples: [{ line: 'sitrep complete -- show 2026-', does: 'list ids that begin with 2026-' }],
    async run(context, [words]): Promise<CommandResult> {
      const typed = words.at(-1) ?? '';
      const open = async () => (await openRegister(context)).register;
      const found = await listNext(await loadAll(), words.slice(0, -1), typed, open);
      const lines = found.filter(([word]) => word.startsWith(typed));
      return {
        status: 0,
        data: { words: lines.map(([word, about]) => ({ word, about })) },
        // A tab separates them, so neither may contain one.
        text: lines
          .map((line) => line.map((part) => part.replaceAll(/\s+/g, ' ')).join('\t'))
          .join('\n'),
      };
    },
  });
}

import { channels } from '../model/register/choices.ts';
import { statuspage } from '../inputs/import/statuspage.ts';
import { type Command } from './command.ts';
import { runImport } from '../inputs/import/run.ts';
import { Failure } from '../session/context.ts';

export const importStatuspage: Command = {
  name: 'import statuspage',
  summary: 'Import incidents and maintenance from a Statuspage',
  arguments: [
    {
      name: '<source...>',
      description:
        'files or http(s) addresses: incidents.json, incidents/unresolved.json, scheduled-maintenances.json, components.json, summary.json of the public API v2',
    },
  ],
  options: [
    {
      flags: '--overwrite',
      description: "where an edit or a newer import and the source conflict, take the source's",
    },
    {
      flags: '--keep-edits',
      description:
        'where an edit and the source conflict, keep the edit, and say no more of it until the source changes again',
    },
    {
      flags: '--category <id>',
      description: 'category of the incidents, which a Statuspage does not tell',
      default: 'unknown',
    },
    {
      flags: '--channel <channel>',
      description: 'how the incidents reached you, which a Statuspage does not tell',
      choices: channels,
      default: 'partner',
    },
  ],
  examples: [
    {
      line: 'sitrep import statuspage https://www.githubstatus.com/api/v2/incidents.json',
      does: 'import the newest incidents of a page',
    },
    {
      line: 'sitrep import statuspage summary.json incidents.json scheduled-maintenances.json',
      does: 'import saved files together: the summary has the most to tell of components',
    },
    {
      line: 'sitrep import statuspage incidents.json --dry-run',
      does: 'only say what would be written',
    },
  ],
  run(context, [places], { overwrite, keepEdits, category, channel }) {
    if (overwrite === true && keepEdits === true) {
      throw new Failure(
        '--overwrite and --keep-edits contradict each other.',
        "Choose one: --overwrite takes the source's, --keep-edits keeps the edit.",
      );
    }
    return runImport(context, statuspage, {
      places: Array.isArray(places) ? (places as string[]) : [],
      conflicts: overwrite === true ? 'overwrite' : keepEdits === true ? 'keep' : 'report',
      category: String(category),
      channel: channels.find((known) => known === channel) ?? 'partner',
    });
  },
};

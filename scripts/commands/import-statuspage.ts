import { channels } from '../model/register/choices.ts';
import { statuspage } from '../inputs/import/statuspage.ts';
import { defineCommand } from './command.ts';
import { deliveryOptions } from './delivery-options.ts';
import { runImport } from '../inputs/import/run.ts';
import { Failure } from '../session/context.ts';

export const importStatuspage = defineCommand({
  name: 'import statuspage',
  summary: 'Import incidents and maintenance from a Statuspage',
  arguments: [
    {
      name: '<source...>',
      description:
        'files or URLs of the public API v2: incidents.json, incidents/unresolved.json, scheduled-maintenances.json, components.json, summary.json',
    },
  ],
  options: [
    {
      flags: '--overwrite',
      description: 'in conflicts with an edit or a newer import, take the source',
    },
    {
      flags: '--keep-edits',
      description: 'in conflicts, keep the edit until the source changes again',
    },
    {
      flags: '--category <id>',
      description: 'category of the incidents, which the page does not state',
      default: 'unknown',
    },
    {
      flags: '--channel <channel>',
      description: 'channel of the incidents, which the page does not state',
      choices: channels,
      default: 'partner',
    },
    ...deliveryOptions,
  ],
  examples: [
    {
      line: 'sitrep import statuspage https://www.githubstatus.com/api/v2/incidents.json',
      does: 'import the newest incidents of a page',
    },
    {
      line: 'sitrep import statuspage summary.json incidents.json scheduled-maintenances.json',
      does: 'import saved files together; the summary has the best component data',
    },
    {
      line: 'sitrep import statuspage incidents.json --dry-run',
      does: 'only show what would be written',
    },
    {
      line: 'sitrep import statuspage summary.json incidents.json --pr',
      does: 'propose the import in one pull request',
    },
  ],
  run(context, [places], options) {
    const { overwrite, keepEdits, category, channel } = options;
    if (overwrite === true && keepEdits === true) {
      throw new Failure(
        '--overwrite and --keep-edits contradict each other.',
        'Choose one: --overwrite takes the source, --keep-edits keeps the edit.',
      );
    }
    return runImport(context, statuspage, {
      places,
      conflicts: overwrite === true ? 'overwrite' : keepEdits === true ? 'keep' : 'report',
      category,
      channel,
      delivery: options,
    });
  },
});

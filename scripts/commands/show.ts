import { knownAtOption, openAsKnown } from '../session/as-known.ts';
import { chooseIncident } from '../inputs/terminal/choose.ts';
import { includesRestricted, restrictedOption } from '../inputs/terminal/include-restricted.ts';
import { describe, explainHidden, format } from '../outputs/views/show.ts';
import { readRecordedTimes } from '../session/history.ts';
import { requireIncidentFiles } from '../session/incident.ts';
import { openAsOf } from '../session/open.ts';
import type { CommandResult } from '../session/result.ts';
import { defineCommand } from './command.ts';

export const show = defineCommand({
  name: 'show',
  summary: 'Show the facts and the timeline of an incident',
  arguments: [
    {
      name: '[incident]',
      description: 'id, alias, or part of one; the newest live incident by default',
    },
  ],
  options: [restrictedOption, knownAtOption],
  examples: [
    { line: 'sitrep show', does: 'show the newest live incident' },
    {
      line: 'sitrep show 2026-01-14',
      does: 'show the incident of that day; list them if there are several',
    },
    { line: 'sitrep show INC-142 --json', does: 'find it by its id in another tool' },
  ],
  async run(given, [wanted], options): Promise<CommandResult> {
    const context = await openAsKnown(given, options.knownAt);
    const isWhole = includesRestricted(context, options);
    const { now } = context;
    const { register, findings } = await openAsOf(context);
    const incident = chooseIncident(register, wanted);
    const files = requireIncidentFiles(context, register, incident, isWhole);
    const { times, unknown } = await readRecordedTimes(given, files);
    for (const note of explainHidden(incident, files, unknown, findings)) context.tell(note);
    return {
      status: 0,
      data: () => describe(incident, files, times, now),
      text: () => format(incident, files, times, register, now),
    };
  },
});

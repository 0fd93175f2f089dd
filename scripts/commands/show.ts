import { chooseIncident } from '../inputs/terminal/choose.ts';
import { includesRestricted, restrictedOption } from '../inputs/terminal/include-restricted.ts';
import { describe, explainHidden, format } from '../outputs/views/show.ts';
import { readRecordedTimes } from '../session/history.ts';
import { requireIncidentFiles } from '../session/incident.ts';
import { openRegister } from '../session/open.ts';
import type { CommandResult } from '../session/result.ts';
import type { Command } from './command.ts';

export const show: Command = {
  name: 'show',
  summary: 'Show the facts and the timeline of an incident',
  arguments: [
    {
      name: '[incident]',
      description: 'id, alias, or part of one; the newest live incident if left out',
    },
  ],
  options: [restrictedOption],
  examples: [
    { line: 'sitrep show', does: 'the incident that is live' },
    { line: 'sitrep show 2026-01-14', does: 'the incident of that day, or a list to choose from' },
    { line: 'sitrep show INC-142 --json', does: 'by the id another tool gave it' },
  ],
  async run(context, [wanted], options): Promise<CommandResult> {
    const isWhole = includesRestricted(context, options);
    const { now } = context;
    const { register, findings } = await openRegister(context);
    const incident = chooseIncident(register, typeof wanted === 'string' ? wanted : undefined);
    const files = requireIncidentFiles(context, register, incident, isWhole);
    const { times, unknown } = await readRecordedTimes(context, files);
    for (const note of explainHidden(incident, files, unknown, findings)) context.tell(note);
    return {
      status: 0,
      data: () => describe(incident, files, times, now),
      text: () => format(incident, files, times, register, now),
    };
  },
};

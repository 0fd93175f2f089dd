import { openRepository } from '../edges/git/repository.ts';
import { openBlobs } from '../edges/git/blobs.ts';
import { readHistory } from '../edges/git/history.ts';
import { traceEntries } from '../edges/git/recorded.ts';
import { openMemory } from '../edges/disk/memory.ts';
import { readWholeIncident } from '../edges/disk/load.ts';
import { parseYaml } from '../model/record/parse.ts';
import type { IncidentFiles } from '../model/register/document.ts';
import { type Instant } from '../model/time/instant.ts';
import { type LogEntry } from '../model/register/register.ts';
import { chooseIncident } from '../inputs/terminal/choose.ts';
import { type Command } from './command.ts';
import { includesRestricted, restrictedOption } from '../inputs/terminal/include-restricted.ts';
import { openRegister } from '../session/open.ts';
import { readIncident } from '../edges/disk/incident.ts';
import { describe, format } from '../outputs/views/show.ts';
import { Failure, type Context, type ExitStatus } from '../session/context.ts';

export const show: Command = {
  name: 'show',
  summary: 'Show one incident: its facts and its timeline',
  arguments: [
    {
      name: '[incident]',
      description: 'id, alias, or part of one; the newest live incident when left out',
    },
  ],
  options: [restrictedOption],
  examples: [
    { line: 'sitrep show', does: 'the incident that is going on' },
    { line: 'sitrep show 2026-01-14', does: 'the incident of that day, or a list to choose from' },
    { line: 'sitrep show INC-142 --json', does: 'by the id another tool gave it' },
  ],
  async run(context, [wanted], options): Promise<ExitStatus> {
    const isWhole = includesRestricted(context, options);
    const { register, findings } = await openRegister(context);
    const incident = chooseIncident(register, typeof wanted === 'string' ? wanted : undefined);
    const read = isWhole ? readWholeIncident : readIncident;
    const files = read(context.root, register.settings, incident);
    if (!files) throw new Failure(`${incident.id} changed while it was read.`, 'Run this again.');
    const recorded = await readRecordedTimes(context, files);
    context.print(
      context.json
        ? JSON.stringify(describe(incident, files, recorded.times, context.now), null, 2)
        : format(incident, files, recorded.times, register, context.now),
    );
    const hidden = files.incident.entries - files.log.length;
    if (hidden > 0) {
      const entries = hidden === 1 ? '1 restricted entry is' : `${hidden} restricted entries are`;
      context.tell(`${entries} not shown. Use --include-restricted on a terminal.`);
    }
    if (recorded.unknown)
      context.tell(`When entries were recorded is unknown: ${recorded.unknown}.`);
    const broken = findings.filter(
      ({ level, path }) => level === 'error' && path.startsWith(`${incident.path}/`),
    );
    for (const path of new Set(broken.map((finding) => finding.path))) {
      context.tell(
        `${path} has errors; what cannot be read of it is not shown: see sitrep validate.`,
      );
    }
    return 0;
  },
};

async function readRecordedTimes(
  context: Context,
  files: IncidentFiles,
): Promise<{ times: ReadonlyMap<LogEntry, Instant>; unknown?: string }> {
  const repository = await openRepository(context.root);
  if ('none' in repository) return { times: new Map(), unknown: repository.none };
  const history = await readHistory(repository, openMemory(context.root));
  const blobs = openBlobs(context.root);
  const versions = await traceEntries(history, files.log, blobs.read, parseOrNothing);
  blobs.close();
  return {
    times: new Map([...versions].map(([logged, { at }]) => [logged, at])),
    ...(history.incomplete !== undefined && { unknown: history.incomplete }),
  };
}

/** An older version of a file may be broken; it then recorded nothing. */
function parseOrNothing(text: string): unknown {
  const parsed = parseYaml(text);
  return 'value' in parsed ? parsed.value : undefined;
}

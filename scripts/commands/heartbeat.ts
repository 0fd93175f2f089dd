import { openMemory } from '../edges/disk/memory.ts';
import { formatDuration, parseDuration } from '../model/time/duration.ts';
import { formatInstant } from '../model/time/instant.ts';
import { type Command } from './command.ts';
import { Failure, type ExitStatus } from '../session/context.ts';

export const heartbeat: Command = {
  name: 'heartbeat',
  summary: 'Tell when promises were last checked, and whether that is too long ago',
  options: [
    { flags: '--beat', description: 'record that they were checked now' },
    { flags: '--late <duration>', description: 'longer ago than this is late', default: '1h' },
    {
      flags: '--repository <owner/name>',
      description: 'repository on GitHub; GITHUB_REPOSITORY when left out',
    },
  ],
  examples: [
    { line: 'sitrep heartbeat', does: 'the last check; ends with 1 when it is late' },
    { line: 'sitrep heartbeat --beat', does: 'at the end of a run that checked everything' },
  ],
  async run(context, _values, { beat: isBeat, late, repository }): Promise<ExitStatus> {
    const patience = parseDuration(String(late));
    if (patience === undefined) throw new Failure(`--late ${String(late)} is no length of time.`);
    const { attempt, reachGitHub } = await import('../session/github.ts');
    const { beat, quietLimit, readHeartbeat } = await import('../automation/heartbeat.ts');
    const github = reachGitHub(repository);
    if (isBeat === true && !context.dryRun) await attempt(() => beat(github));
    const { checked, active } = await attempt(() => readHeartbeat(github));
    const { now } = context;
    const isLate = checked === undefined || now - checked > patience;
    const stops = active + quietLimit;
    // Ten days before GitHub stops the schedules, so that there is time to do something.
    const isQuiet = now > stops - 10 * 86_400_000;
    const output = {
      ...(checked !== undefined && { checked: formatInstant(checked) }),
      late: isLate,
      active: formatInstant(active),
      schedules_stop: formatInstant(stops),
    };
    // For the site, which says it on its page of promises.
    if (!context.dryRun) openMemory(context.root).keep('heartbeat', JSON.stringify(output));
    if (context.json) context.print(JSON.stringify(output, null, 2));
    else {
      context.print(
        checked === undefined
          ? 'Promises were never checked to the end.'
          : `Promises were last checked ${formatDuration(Math.max(0, now - checked))} ago, at ${formatInstant(checked)}${isLate ? ': that is late' : ''}.`,
      );
      if (isQuiet) {
        context.print(
          `Nothing was committed since ${formatInstant(active)}: GitHub stops the schedules of a public repository at ${formatInstant(stops)}. Commit something, or enable the workflows anew.`,
        );
      }
    }
    // Whoever records a check is not late; that the schedules may stop is said where it is only asked.
    return (isLate || isQuiet) && isBeat !== true ? 1 : 0;
  },
};

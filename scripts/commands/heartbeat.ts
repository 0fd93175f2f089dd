import { parseDuration } from '../model/time/duration.ts';
import { describeHeartbeat, formatHeartbeat } from '../outputs/views/heartbeat.ts';
import { Failure } from '../session/context.ts';
import type { CommandResult } from '../session/result.ts';
import { defineCommand } from './command.ts';

export const heartbeat = defineCommand({
  name: 'heartbeat',
  summary: 'Check when SLA targets were last checked',
  options: [
    { flags: '--beat', description: 'record that they were checked now' },
    { flags: '--late <duration>', description: 'time after which a check is late', default: '1h' },
    {
      flags: '--repository <owner/name>',
      description: 'GitHub repository; GITHUB_REPOSITORY by default',
    },
  ],
  examples: [
    { line: 'sitrep heartbeat', does: 'show the last check; exit with 1 if it is late' },
    { line: 'sitrep heartbeat --beat', does: 'at the end of a run that checked everything' },
  ],
  async run(context, _values, { beat, late, repository }): Promise<CommandResult> {
    const patience = parseDuration(late);
    if (patience === undefined) {
      throw new Failure(`Cannot read --late ${late} as a duration.`, 'Write 90m or 2h.');
    }
    const isBeat = beat === true;
    const { checkHeartbeat } = await import('../automation/heartbeat.ts');
    const status = await checkHeartbeat(context, repository, isBeat, patience);
    // A run that records a check does not judge itself.
    const isAlarm = !isBeat && (status.isLate || status.isQuiet);
    return {
      status: isAlarm ? 1 : 0,
      data: describeHeartbeat(status),
      text: formatHeartbeat(status, context.now),
    };
  },
});

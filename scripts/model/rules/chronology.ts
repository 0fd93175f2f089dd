import type { RecordRule } from './rule.ts';

/** Entries that come before the incident started. */
export const chronology: RecordRule = {
  name: 'chronology',
  level: 'error',
  scope: 'record',
  *check({ incident, log, superseded }) {
    const { started } = incident.milestones;
    if (started === undefined) return;
    const origin = log.find(({ entry, at }) => entry.type === 'started' && at === started);
    for (const logged of log) {
      const { entry, at, path, pointer } = logged;
      // What led up to it may be written down: a change or a finding from before is no contradiction.
      const early = ['change', 'finding', 'note', 'decision', 'action'].includes(entry.type);
      if (at >= started || early || superseded.has(logged)) continue;
      yield {
        path,
        pointer: `${pointer}/at`,
        message: `\`${entry.type}\` comes before the incident started.`,
        help: 'Correct one of the two instants; `started` is when it began, not when it was noticed.',
        ...(origin && {
          related: [
            { path: origin.path, pointer: `${origin.pointer}/at`, message: 'It started here.' },
          ],
        }),
      };
    }
  },
};

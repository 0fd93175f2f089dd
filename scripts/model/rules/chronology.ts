import type { RecordRule } from './rule.ts';

/** Entries dated before the incident started. */
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
      // A change or a finding from before the start is no contradiction: it led up to the incident.
      const early = ['change', 'finding', 'note', 'decision', 'action', 'fix-available'].includes(
        entry.type,
      );
      if (at >= started || early || superseded.has(logged)) continue;
      yield {
        path,
        pointer: `${pointer}/at`,
        message: `\`${entry.type}\` is dated before the incident started.`,
        help: 'Correct one of the two times. `started` is when the incident began, not when it was noticed.',
        ...(origin && {
          related: [
            {
              path: origin.path,
              pointer: `${origin.pointer}/at`,
              message: 'The incident started here.',
            },
          ],
        }),
      };
    }
  },
};

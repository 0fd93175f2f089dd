import { listEffects } from '../register/effects.ts';
import { isLive } from '../register/lifetime.ts';
import type { RecordRule } from './rule.ts';

/** Services that an incident still affects after it has ended. */
export const lastingEffect: RecordRule = {
  name: 'lasting-effect',
  level: 'warning',
  scope: 'record',
  *check({ incident, log, superseded }) {
    if (isLive(incident)) return;
    for (const { service, state, from, to } of incident.affected) {
      if (to !== undefined) continue;
      const origin = log.findLast(
        (logged) =>
          logged.at === from &&
          listEffects(logged.entry).some(([id, given]) => id === service && given === state) &&
          !superseded.has(logged),
      );
      if (!origin) continue;
      yield {
        path: origin.path,
        pointer: `${origin.pointer}/affects`,
        message: `\`${service}\` is marked ${state.replaceAll('-', ' ')} while the incident is ${incident.status}, so it counts as affected to this day.`,
        help: 'Correct the time if the entry belongs before the end. Otherwise add a `reopened` entry before it, or file a new incident.',
      };
    }
  },
};

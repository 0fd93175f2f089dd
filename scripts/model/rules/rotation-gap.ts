import { day, formatDuration } from '../time/duration.ts';
import { listGaps } from '../oncall/rotation.ts';
import { formatInZone } from '../time/zone.ts';
import type { RegisterRule } from './rule.ts';

/** How far ahead coverage is checked. A month leaves enough time to fix a gap. */
const ahead = 30 * day;

/** Hours of the coming month in which nobody on a team is on call. */
export const rotationGap: RegisterRule = {
  name: 'rotation-gap',
  level: 'warning',
  scope: 'register',
  *check({ teams, settings }, now) {
    const { timezone } = settings.organisation;
    for (const team of teams.values()) {
      if (!team.rotation || team.rotation.cover === 'partial') continue;
      const [first, ...others] = listGaps(team, now, now + ahead);
      if (!first) continue;
      const more = others.length === 0 ? '' : `, and ${others.length} more times within 30 days`;
      yield {
        path: team.path,
        pointer: '/rotation',
        message: `Nobody is on call from ${formatInZone(first.from, timezone)} for ${formatDuration(first.to - first.from)}${more}.`,
        help: 'Add a layer or an override, or write `cover: partial` if this is intended.',
      };
    }
  },
};

import type { Instant } from '../time/instant.ts';
import type { Log } from './log.ts';
import type { Entry } from '../../../schemas/generated/records.ts';
import type { Affected, Incident, StatedState } from './register.ts';

/** Lists the states of services that an entry gives; `none` and no `affects` give no state. */
export function listEffects({ affects }: Entry): [service: string, state: StatedState][] {
  return affects === undefined || typeof affects === 'string' ? [] : Object.entries(affects);
}

/** Checks whether an entry states the effect on users, even if there is none. */
export function hasEffect(entry: Entry): boolean {
  return entry.affects === 'none' || listEffects(entry).length > 0;
}

/**
 * Finds the spans in which an incident affects services to a degree that nobody has stated: from its
 * start, or from a reopening, until the first entry that says an effect, or until it ends. A service
 * that this entry does not name is concerned, and not affected. A reopening without an effect of its
 * own brings back nothing while an effect that was stated before still lasts.
 */
export function findUnstated(
  { entries, superseded }: Log,
  incident: Pick<
    Incident,
    | 'kind'
    | 'services'
    | 'status'
    | 'milestones'
    | 'firstAt'
    | 'reopened'
    | 'lapsed'
    | 'endedAt'
    | 'affected'
  >,
): Affected[] {
  if (incident.kind !== 'incident') return [];
  if (incident.status === 'cancelled' || incident.status === 'merged') return [];
  const stated = entries.filter((logged) => !superseded.has(logged) && hasEffect(logged.entry));
  const named = stated.flatMap(({ entry }) => listEffects(entry).map(([service]) => service));
  // What comes back with a reopening is what was affected; all that is listed if nothing was named.
  const concerned = new Set(named.length > 0 ? named : incident.services);
  let next = 0;
  return listLives(incident).flatMap(({ from, to = Infinity, since }): Affected[] => {
    while ((stated[next]?.at ?? Infinity) < since) next++;
    const candidate = stated[next];
    const first = candidate && candidate.at <= to ? candidate : undefined;
    const services = first ? listEffects(first.entry).map(([service]) => service) : [...concerned];
    const end = Math.min(to, first?.at ?? Infinity);
    const isStated = incident.affected.some(
      (span) => span.from <= from && (span.to === undefined || span.to > from),
    );
    if (end <= from || isStated) return [];
    return services.map((service) => ({
      service,
      state: 'affected',
      from,
      ...(end !== Infinity && { to: end }),
    }));
  });
}

/**
 * Lists the stretches in which an incident was live, oldest first. `since` is the instant from which
 * entries belong to it: the first stretch also has what was dated before `started`.
 */
function listLives({
  milestones,
  firstAt,
  reopened,
  lapsed,
  endedAt,
}: Pick<Incident, 'milestones' | 'firstAt' | 'reopened' | 'lapsed' | 'endedAt'>): {
  from: Instant;
  since: Instant;
  to?: Instant;
}[] {
  const start = milestones.started ?? firstAt;
  if (start === undefined) return [];
  const lives: ReturnType<typeof listLives> = [{ from: start, since: -Infinity }];
  const end = (to: Instant | undefined): void => {
    const life = lives.at(-1);
    if (life && to !== undefined) life.to = to;
  };
  for (const [index, from] of reopened.entries()) {
    const { resolved, endedAt: ended } = lapsed[index] ?? {};
    // What had only been mitigated comes back as well: until then the stretch before it went on.
    end(resolved ?? ended ?? from);
    lives.push({ from, since: from });
  }
  end(milestones.resolved ?? endedAt);
  return lives;
}

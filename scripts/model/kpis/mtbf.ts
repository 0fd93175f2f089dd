import type { Instant } from '../time/instant.ts';
import type { Incident } from '../register/register.ts';
import { measureElapsed } from './downtime.ts';
import type { RegisterKpi, Span } from './kpi.ts';
import { explainExclusion, findDetection } from './population.ts';

export const mtbf: RegisterKpi = {
  name: 'mtbf',
  title: 'Mean time between failures (MTBF)',
  unit: 'seconds',
  better: 'higher',
  statistic: 'spacing',
  subject: 'register',
  rows(register, span, { now }) {
    const elapsed = measureElapsed(span, now);
    const until = span.from + elapsed;
    const failures = listFailures(register.incidents.values());
    return [...register.services.keys()].map((service) => {
      const own = failures.get(service) ?? [];
      return {
        id: service,
        service,
        outcome:
          elapsed === 0
            ? { missing: 'the period has not begun' }
            : {
                events: own.filter(({ from }) => from >= span.from && from < until).length,
                exposure: (elapsed - measureUnion(own, { from: span.from, to: until })) / 1000,
              },
      };
    });
  },
};

/** Lists the failures of each service by their start: each lasts until its incident is resolved. */
function listFailures(incidents: Iterable<Incident>): Map<string, Span[]> {
  const failures = new Map<string, Span[]>();
  for (const incident of incidents) {
    const from = findStart(incident);
    if (from === undefined || explainExclusion(incident) !== undefined) continue;
    for (const service of new Set(incident.services)) {
      const failure = { from, to: incident.milestones.resolved ?? Infinity };
      const known = failures.get(service);
      if (known) known.push(failure);
      else failures.set(service, [failure]);
    }
  }
  for (const list of failures.values()) list.sort((a, b) => a.from - b.from);
  return failures;
}

function findStart(incident: Incident): Instant | undefined {
  return incident.milestones.started ?? findDetection(incident);
}

/** Measures the time within a period that any of the spans covers, in milliseconds. */
function measureUnion(spans: readonly Span[], { from, to }: Span): number {
  let [covered, until] = [0, from];
  for (const span of spans) {
    const [start, end] = [Math.max(until, span.from), Math.min(to, span.to)];
    if (end <= start) continue;
    covered += end - start;
    until = end;
  }
  return covered;
}

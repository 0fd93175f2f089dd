import type { Milestone, Settings } from '../register/register.ts';
import { parseDay, type Instant } from '../time/instant.ts';
import { parsePeriod, type Period } from '../time/period.ts';
import { findInstant } from '../time/zone.ts';

/** A period after a milestone, or after the filing of another clock. */
export interface Limit {
  after: string;
  /** The period as it is written. */
  within: string;
  period: Period;
}

/** One deadline of a regulation, read from the settings. */
export interface Deadline {
  /** regulation/clock, as entries refer to it. */
  key: string;
  title: string;
  law: string | undefined;
  /** The limits of which the earliest applies. */
  limits: readonly Limit[];
  countsLatest: boolean;
  movesOnFreeDay: boolean;
  ifOpen: Milestone | undefined;
  whileOpen: (Limit & { after: Milestone }) | undefined;
}

/** Demands of one regulation, read from the settings. */
export interface Duties {
  id: string;
  severities: readonly string[] | undefined;
  /** First day on which it applies, and its beginning. */
  from: { day: string; at: Instant } | undefined;
  zone: string;
  /** Midnights, in wall-clock time, of the calendar's holidays. */
  holidays: ReadonlySet<number>;
  requires: Milestone | undefined;
  endsWith: Milestone | undefined;
  isUnionLaw: boolean;
  deadlines: readonly Deadline[];
}

/** Reads the regulations of the settings. A clock without a readable limit has its own finding. */
export function readRegulations(
  settings: Pick<Settings, 'regulations' | 'calendars' | 'organisation'>,
): Duties[] {
  return settings.regulations.map((regulation): Duties => {
    const { id, name, severities, from = '', calendar = '', requires, ends_with } = regulation;
    const days = Object.hasOwn(settings.calendars, calendar)
      ? settings.calendars[calendar]
      : undefined;
    const zone = days?.timezone ?? settings.organisation.timezone;
    const first = parseDay(from);
    return {
      id,
      severities,
      from: first === undefined ? undefined : { day: from, at: findInstant(first, zone) },
      zone,
      holidays: new Set(days?.holidays?.map((text) => parseDay(text) ?? Number.NaN)),
      requires,
      endsWith: ends_with,
      isUnionLaw: regulation.isUnionLaw === true,
      deadlines: regulation.clocks.flatMap((clock): Deadline[] => {
        const { after, within } = clock;
        const single = after === undefined || within === undefined ? [] : [{ after, within }];
        const limits = (clock.earliest_of ?? single).flatMap(readLimit);
        if (limits.length === 0) return [];
        return [
          {
            key: `${id}/${clock.id}`,
            title: `${name}: ${clock.id.replaceAll('-', ' ')}`,
            law: clock.law,
            limits,
            countsLatest: clock.counts === 'latest',
            movesOnFreeDay: clock.on_free_day === 'noon',
            ifOpen: clock.if_open,
            whileOpen: clock.while_open && readLimit(clock.while_open)[0],
          },
        ];
      }),
    };
  });
}

function readLimit<After extends string>(limit: {
  after: After;
  within: string;
}): (Limit & { after: After })[] {
  const period = parsePeriod(limit.within);
  return period ? [{ ...limit, period }] : [];
}

import type { Instant } from '../time/instant.ts';
import type { Records, RecordSettings, Register, Settings } from '../register/register.ts';

declare const brand: unique symbol;

/** A group of readers that an edition is made for. */
export type Audience = 'internal';

/**
 * The records as one audience may read them. Pages and exporters accept nothing else, and only `cutEdition`
 * makes one. It holds no paths on disk, ids of other systems, channels, senders or rules, so none of these
 * can be published by mistake.
 */
export interface Edition {
  readonly [brand]: true;
  readonly audience: Audience;
  /** Records of the edition's own: it shares no collection with the register that it was cut from. */
  readonly register: Records;
  readonly now: Instant;
}

/**
 * Cuts the edition for one audience. Each part is named here, so that a new part of the register is
 * published only after somebody has decided so.
 */
export function cutEdition(register: Register, audience: Audience, now: Instant): Edition {
  const { incidents, services, teams, people, runbooks, problems, maintenance, reports } = register;
  const records: Records = {
    settings: cutSettings(register.settings),
    incidents: new Map(incidents),
    services: new Map(services),
    teams: new Map(teams),
    people: new Map(people),
    runbooks: new Map(runbooks),
    problems: new Map(problems),
    maintenance: new Map(maintenance),
    reports: new Map(reports),
    leftOut: [...register.leftOut],
    unread: [...register.unread],
  };
  return { audience, register: records, now } as Edition;
}

/** Names each setting, since a type alone does not keep the others out of the value. */
function cutSettings(settings: Settings): RecordSettings {
  const { organisation, severities, matrix, categories, factors, roles, calendars } = settings;
  const { sla, warn_at, judge_imports, reviews, regulations, site, kpi } = settings;
  return {
    organisation,
    severities,
    matrix,
    categories,
    factors,
    roles,
    calendars,
    sla,
    warn_at,
    judge_imports,
    reviews,
    regulations,
    site,
    kpi,
  };
}

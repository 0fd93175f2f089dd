import type { Instant } from '../time/instant.ts';
import type { Register, Settings } from '../register/register.ts';

declare const brand: unique symbol;

/** A group of readers that an edition is made for. */
export type Audience = 'internal';

/**
 * The records as one audience may read them. Exporters and the functions that make the data of pages
 * accept nothing else, and only `cutEdition` makes one, so nothing is published by mistake.
 */
export interface Edition {
  readonly [brand]: true;
  readonly audience: Audience;
  /** A register of the edition's own. It shares no collection with the one it was cut from. */
  readonly register: Register;
  readonly now: Instant;
}

/**
 * Cuts the edition for one audience. Each part is named here, so that a new part of the register is
 * published only after somebody has decided so: without it, this does not compile.
 */
export function cutEdition(register: Register, audience: Audience, now: Instant): Edition {
  const { incidents, services, teams, people, runbooks, problems, maintenance, reports } = register;
  const cut: Register = {
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
    // What only checks and ways in need: every path on disk, links to check, ids of other systems.
    files: new Set(),
    links: [],
    aliases: new Map(),
  };
  return { audience, register: cut, now } as Edition;
}

/** Leaves out the settings that only automation and checks read: channels, senders, rules. */
function cutSettings(settings: Settings): Settings {
  const { intake } = settings;
  return {
    ...settings,
    escalation: { digest: [], channels: [] },
    intake: { ...intake, service_labels: [], services: [], senders: [] },
    rules: {},
    exceptions: [],
  };
}

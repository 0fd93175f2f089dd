import { compareText } from '../text/compare-text.ts';
import { findInvolved, findReviewPolicy, judgePostmortem } from './approval.ts';
import type {
  Incident,
  LeftOut,
  Maintenance,
  Problem,
  Reference,
  Register,
  Report,
  Runbook,
  Service,
  Settings,
  Team,
  UnreadIncident,
} from './register.ts';

/** All records that could be read, in any order. */
export interface Parts {
  settings: Settings;
  incidents: Incident[];
  services: Service[];
  teams: Team[];
  runbooks: Runbook[];
  problems: Problem[];
  maintenance: Maintenance[];
  reports: Report[];
  leftOut: LeftOut[];
  unread: UnreadIncident[];
  links: Reference[];
  files: readonly string[];
}

/**
 * Assembles the records: maps by id in a fixed order, people by handle, aliases, and the state of
 * each postmortem.
 */
export function assembleRegister(parts: Parts): Register {
  const teams = mapById(parts.teams);
  const people: Register['people'] = new Map();
  for (const team of teams.values()) {
    for (const member of team.members ?? []) {
      if (!people.has(member.handle)) people.set(member.handle, { ...member, team: team.id });
    }
  }
  const incidents = mapById(
    parts.incidents.map((incident) => settle(incident, parts.settings, people)),
  );
  const services = mapById(parts.services);
  const maintenance = mapById(parts.maintenance);
  const aliases: Register['aliases'] = new Map();
  for (const record of [...incidents.values(), ...services.values(), ...maintenance.values()]) {
    for (const alias of record.aliases ?? []) {
      if (!aliases.has(alias)) aliases.set(alias, record.id);
    }
  }
  return {
    settings: parts.settings,
    incidents,
    services,
    teams,
    people,
    runbooks: mapById(parts.runbooks),
    problems: mapById(parts.problems),
    maintenance,
    reports: mapById(parts.reports),
    links: parts.links,
    files: new Set(parts.files),
    aliases,
    leftOut: parts.leftOut,
    unread: parts.unread,
  };
}

function settle(incident: Incident, settings: Settings, people: Register['people']): Incident {
  if (!incident.postmortem) return incident;
  const policy = findReviewPolicy(settings, incident.severity);
  const standing = judgePostmortem(incident.postmortem, policy, people, findInvolved(incident));
  return { ...incident, postmortem: { ...incident.postmortem, standing } };
}

function mapById<T extends { id: string }>(records: readonly T[]): Map<string, T> {
  return new Map(
    [...records].sort((a, b) => compareText(a.id, b.id)).map((record) => [record.id, record]),
  );
}

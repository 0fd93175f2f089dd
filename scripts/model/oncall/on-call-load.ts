import { day, hour, type Duration } from '../time/duration.ts';
import { parseDay, type Instant } from '../time/instant.ts';
import type { Incident, Records, Team } from '../register/register.ts';
import { findOnCall, listLayers, listShifts } from './rotation.ts';
import { findInstant, toWall } from '../time/zone.ts';

interface Span {
  from: Instant;
  to: Instant;
}

/** An incident that interrupted somebody who was on call. */
export interface Interruption {
  incident: string;
  title: string;
  /** First event of the incident that reached this person. */
  at: Instant;
  /** True if one of its events was at night, or at the weekend, in the person's own time zone. */
  night: boolean;
  weekend: boolean;
}

/** On-call load of one person in a team. */
export interface Load {
  team: string;
  handle: string;
  onCall: Duration;
  /** Time on call at night and at the weekend, in the person's own time zone. */
  night: Duration;
  weekend: Duration;
  /** Each incident once, in order. */
  interruptions: Interruption[];
}

/** An incident that needed a team when nobody on it was on call, with the first such event. */
export interface Unattended {
  team: string;
  incident: string;
  at: Instant;
}

/** Night lasts from 22:00 to 06:00. */
const night = { from: 22 * hour, to: 30 * hour };

/**
 * Calculates the on-call load of a period, up to now, by team: for everybody in the rotation,
 * including those without a shift, and for those who stood in.
 *
 * An incident interrupts whoever is on call for a team that owns one of its services when it is
 * detected and when it is acknowledged, and anybody on call to whom it is escalated. It counts once
 * per person. Exercises do not count; false alarms do, since they wake people too.
 */
export function measureLoad(
  register: Records,
  { from, to }: Span,
  now: Instant,
): { loads: Load[]; unattended: Unattended[] } {
  const span = { from, to: Math.min(to, now) };
  const loads = new Map<string, Load>();
  const unattended = new Map<string, Unattended>();
  const find = (team: string, handle: string): Load => {
    const key = `${team}/${handle}`;
    let load = loads.get(key);
    if (!load) {
      load = { team, handle, onCall: 0, night: 0, weekend: 0, interruptions: [] };
      loads.set(key, load);
    }
    return load;
  };
  const findZone = (handle: string): string =>
    register.people.get(handle)?.timezone ?? register.settings.organisation.timezone;

  for (const team of register.teams.values()) {
    if (!team.rotation) continue;
    for (const { order } of listLayers(team.rotation)) {
      for (const handle of order) find(team.id, handle);
    }
    for (const shift of Map.groupBy(listShifts(team, span.from, span.to), ({ handle }) => handle)) {
      const [handle, shifts] = shift;
      const zone = findZone(handle);
      const load = find(team.id, handle);
      for (const part of unite(shifts, span)) addTime(load, part, zone);
    }
  }
  for (const { team: id, incident, at } of listCalls(register, span)) {
    const team = register.teams.get(id);
    if (!team?.rotation) continue;
    const reached = findOnCall(team, at);
    if (reached.length === 0 && hasBegun(team.rotation, at)) {
      const key = `${id}/${incident.id}`;
      const first = unattended.get(key)?.at ?? at;
      unattended.set(key, { team: id, incident: incident.id, at: Math.min(first, at) });
    }
    for (const { handle } of reached) {
      addInterruption(find(id, handle), incident, at, findZone(handle));
    }
  }
  for (const { person, incident, at } of listSummons(register, span)) {
    const id = register.people.get(person)?.team ?? '';
    const isOnCall = findOnCall(register.teams.get(id) ?? {}, at).some(
      ({ handle }) => handle === person,
    );
    if (isOnCall) addInterruption(find(id, person), incident, at, findZone(person));
  }
  for (const { interruptions } of loads.values()) interruptions.sort((a, b) => a.at - b.at);
  return {
    loads: [...loads.values()],
    unattended: [...unattended.values()].sort((a, b) => a.at - b.at),
  };
}

/**
 * Returns true once the first day of any layer has come; before that, nobody was meant to be on
 * call.
 */
function hasBegun(rotation: NonNullable<Team['rotation']>, at: Instant): boolean {
  return listLayers(rotation).some(({ start }) => (parseDay(start) ?? Infinity) <= at);
}

/** Sorts spans, merges overlapping ones, and clips them to another span. */
function unite(spans: readonly Span[], whole: Span): Span[] {
  const united: Span[] = [];
  for (const span of spans) {
    const [from, to] = [Math.max(span.from, whole.from), Math.min(span.to, whole.to)];
    const last = united.at(-1);
    if (last && from <= last.to) last.to = Math.max(last.to, to);
    else united.push({ from, to });
  }
  return united;
}

function addTime(load: Load, { from, to }: Span, zone: string): void {
  load.onCall += to - from;
  const measure = (start: number, end: number): Duration =>
    Math.max(0, Math.min(to, findInstant(end, zone)) - Math.max(from, findInstant(start, zone)));
  const last = toWall(to, zone);
  // The night of the day before reaches into the first day.
  let midnight = Math.floor(toWall(from, zone) / day) * day - day;
  for (; midnight <= last; midnight += day) {
    load.night += measure(midnight + night.from, midnight + night.to);
    if (isWeekend(midnight)) load.weekend += measure(midnight, midnight + day);
  }
}

function addInterruption(load: Load, { id, title }: Incident, at: Instant, zone: string): void {
  const wall = toWall(at, zone);
  const time = wall - Math.floor(wall / day) * day;
  const isNight = time >= night.from || time < night.to - day;
  const known = load.interruptions.find(({ incident }) => incident === id);
  if (!known) {
    const weekend = isWeekend(wall);
    load.interruptions.push({ incident: id, title, at, night: isNight, weekend });
    return;
  }
  known.at = Math.min(known.at, at);
  known.night ||= isNight;
  known.weekend ||= isWeekend(wall);
}

/** Returns true if a wall-clock time is on a Saturday or a Sunday; 1970-01-01 was a Thursday. */
function isWeekend(wall: number): boolean {
  return [2, 3].includes(((Math.floor(wall / day) % 7) + 7) % 7);
}

/** Lists every time that an incident needed the person on call for a team. */
function* listCalls(
  register: Records,
  { from, to }: Span,
): Generator<{ team: string; incident: Incident; at: Instant }> {
  for (const incident of register.incidents.values()) {
    if (incident.kind === 'exercise') continue;
    const { services, milestones, escalations } = incident;
    const owners = new Set(services.flatMap((id) => register.services.get(id)?.team ?? []));
    for (const at of [milestones.detected, milestones.acknowledged]) {
      if (at === undefined || at < from || at >= to) continue;
      for (const team of owners) yield { team, incident, at };
    }
    for (const { at, to: team } of escalations) {
      if (at >= from && at < to && register.teams.has(team)) yield { team, incident, at };
    }
  }
}

/** Lists every time that an incident was escalated to a person by name. */
function* listSummons(
  register: Records,
  { from, to }: Span,
): Generator<{ person: string; incident: Incident; at: Instant }> {
  for (const incident of register.incidents.values()) {
    if (incident.kind === 'exercise') continue;
    for (const { at, to: person } of incident.escalations) {
      if (at >= from && at < to && register.people.has(person)) yield { person, incident, at };
    }
  }
}

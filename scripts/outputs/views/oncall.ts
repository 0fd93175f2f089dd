import { formatDuration } from '../../model/time/duration.ts';
import { formatInstant } from '../../model/time/instant.ts';
import { type Register, type Team } from '../../model/register/register.ts';
import { findNextOnCall, findOnCall, type Shift } from '../../model/oncall/rotation.ts';
import { formatInZone } from '../../model/time/zone.ts';
import { formatTable } from './table.ts';

/** Describes who is on call in a team as JSON. */
export function describe(team: Team, register: Register, now: number) {
  const next = findNextOnCall(team, now);
  return {
    team: team.id,
    name: team.name,
    on_call: findOnCall(team, now).map((shift) => describeShift(shift, register)),
    ...(next && { next: describeShift(next, register) }),
  };
}

function describeShift({ handle, layer, from, to, override }: Shift, { people }: Register) {
  const person = people.get(handle);
  return {
    handle,
    ...(person && { name: person.name }),
    ...(layer !== undefined && { layer }),
    from: formatInstant(from),
    to: formatInstant(to),
    ...(override !== undefined && { override: true }),
  };
}

/** Formats who is on call as a table for a terminal. */
export function format(teams: readonly Team[], register: Register, now: number): string {
  const { timezone } = register.settings.organisation;
  const name = (handle: string): string => register.people.get(handle)?.name ?? handle;
  const rows = teams.flatMap((team) => {
    const next = findNextOnCall(team, now);
    const after = next ? `${name(next.handle)}, ${formatInZone(next.from, timezone)}` : '–';
    const shifts = findOnCall(team, now);
    if (shifts.length === 0) return [[team.id, 'nobody', '–', '–', after]];
    return shifts.map(({ handle, layer, to, override }, index) => [
      index === 0 ? team.id : '',
      `${name(handle)}${layer === undefined ? '' : ` (${layer})`}${override === undefined ? '' : ', override'}`,
      formatInZone(to, timezone),
      formatDuration(to - now),
      index === 0 ? after : '',
    ]);
  });
  const columns = [
    { heading: 'team' },
    { heading: 'on call' },
    { heading: `until (${timezone})` },
    { heading: 'left', figures: true },
    { heading: 'next' },
  ];
  return formatTable(columns, rows);
}

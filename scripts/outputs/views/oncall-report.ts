import { type Span } from '../../model/kpis/kpi.ts';
import { hour } from '../../model/time/duration.ts';
import { formatInstant } from '../../model/time/instant.ts';
import { type Load, type Unattended } from '../../model/oncall/on-call-load.ts';
import { type Register } from '../../model/register/register.ts';
import { formatInZone } from '../../model/time/zone.ts';
import { formatTable } from './table.ts';

/** Describes on-call load as JSON. */
export function describe(
  { from, to }: Span,
  loads: readonly Load[],
  unattended: readonly Unattended[],
) {
  return {
    period: { from: formatInstant(from), to: formatInstant(to) },
    people: loads.map(({ team, handle, onCall, night, weekend, interruptions }) => ({
      team,
      handle,
      on_call_seconds: onCall / 1000,
      night_seconds: night / 1000,
      weekend_seconds: weekend / 1000,
      interruptions: interruptions.map(({ at, ...interruption }) => ({
        ...interruption,
        at: formatInstant(at),
      })),
    })),
    unattended: unattended.map(({ at, ...call }) => ({ ...call, at: formatInstant(at) })),
  };
}

/** Formats on-call load as a table for a terminal. */
export function format(
  { from, to }: Span,
  loads: readonly Load[],
  unattended: readonly Unattended[],
  register: Register,
): string {
  const { timezone } = register.settings.organisation;
  const hours = (duration: number): string => (duration / hour).toFixed(1);
  const table = formatTable(
    [
      { heading: 'team' },
      { heading: 'person' },
      { heading: 'hours', figures: true },
      { heading: 'at night', figures: true },
      { heading: 'at weekends', figures: true },
      { heading: 'interruptions', figures: true },
      { heading: 'at night', figures: true },
      { heading: 'at weekends', figures: true },
    ],
    loads.map(({ team, handle, onCall, night, weekend, interruptions }) => [
      team,
      register.people.get(handle)?.name ?? handle,
      hours(onCall),
      hours(night),
      hours(weekend),
      String(interruptions.length),
      String(interruptions.filter((interruption) => interruption.night).length),
      String(interruptions.filter((interruption) => interruption.weekend).length),
    ]),
  );
  return [
    `${formatInZone(from, timezone)} to ${formatInZone(to, timezone)} (${timezone}); nights and weekends in each person's own zone`,
    '',
    table,
    ...(unattended.length === 0 ? [] : ['', 'Nobody was on call:']),
    ...unattended.map(
      ({ team, incident, at }) => `  ${formatInZone(at, timezone)}  ${team}  ${incident}`,
    ),
  ].join('\n');
}

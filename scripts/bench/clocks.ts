import { minute } from '../model/time/duration.ts';
import { formatInstant } from '../model/time/instant.ts';
import type { Incident, Register } from '../model/register/register.ts';
import { evaluateRegister } from '../model/sla/urgency.ts';
import { settings, web, webService } from '../testing/escalation.ts';
import { makeRegister } from '../testing/incident.ts';

/**
 * CPU seconds to run every clock of so many incidents that are all open: each with a severity that
 * changed, a pause and an update, half of them in office hours. The best of some runs.
 */
export function measureClocks(size: number, runs: number): number {
  const now = Date.parse('2026-06-01T12:00:00Z');
  const register = makeOpen(size, now);
  let best = Infinity;
  for (let run = 0; run < runs; run++) {
    const before = process.cpuUsage();
    const clocks = evaluateRegister(register, now);
    const { user, system } = process.cpuUsage(before);
    if (clocks.length < size) throw new Error('Clocks are missing.');
    best = Math.min(best, (user + system) / 1e6);
  }
  return best;
}

function makeOpen(size: number, now: number): Register {
  const days = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'];
  const hours = Object.fromEntries(days.map((name) => [name, ['09:00-17:00']]));
  const policy = {
    effective: '2020-01-01T00:00:00Z',
    targets: {
      SEV1: { acknowledge: '15m', update: '1h', mitigate: '2h', resolve: '4h' },
      SEV2: { acknowledge: '1h', resolve: '3d', calendar: 'office' },
    },
  };
  let register: Register | undefined;
  const incidents = new Map<string, Incident>();
  for (let index = 0; index < size; index++) {
    const start = now - ((index * 37) % (14 * 24 * 60)) * minute - 60 * minute;
    const at = (minutes: number): string => formatInstant(start + minutes * minute);
    const [first, second] =
      index % 2 === 0 ? (['SEV1', 'SEV2'] as const) : (['SEV2', 'SEV1'] as const);
    const made = makeRegister(
      [
        { at: at(0), type: 'detected' },
        { at: at(2), type: 'triaged', severity: first },
        { at: at(10), type: 'paused', reason: 'x' },
        { at: at(20), type: 'resumed' },
        { at: at(25), type: 'triaged', severity: second },
        { at: at(40), type: 'update', status: 'identified', audience: 'public', note: 'x' },
      ],
      {
        ...settings,
        sla: [policy],
        calendars: { office: { timezone: 'Europe/Amsterdam', hours } },
      },
      { teams: [web], services: [webService] },
      `2026-05-01-open-${index}`,
    );
    register ??= made.register;
    incidents.set(made.incident.id, made.incident);
  }
  if (!register) throw new Error('No incident was asked for.');
  return { ...register, incidents };
}

import { expect, test } from 'vitest';
import type { Register } from '../../model/register/register.ts';
import { makeWebRegister, readInstant, runEscalation } from '../../testing/escalation.ts';
import { makeGitHub } from '../../testing/github/state.ts';
import type { Entry } from '../../../schemas/generated/records.ts';

const detected: Entry[] = [
  { at: '2026-01-14T10:00:00Z', type: 'detected' },
  { at: '2026-01-14T10:01:00Z', type: 'triaged', severity: 'SEV1' },
];

test('escalates clocks that cannot be evaluated, level by level, until the record can be read', async () => {
  const state = makeGitHub({ collaborators: new Set(['linus', 'grace']) });
  const readable = makeWebRegister([
    ...detected,
    { at: '2026-01-14T10:02:00Z', type: 'acknowledged' },
  ]);
  const [incident] = readable.incidents.values();
  if (!incident) throw new Error('There is no incident.');
  const { id, path } = incident;
  const broken: Register = {
    ...readable,
    incidents: new Map(),
    unread: [{ id, path, services: ['web'], from: readInstant('2026-01-14T10:00:00Z') }],
    leftOut: [{ path: `${path}/timeline.yaml`, reason: 'x', findings: [] }],
  };
  state.clock = readInstant('2026-01-14T10:06:00Z');
  await runEscalation(state, broken);
  expect(state.issues).toMatchObject([
    {
      state: 'open',
      title: `${id}: SLA clocks that cannot be evaluated`,
      labels: ['sitrep:escalation', 'clock:record', 'state:unknown'],
      assignees: ['linus'],
    },
  ]);
  const body = state.issues[0]?.body ?? '';
  expect(body).toContain('**SLA clocks cannot be evaluated: ');
  expect(body).toContain('timeline.yaml cannot be read.**');
  expect(body).toContain('| State | unknown |');
  expect((await runEscalation(state, broken)).steps).toEqual([]);
  state.clock = readInstant('2026-01-14T10:31:00Z');
  await runEscalation(state, broken);
  expect(state.issues[0]?.assignees).toEqual(['linus', 'grace']);
  await runEscalation(state, readable);
  expect(state.issues[0]).toMatchObject({ state: 'closed' });
  expect(state.issues[0]?.body).toContain('**Its record can be read again.**');
});

test('escalates an incident that cannot be read now as of the commit in which it could', async () => {
  const state = makeGitHub({ collaborators: new Set(['linus', 'grace']) });
  const register = makeWebRegister(detected);
  for (const [id, incident] of register.incidents) {
    const at = readInstant('2026-01-14T10:05:00Z');
    const lastRead = { commit: 'a1b2', at, broken: `${incident.path}/timeline.yaml` };
    register.incidents.set(id, { ...incident, lastRead });
  }
  state.clock = readInstant('2026-01-14T10:17:00Z');
  await runEscalation(state, register);
  expect(state.issues).toMatchObject([{ title: 'SEV1 X: nobody has taken it on in time' }]);
  expect(state.issues[0]?.body).toMatch(
    /\| Record \| as of 2026-01-14 10:05, \S+timeline\.yaml cannot be read now \|/,
  );
});

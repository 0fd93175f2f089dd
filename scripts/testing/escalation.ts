import { openGitHub, type GitHub } from '../edges/github/client.ts';
import { escalate } from '../automation/escalate/run.ts';
import { makeFetch, type Handling } from './github/serve.ts';
import type { FakeGitHub } from './github/state.ts';
import { parseInstant, type Instant } from '../model/time/instant.ts';
import type { Entry, SettingsRecord } from '../../schemas/generated/records.ts';
import type { Register, Service, Team } from '../model/register/register.ts';
import { makeRegister } from './incident.ts';
import { type EscalationResult, type EscalationRun } from '../automation/escalate/work.ts';

/** Parses an instant, or throws. */
export function readInstant(text: string): Instant {
  const at = parseInstant(text);
  if (at === undefined) throw new Error(text);
  return at;
}

export const settings: SettingsRecord = {
  organisation: { name: 'X', timezone: 'UTC' },
  severities: ['SEV1', 'SEV2'].map((id) => ({ id, name: id })),
  matrix: { high: { high: 'SEV1' } },
  warn_at: 0.8,
  sla: [
    {
      effective: '2020-01-01T00:00:00Z',
      targets: {
        SEV1: { acknowledge: '15m', resolve: '4h' },
        SEV2: { acknowledge: '1h', resolve: '8h' },
      },
    },
  ],
  site: {
    url: 'https://status.example',
    base: '/',
    repository: 'https://github.com/northwind-rail/incidents',
  },
};

export const web: Team = {
  id: 'web',
  path: 'catalog/teams/web.yaml',
  hash: '',
  name: 'Web',
  manager: 'grace',
  members: ['ada', 'grace', 'linus'].map((handle) => ({ handle, name: handle })),
  rotation: {
    timezone: 'UTC',
    handover: '09:00',
    order: ['ada', 'linus'],
    start: '2026-01-05',
    length: '1w',
  },
  escalation: [
    { after: '5m', notify: 'on-call', kind: 'functional' },
    { after: '30m', notify: 'manager', kind: 'hierarchical' },
    { after: '1h', notify: 'paybridge', kind: 'vendor' },
  ],
  vendors: [{ id: 'paybridge', name: 'PayBridge', contact: 'mailto:support@paybridge.example' }],
};

export const webService: Service = {
  id: 'web',
  path: 'catalog/services/web.yaml',
  hash: '',
  name: 'Web shop',
  tier: 1,
  team: 'web',
};

/** Makes a register of one incident of the team from its entries. */
export function makeWebRegister(
  entries: Entry[],
  change: Partial<SettingsRecord> = {},
  team: Team = web,
): Register {
  return makeRegister(
    entries,
    { ...settings, ...change },
    { teams: [team], services: [webService] },
  ).register;
}

/** Opens a client for a repository in memory, without waits or retries. */
export function reachGitHub(state: FakeGitHub, handling: Handling = {}): GitHub {
  return openGitHub({
    repository: state.repository,
    token: 'token',
    fetch: makeFetch(state, handling),
    paced: false,
    readRetries: 0,
  });
}

/** Runs an escalation on a repository in memory, at the time of its clock. */
export async function runEscalation(
  state: FakeGitHub,
  register: Register,
  handling: Handling = {},
  more: Partial<EscalationRun> = {},
): Promise<EscalationResult & { requests: number }> {
  const github = more.github ?? reachGitHub(state, handling);
  const result = await escalate({
    github,
    register,
    now: state.clock,
    login: state.login,
    links: { site: 'https://status.example/' },
    channels: new Map(),
    dryRun: false,
    budget: 100,
    ...more,
  });
  return { ...result, requests: github.requests() };
}

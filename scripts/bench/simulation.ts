import { escalate } from '../automation/escalate/run.ts';
import { openGitHub } from '../edges/github/client.ts';
import { GitHubError } from '../edges/github/error.ts';
import { findLogin } from '../edges/github/viewer.ts';
import { faults, makeFetch, type Fault } from '../testing/github/serve.ts';
import { makeGitHub, type FakeGitHub } from '../testing/github/state.ts';
import { escalationLabel } from '../automation/escalate/steps.ts';
import { hour, minute } from '../model/time/duration.ts';
import { formatInstant, type Instant } from '../model/time/instant.ts';
import type { Entry } from '../../schemas/generated/records.ts';
import type { Incident, Register } from '../model/register/register.ts';
import type { Clock } from '../model/sla/clock.ts';
import { evaluateClocks } from '../model/sla/evaluate.ts';
import { readTargets } from '../model/sla/targets.ts';
import { settings, web, webService } from '../testing/escalation.ts';
import { makeRegister } from '../testing/incident.ts';

/** Part of the protocol to disable, to check that the simulation notices. */
export type Mutation = 'no-claim' | 'no-grace' | 'one-page' | 'retried-writes';

export interface Story {
  seed: number;
  /** Violations; empty if everything is correct. */
  wrong: string[];
  requests: number;
  runs: number;
}

/** Numbers from 0 to 1 that are the same for the same seed (mulberry32). */
function makeRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** An entry, and when it came into the repository: later than it happened, at times much later. */
interface Written {
  entry: Entry;
  known: Instant;
}

/** Linus is on call in this week. */
const begin = Date.parse('2026-01-14T10:00:00Z');
const people = ['linus', 'grace'];

/**
 * One random history: incidents and what is written of them, late or back-dated; runs that are missed,
 * late, or overlap; requests that fail in every way; people who unassign, lock, delete and close, and
 * take labels away. Then
 * an hour of calm, after which everything must stand as the records say.
 *
 * @param mutation what of the protocol is taken out
 */
export async function simulate(seed: number, mutation?: Mutation): Promise<Story> {
  const random = makeRandom(seed);
  const chance = (share: number): boolean => random() < share;
  const between = (low: number, high: number): number => low + Math.floor(random() * (high - low));
  const pick = <T>(list: readonly T[]): T => {
    const found = list[Math.floor(random() * list.length)];
    if (found === undefined) throw new Error('Nothing to choose from.');
    return found;
  };
  const state = makeGitHub({
    collaborators: new Set(people),
    lag: chance(0.5) ? between(0, 10 * minute) : 0,
    clock: begin,
  });
  // Half of the runs have the token of an app.
  if (seed % 2 === 0) useAppToken(state);
  if (mutation === 'one-page' || chance(0.02)) fillFirstPage(state);
  const histories = Array.from({ length: between(1, 4) }, () =>
    writeHistory(chance, between, pick),
  );
  const story: Story = { seed, wrong: [], requests: 0, runs: 0 };
  /** Keys that a person has had a hand in, and how. */
  const touched = {
    closed: new Set<string>(),
    deleted: new Map<string, number>(),
    unassigned: new Set<string>(),
    locked: new Set<string>(),
  };
  const scheduler = makeScheduler(random);
  const phase = { calm: false as boolean };

  const run = async (register: Register): Promise<void> => {
    const fetch = makeFetch(state, {
      turn: async () => {
        await scheduler.turn();
        state.clock += between(50, 3000);
        // A slow answer now and then, but never as long as the grace.
        if (!phase.calm && chance(0.01)) state.clock += between(0, 4 * minute);
      },
      fault: (): Fault | undefined => (!phase.calm && chance(0.06) ? pick(faults) : undefined),
    });
    const github = openGitHub({
      repository: state.repository,
      token: 'token',
      fetch: mutation === undefined ? fetch : breakProtocol(fetch, mutation),
      paced: false,
      readRetries: 0,
    });
    const now = state.clock;
    const before = new Set(state.issues.map(({ number }) => number));
    try {
      await escalate({
        github,
        register,
        now,
        login: await findLogin(github),
        links: {},
        channels: new Map(),
        dryRun: false,
        budget: 100,
      });
    } catch (error) {
      if (!(error instanceof GitHubError)) throw error;
    } finally {
      scheduler.end();
    }
    const due = listDue(register, now);
    for (const issue of state.issues) {
      const key = readKey(issue.body);
      if (
        !before.has(issue.number) &&
        issue.createdAt >= now &&
        key !== undefined &&
        !due.has(key)
      ) {
        // Another run at the same time may know more of the records.
        if (!listDue(register, state.clock).has(key)) story.wrong.push(`early or needless: ${key}`);
      }
    }
    story.requests += github.requests();
    story.runs++;
  };

  const makeAll = (now: Instant): Register => joinRegisters(histories, now);
  const end = begin + 9 * hour;
  while (state.clock < end) {
    const wait = chance(0.15) ? between(20, 90) * minute : between(4, 25) * minute;
    state.clock += wait;
    for (const issue of [...state.issues]) {
      const key = readKey(issue.body);
      if (key === undefined) continue;
      if (chance(0.01)) {
        for (const login of issue.assignees) touched.unassigned.add(`${key} ${login}`);
        issue.assignees = [];
      }
      if (chance(0.005)) {
        issue.locked = true;
        touched.locked.add(key);
      }
      if (chance(0.005) && issue.state === 'open') {
        issue.state = 'closed';
        touched.closed.add(key);
      }
      if (chance(0.005)) issue.labels = issue.labels.filter((name) => name !== escalationLabel);
      if (chance(0.005)) {
        state.issues = state.issues.map((known) =>
          known === issue
            ? { ...known, number: known.number, body: '', labels: [], state: 'closed' }
            : known,
        );
        touched.deleted.set(key, (touched.deleted.get(key) ?? 0) + 1);
      }
    }
    if (chance(0.01)) deleteLabel(state);
    const register = makeAll(state.clock);
    const overlap = chance(0.15) ? 2 : 1;
    scheduler.begin(overlap);
    await Promise.all(Array.from({ length: overlap }, () => run(register)));
  }
  phase.calm = true;
  const last = makeAll(Infinity);
  for (let count = 0; count < 12; count++) {
    state.clock += 6 * minute;
    const { requests } = story;
    scheduler.begin(1);
    await run(last);
    // The records still move clocks; what is left by then is a few steps at most.
    if (story.requests - requests > 60)
      story.wrong.push(`too many requests: ${story.requests - requests}`);
  }
  judge(story, state, last, touched);
  return story;
}

/** Lets one of the runs that wait go on, whichever the seed says. */
function makeScheduler(random: () => number) {
  let active = 0;
  const waiting: (() => void)[] = [];
  const pump = (): void => {
    if (active === 0 || waiting.length < active) return;
    waiting.splice(Math.floor(random() * waiting.length), 1)[0]?.();
  };
  return {
    begin: (count: number) => {
      active = count;
    },
    end: () => {
      active--;
      pump();
    },
    turn: () =>
      new Promise<void>((resolve) => {
        waiting.push(resolve);
        pump();
      }),
  };
}

type Chance = (share: number) => boolean;
type Between = (low: number, high: number) => number;
type Pick1 = <T>(list: readonly T[]) => T;

function writeHistory(chance: Chance, between: Between, pick: Pick1): Written[] {
  let at = begin + between(0, 60) * minute;
  const written: Written[] = [];
  const write = (entry: Omit<Entry, 'at'>): void => {
    // Most is written at once, some later: what a run saw in between was not the truth yet.
    const late = chance(0.2) ? between(1, 90) * minute : 0;
    written.push({ entry: { ...entry, at: formatInstant(at) }, known: at + late });
  };
  const pass = (most: number): void => {
    at += between(1, most) * minute;
  };
  write({ type: 'detected' });
  pass(5);
  write({ type: 'triaged', severity: pick(['SEV1', 'SEV2']) });
  for (let step = 0; step < between(1, 9); step++) {
    pass(80);
    const type = pick([
      'acknowledged',
      'mitigated',
      'resolved',
      'reopened',
      'paused',
      'resumed',
      'triaged',
      'assigned',
      'cancelled',
      'acknowledged',
      'resolved',
    ] as const);
    if (type === 'resolved') write({ type, resolution: 'fixed' });
    else if (type === 'triaged') write({ type, severity: pick(['SEV1', 'SEV2']) });
    else if (type === 'assigned') write({ type, role: 'commander', to: 'grace' });
    else if (type === 'reopened' || type === 'paused') write({ type, reason: 'x' });
    else if (type === 'cancelled') {
      if (chance(0.3)) write({ type, reason: 'x' });
    } else write({ type });
  }
  return written;
}

/** The records as they were in the repository at an instant. */
function joinRegisters(histories: readonly Written[][], now: Instant): Register {
  const made = histories.map((history, index) =>
    makeRegister(
      history.filter(({ known }) => known <= now).map(({ entry }) => entry),
      settings,
      { teams: [web], services: [webService] },
      `2026-01-14-story-${index}`,
    ),
  );
  const [first] = made;
  if (!first) throw new Error('A story has an incident.');
  const incidents = new Map<string, Incident>(made.map(({ incident }) => [incident.id, incident]));
  return { ...first.register, incidents };
}

function listClocks(register: Register, now: Instant): Map<string, Clock> {
  const promises = readTargets(register, now);
  return new Map(
    [...register.incidents.values()].flatMap((incident) =>
      evaluateClocks(incident, promises, now).map((clock): [string, Clock] => [
        `${incident.id}/${clock.key}`,
        clock,
      ]),
    ),
  );
}

const isDue = ({ state, stopped }: Clock): boolean =>
  stopped === undefined && (state === 'at-risk' || state === 'breached');

function listDue(register: Register, now: Instant): Set<string> {
  return new Set(
    [...listClocks(register, now)].filter(([, clock]) => isDue(clock)).map(([key]) => key),
  );
}

function readKey(body: string): string | undefined {
  return /<!-- sitrep:escalation v1 (\S+) -->/.exec(body)?.[1];
}

interface Touched {
  closed: ReadonlySet<string>;
  deleted: ReadonlyMap<string, number>;
  unassigned: ReadonlySet<string>;
  locked: ReadonlySet<string>;
}

/** Holds what is on GitHub to what the records say, without the planner. */
function judge(story: Story, state: FakeGitHub, register: Register, touched: Touched): void {
  const { wrong } = story;
  // What was decided by the last run, which was a few requests ago.
  const now = state.clock;
  const clocks = listClocks(register, now - minute);
  const later = listClocks(register, now);
  const ours = Map.groupBy(state.issues, ({ body }) => readKey(body) ?? '');
  for (const [key, clock] of clocks) {
    const issues = ours.get(key) ?? [];
    const open = issues.filter((issue) => issue.state === 'open');
    if (open.length > 1) wrong.push(`doubled: ${key}`);
    if (issues.length > 1) wrong.push(`opened ${issues.length} times: ${key}`);
    const next = later.get(key);
    if (
      touched.closed.has(key) ||
      touched.deleted.has(key) ||
      !next ||
      isDue(next) !== isDue(clock)
    )
      continue;
    if (isDue(clock) && open.length === 0) wrong.push(`missing: ${key}`);
    if (!isDue(clock) && clock.state !== 'paused' && open.length > 0)
      wrong.push(`still open: ${key}, ${clock.state}`);
    const [issue] = open;
    if (issue && isDue(clock) && !touched.locked.has(key)) {
      for (const login of expectPeople(clock, now - 7 * minute)) {
        if (!issue.assignees.includes(login) && !touched.unassigned.has(`${key} ${login}`))
          wrong.push(`${login} is not assigned: ${key}`);
      }
    }
  }
  const steps = state.comments.map(
    ({ body, issue }) => `${issue} ${/sitrep:step v1 (\S+)/.exec(body)?.[1] ?? ''}`,
  );
  if (new Set(steps).size < steps.length) wrong.push('a level was told twice');
}

/** Whom the policy of the team means by an instant: five minutes after it was at risk, and thirty. */
function expectPeople({ changes }: Clock, now: Instant): string[] {
  const past = changes.filter(({ at }) => at <= now);
  const calm = past.findLastIndex(({ state }) => state === 'running' || state === 'not-applicable');
  const first = past
    .slice(calm + 1)
    .find(({ state }) => state === 'at-risk' || state === 'breached');
  if (!first) return [];
  return [
    ...(now - first.at >= 5 * minute ? ['linus'] : []),
    ...(now - first.at >= 30 * minute ? ['grace'] : []),
  ];
}

function useAppToken(state: FakeGitHub): void {
  state.login = 'ops-app[bot]';
  state.tokens.set('token', state.login);
}

/** Deletes the label of all escalations, as somebody does who tidies up. */
function deleteLabel(state: FakeGitHub): void {
  state.labels.delete(escalationLabel);
  for (const issue of state.issues) {
    issue.labels = issue.labels.filter((name) => name !== escalationLabel);
  }
}

/** Issues of long ago, so that a new one is on the second page. */
function fillFirstPage(state: FakeGitHub): void {
  for (let number = 1; number <= 100; number++) {
    state.issues.push({
      number,
      title: 'Long ago',
      body: `x\n\n<!-- sitrep:escalation v1 2020-01-01-old-${number}/resolve -->\n<!-- sitrep:marks wish=open -->`,
      labels: ['sitrep:escalation'],
      assignees: [],
      state: 'open',
      reason: null,
      locked: false,
      author: state.login,
      createdAt: begin - hour,
      // People still talk there.
      updatedAt: begin + 24 * hour,
      closedAt: null,
    });
  }
}

/** Takes one thing out of the protocol, by lying to it. */
function breakProtocol(
  fetch: typeof globalThis.fetch,
  mutation: Mutation,
): typeof globalThis.fetch {
  return async (input, init) => {
    const url = input instanceof Request ? input.url : input.toString();
    const method = init?.method ?? 'GET';
    if (mutation === 'one-page' && /[?&]page=[2-9]/.test(url)) {
      await fetch(input, init);
      return Response.json([]);
    }
    const response = await fetch(input, init);
    // As the plugin does with every request that is not told otherwise.
    if (mutation === 'retried-writes' && method === 'POST' && response.status >= 500)
      return fetch(input, init);
    if (mutation === 'no-claim' && url.includes('/git/ref')) {
      // Nobody ever has a claim, and everybody gets one.
      if (method === 'GET' && response.status === 200)
        return Response.json({ message: 'Not Found' }, { status: 404, headers: response.headers });
      if (method === 'POST' && response.status === 422)
        return Response.json({ ref: '', object: {} }, { status: 201 });
    }
    if (
      mutation === 'no-grace' &&
      method === 'GET' &&
      url.includes('/git/commits/') &&
      response.ok
    ) {
      const commit = (await response.json()) as { committer: object };
      return Response.json({ ...commit, committer: { date: '2000-01-01T00:00:00Z' } });
    }
    return response;
  };
}

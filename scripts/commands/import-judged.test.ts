import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { sitrep, testdir } from '../testing/folder.ts';

const first = '2026-09-30T00:00:00Z';

interface PageEvent {
  id: string;
  name: string;
  from: string;
  to: string;
  impact?: string;
  updates: [state: string, at: string, body: string][];
}

/** Formats an incident as Statuspage has it; one without an end is still being investigated. */
function formatEvent({ id, name, from, to, impact = 'minor', updates }: PageEvent): object {
  return {
    id,
    name,
    status: to === '' ? 'investigating' : 'resolved',
    impact,
    created_at: from,
    started_at: from,
    updated_at: updates.at(-1)?.[1],
    resolved_at: to === '' ? null : to,
    shortlink: `https://stspg.io/${id}`,
    components: [{ id: 'c1', name: 'Checkout' }],
    incident_updates: updates
      .map(([status, display_at, body], index) => ({
        id: `${id}-${index}`,
        status,
        display_at,
        body,
      }))
      .reverse(),
  };
}

const once = '2026-09-11T08:00:00Z';
const [begun, ended] = ['2026-09-12T10:00:00Z', '2026-09-12T11:00:00Z'];
/** One incident of which the page gives one instant, and one that lasted an hour. */
const events: PageEvent[] = [
  {
    id: 'once',
    name: 'Answers were slow',
    from: once,
    to: once,
    updates: [['resolved', once, 'Between 07:10 and 07:50 UTC answers were slower than usual.']],
  },
  {
    id: 'hour',
    name: 'Checkout slow',
    from: begun,
    to: ended,
    updates: [
      ['investigating', begun, 'We are looking into slow answers.'],
      ['resolved', ended, 'This is over.'],
    ],
  },
];

/** Imports incidents into a data root and returns what the command printed. */
async function importEvents(root: string, list: readonly PageEvent[], at = first): Promise<string> {
  const source = join(root, 'incidents.json');
  const page = { id: 'p1', name: 'Northwind', url: 'https://status.example.com' };
  writeFileSync(source, JSON.stringify({ page, incidents: list.map(formatEvent) }));
  const ran = await sitrep(root, 'import', 'statuspage', '--root', '.', '--at', at, source);
  rmSync(source);
  expect([ran.status, ran.stderr]).toEqual([0, '']);
  return ran.stdout;
}

async function explain(root: string, kpi: string): Promise<string> {
  return (await sitrep(root, 'kpi', 'explain', kpi, '--root', '.', '--at', first)).stdout;
}

it('counts what the page does not say as missing, and says why', async () => {
  const root = testdir();
  await importEvents(root, events);
  const resolve = await explain(root, 'mttr');
  expect(resolve).toMatch(/\b1 row\b.*\b1 missing/);
  expect(resolve).toContain('assumed, the page gives one instant only');
  const identify = await explain(root, 'mtti');
  expect(identify).toMatch(/\b0 rows\b.*\b2 missing/);
  const shown = await sitrep(root, 'show', '2026-09-11-answers-were-slow', '--root', '.');
  expect(shown.stdout).toMatch(/resolved .*assumed: the page gives one instant only/);
  const row = await sitrep(root, 'show', '2026-09-11-answers-were-slow', '--root', '.', '--json');
  expect(JSON.parse(row.stdout)).toMatchObject({
    incident: {
      assumed: { resolved: 'the page gives one instant only' },
      source: { tool: 'statuspage', id: 'once', url: 'https://stspg.io/once', imported: first },
    },
  });
});

it('changes nothing when imported again later, even without the state of the import', async () => {
  const root = testdir();
  await importEvents(root, events);
  const file = join(root, '2026/2026-09-12-checkout-slow/incident.md');
  const before = readFileSync(file, 'utf8');
  expect(before).toContain(`imported: ${first}`);
  const later = '2026-10-30T00:00:00Z';
  expect(await importEvents(root, events, later)).not.toMatch(/updated|conflict/);
  rmSync(join(root, '.sitrep-import.json'));
  expect(await importEvents(root, events, later)).not.toMatch(/updated|conflict/);
  expect(readFileSync(file, 'utf8')).toBe(before);
});

const policies = `organisation: { name: Ours }
sla:
  - effective: 2025-01-01T00:00:00Z
    targets: { SEV1: { acknowledge: 5m, update: 30m, resolve: 1h, postmortem: 7d } }
regulations: [{ profile: nis2, severities: [SEV1] }]
`;

/** A critical incident in words that ours would not use, still going on unless it has an end. */
function describeOutage(to: string): PageEvent {
  const [from, middle] = ['2026-09-01T08:00:00Z', '2026-09-01T10:00:00Z'];
  return {
    id: 'outage',
    name: 'Latency after a failed mitigation',
    from,
    to,
    impact: 'critical',
    updates: [
      ['investigating', from, 'Latency is up.'],
      ['identified', middle, 'The mitigation was rolled back.'],
      ...(to === '' ? [] : ([['resolved', to, 'Latency is normal.']] as PageEvent['updates'])),
    ],
  };
}

const over = describeOutage('2026-09-01T11:00:00Z');
const folder = '2026/2026-09-01-latency-after-a-failed-mitigation';
const later = '2026-11-30T00:00:00Z';

/** Lists the rules that report something, each with the file. */
async function validate(root: string, at = later): Promise<string[]> {
  const { stdout } = await sitrep(root, 'validate', '--root', '.', '--json', '--at', at);
  const { findings } = JSON.parse(stdout) as { findings: { rule: string; path: string }[] };
  return [...new Set(findings.map(({ rule, path }) => `${rule} ${path}`))].sort();
}

/** Lists the state of each SLA clock of the outage, except the one of the law. */
async function listClocks(root: string, at = later): Promise<Record<string, string>> {
  const { stdout } = await sitrep(root, 'sla', '--all', '--root', '.', '--json', '--at', at);
  const { clocks } = JSON.parse(stdout) as {
    clocks: { incident: string; key: string; state: string }[];
  };
  const own = clocks.filter(({ incident }) => folder.endsWith(incident));
  return Object.fromEntries(own.map(({ key, state }) => [key, state]));
}

it('judges nothing that happened before the import', async () => {
  const root = testdir({ 'sitrep.yaml': policies });
  await importEvents(root, [over]);
  expect(await validate(root)).toEqual([]);
  expect(
    Object.values(await listClocks(root)).filter((state) => state !== 'not-applicable'),
  ).toEqual([]);
});

it('judges it if `judge_imports` is true', async () => {
  const root = testdir({ 'sitrep.yaml': `${policies}judge_imports: true\n` });
  await importEvents(root, [over]);
  expect(await validate(root)).toEqual([
    'missing-escalation catalog/teams/northwind.yaml',
    `missing-milestone ${folder}/incident.md`,
    `missing-postmortem ${folder}/incident.md`,
    `public-jargon ${folder}/incident.md`,
  ]);
  expect(await listClocks(root)).toMatchObject({ acknowledge: 'breached', resolve: 'breached' });
});

it('judges what people wrote and did after the import', async () => {
  const root = testdir({ 'sitrep.yaml': policies });
  await importEvents(root, [describeOutage('')], '2026-09-01T10:10:00Z');
  const write = (time: string, type: string, more: string): void => {
    const at = `2026-09-01T${time}:00Z`;
    const name = `${at.replaceAll(/[-:]/g, '')}-${type}-0a1b.yaml`;
    mkdirSync(join(root, folder, 'timeline'), { recursive: true });
    writeFileSync(join(root, folder, 'timeline', name), `at: ${at}\ntype: ${type}\n${more}`);
  };
  const now = '2026-09-01T10:20:00Z';
  expect(await validate(root, now)).toEqual([`missing-milestone ${folder}/incident.md`]);
  // Due before the import: the first answer and the end. Due after it: the next update.
  expect(await listClocks(root, now)).toMatchObject({
    acknowledge: 'not-applicable',
    resolve: 'not-applicable',
    update: 'running',
  });
  write('10:50', 'update', 'audience: public\nstatus: monitoring\nnote: Latency is normal.\n');
  expect(await validate(root, '2026-09-01T10:55:00Z')).toEqual([
    `missing-milestone ${folder}/incident.md`,
    `public-jargon ${folder}/timeline/20260901T105000Z-update-0a1b.yaml`,
  ]);
  expect(await listClocks(root, '2026-09-01T10:55:00Z')).toMatchObject({ update: 'running' });
  expect(await listClocks(root, '2026-09-01T11:30:00Z')).toMatchObject({ update: 'breached' });
  write('12:00', 'resolved', 'resolution: fixed\n');
  expect(await validate(root)).toContain(`missing-postmortem ${folder}/incident.md`);
  expect(await listClocks(root)).toMatchObject({ update: 'breached', postmortem: 'breached' });
});

it('judges neither later updates of the page nor its team, until people take the team over', async () => {
  const root = testdir({ 'sitrep.yaml': policies.replace(/^regulations.*\n/m, '') });
  const live = describeOutage('');
  await importEvents(root, [live], '2026-09-01T10:10:00Z');
  const update = ['identified', '2026-09-01T10:30:00Z', 'Latency is still up.'] as const;
  const updates: PageEvent['updates'] = [...live.updates, [...update]];
  await importEvents(root, [{ ...live, updates }], '2026-09-01T10:40:00Z');
  expect(readFileSync(join(root, folder, 'timeline.yaml'), 'utf8')).toContain(
    'Latency is still up.',
  );
  expect(await validate(root, '2026-09-01T10:41:00Z')).toEqual([]);
  const team = 'catalog/teams/northwind.yaml';
  const text = readFileSync(join(root, team), 'utf8');
  writeFileSync(join(root, team), `${text}members: [{ handle: ada, name: Ada Example }]\n`);
  expect(await validate(root, '2026-09-01T10:41:00Z')).toEqual([`missing-escalation ${team}`]);
});

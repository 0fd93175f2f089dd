import { readFileSync, rmSync, writeFileSync } from 'node:fs';
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
    components: [],
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

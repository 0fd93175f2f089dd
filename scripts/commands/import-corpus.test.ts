import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { packageRoot } from '../edges/disk/package.ts';
import { loadRegister } from '../edges/disk/load.ts';
import { checkDocument, checkRecord, checkRegister, settleFindings } from '../model/rules/check.ts';
import { computeKpis } from '../model/kpis/compute.ts';
import { findCorpus } from '../testing/corpora.ts';
import { sitrep, testdir } from '../testing/folder.ts';
import { readIncident } from '../edges/disk/incident.ts';

const whole = findCorpus('github-status');
const corpus = whole ?? join(packageRoot, 'scripts/inputs/import/statuspage.sample');

interface Update {
  status: string;
  body: string;
  display_at: string;
}
interface Event {
  id: string;
  name: string;
  impact: string;
  started_at: string;
  resolved_at: string;
  incident_updates: Update[];
  components: { name: string }[];
}

function readEvents(file: string, list: 'incidents' | 'scheduled_maintenances'): Event[] {
  const value = JSON.parse(readFileSync(join(corpus, file), 'utf8')) as Record<string, Event[]>;
  return value[list] ?? [];
}

const severities: Record<string, string> = {
  none: 'SEV4',
  minor: 'SEV3',
  major: 'SEV2',
  critical: 'SEV1',
};

it('imports a corpus of real incidents with every number and text of the source', async () => {
  const events = readEvents('incidents.json', 'incidents');
  const maintenances = readEvents('scheduled-maintenances.json', 'scheduled_maintenances');
  const which = whole === undefined ? 'sample' : 'larger corpus, from SITREP_CORPORA';
  console.log(`Imports ${events.length} incidents (${which}).`);
  const settings = readFileSync(join(packageRoot, 'incidents/sitrep.yaml'), 'utf8');
  const root = testdir({ 'sitrep.yaml': settings });
  const files = ['incidents.json', 'scheduled-maintenances.json'].map((name) => join(corpus, name));
  const begun = performance.now();
  const { status, stdout, stderr } = await sitrep(
    root,
    'import',
    'statuspage',
    '--root',
    '.',
    '--at',
    '2026-09-01T00:00:00Z',
    ...files,
  );
  console.log(`Imported in ${((performance.now() - begun) / 1000).toFixed(1)} s.`);
  expect([status, stderr]).toEqual([0, '']);
  expect(stdout).toContain(
    `${events.length} incidents, ${maintenances.length} maintenance windows`,
  );

  const inspect = { document: checkDocument, record: checkRecord };
  const { register, findings } = await loadRegister(root, { inspect });
  const now = Date.UTC(2026, 11, 1);
  // The policies of the example do not judge what happened before the import.
  expect(settleFindings([...findings, ...checkRegister(register, now)], register, now)).toEqual([]);
  expect(register.leftOut).toEqual([]);
  expect(register.incidents.size).toBe(events.length);
  expect(register.maintenance.size).toBe(maintenances.length);

  let texts = 0;
  const minutes: number[] = [];
  for (const event of events) {
    const incident = register.incidents.get(register.aliases.get(`statuspage:${event.id}`) ?? '');
    const read = incident && readIncident(root, register.settings, incident);
    if (!read) throw new Error(`${event.id} was not imported`);
    // Worked out from the JSON alone, by the platform's own reading of times.
    const { started, resolved } = read.incident.milestones;
    expect(started).toBe(Date.parse(event.started_at));
    expect(resolved).toBe(Date.parse(event.resolved_at));
    minutes.push((Date.parse(event.resolved_at) - Date.parse(event.started_at)) / 60_000);
    expect(read.incident.severity).toBe(severities[event.impact]);
    expect(read.record.value.title).toBe(event.name);
    const services = event.components.filter(({ name }) => !name.startsWith('Visit '));
    expect(read.incident.services).toHaveLength(services.length);
    const notes = read.log
      .filter(({ entry }) => entry.type === 'update')
      .map(({ entry, at }) => [at, entry.note]);
    const told = event.incident_updates
      .toReversed()
      .map((one) => [Date.parse(one.display_at), one.body]);
    expect(notes).toEqual(told);
    texts += notes.length;
    const last = [...event.incident_updates].find(({ status: state }) => state !== 'resolved');
    expect(read.incident.milestones.mitigated !== undefined).toBe(last?.status === 'monitoring');
  }
  // The page says neither when somebody noticed, nor how long an incident of one instant lasted.
  const single = events.filter(({ started_at, resolved_at }) => started_at === resolved_at).length;
  const span = { from: Date.UTC(2020, 0), to: now };
  const figures = computeKpis(register, { span, now, names: ['mtti', 'mttr'] });
  expect(figures.map(({ n, missing }) => [n, missing])).toEqual([
    [0, events.length],
    [events.length - single, single],
  ]);
  if (whole === undefined) return;
  expect(single).toBe(29);
  const counted = Object.groupBy(register.incidents.values(), ({ severity }) => severity ?? '');
  const counts = Object.entries(counted).map(([id, list = []]) => [id, list.length]);
  expect(Object.fromEntries(counts)).toEqual({ SEV3: 604, SEV2: 138, SEV4: 31, SEV1: 28 });
  expect(texts).toBe(4514);
  minutes.sort((a, b) => a - b);
  expect(minutes).toHaveLength(801);
  expect(minutes.reduce((sum, one) => sum + one, 0) / 801).toBeCloseTo(125.85, 2);
  expect(minutes[400]).toBe(65);
});

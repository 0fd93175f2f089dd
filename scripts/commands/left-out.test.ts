import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { testdir } from '../testing/folder.ts';
import { sitrep } from '../testing/hosts.ts';

const id = '2026-01-10-slow';
const files = {
  'incidents/sitrep.yaml': 'organisation: {name: Test, timezone: Europe/Berlin}\n',
  'incidents/catalog/teams/core.yaml': 'name: Core\nmembers: [{handle: ada, name: Ada}]\n',
  'incidents/catalog/services/checkout.yaml': 'name: Checkout\ntier: 1\nteam: core\n',
  [`incidents/2026/${id}/incident.md`]:
    '---\ntitel: Slow\nsummary: It is slow\nservices: [checkout]\ncategory: software\nchannel: monitoring\n---\n',
  [`incidents/2026/${id}/timeline.yaml`]:
    '- {at: 2026-01-10T08:00:00Z, type: started, affects: {checkout: major-outage}}\n',
};
const said = '1 file was left out. `sitrep validate` explains why.\n';

it.each([
  ['list'],
  ['search', 'slow'],
  ['kpi'],
  ['kpi', 'explain', 'mttr'],
  ['sla'],
  ['oncall'],
  ['oncall', 'report'],
])('%s %s says what its answer lacks', async (...args) => {
  const { stderr } = await sitrep(testdir(files), ...args);
  expect(stderr).toContain(said);
});

it.each([['kpi'], ['kpi', 'explain', 'mttr'], ['sla'], ['overview'], ['list']])(
  '%s %s counts it for another program',
  async (...args) => {
    const { stdout } = await sitrep(testdir(files), ...args, '--json');
    expect(JSON.parse(stdout)).toMatchObject({ left_out: 1 });
  },
);

it('says that defaults apply if the settings cannot be read', async () => {
  const broken = { ...files, 'incidents/sitrep.yaml': 'organisation: [\n' };
  const { stderr } = await sitrep(testdir(broken), 'sla');
  expect(stderr).toContain(
    '2 files were left out. sitrep.yaml is one of them, so policies and time zone are the defaults.',
  );
});

it('does not report success, or a broken record as missing', async () => {
  const folder = testdir(files);
  const { stdout } = await sitrep(folder);
  expect(stdout).toContain(
    `Nothing is open, as far as the records can be read. Unknown: the record of ${id} cannot be read.\n`,
  );
  const { status, stderr } = await sitrep(folder, 'show', id);
  expect(status).toBe(2);
  expect(stderr).toBe(
    `sitrep: Cannot read 2026/${id}/incident.md: \`titel\` is not valid here.\n  Run \`sitrep validate\` for details.\n`,
  );
  await sitrep(folder, 'site', 'build', '--out', 'site');
  const home = readFileSync(join(folder, 'site/index.html'), 'utf8');
  expect(home).toContain(`<h1>Unknown: the record of ${id} cannot be read.</h1>`);
  expect(home).toMatch(/1 file could not be read, and what\s+it says is missing here:/);
});

it.each([
  [['list', '--severity', 'sev1'], 'There is no severity sev1.\n  Did you mean SEV1?'],
  [['list', '--service', 'chekout'], 'There is no service chekout.\n  Did you mean checkout?'],
  [['sla', '--service', 'chekout'], 'There is no service chekout.\n  Did you mean checkout?'],
  [['kpi', 'explain', 'mttr', '--by', 'team'], '`kpi explain` does not take --by'],
  [['oncall', 'report', '--ics'], '`oncall report` does not take --ics'],
  [['kpi', '--period', '9999'], 'Cannot read --period 9999 as a period.'],
  [['kpi', '--period', '0050-03'], 'Cannot read --period 0050-03 as a period.'],
  [['site', 'build', '--out', 'incidents/sitrep.yaml/x'], '(ENOTDIR)'],
  [['site', 'build', '--out', '/proc/none/x'], '(ENOENT)'],
  [['site', 'dev', '--dry-run'], 'Use `sitrep site build --dry-run`.'],
])('refuses %j', async (args, words) => {
  const { status, stderr, stdout } = await sitrep(testdir(files), ...args);
  expect(stderr).toContain(words);
  expect([status, stdout]).toEqual([2, '']);
});

it('shows where a site would be written', async () => {
  const folder = testdir(files);
  const { status, stdout } = await sitrep(folder, 'site', 'build', '--out', 'site', '--dry-run');
  expect([status, stdout]).toEqual([0, `${join(folder, 'site')}\n`]);
  expect(existsSync(join(folder, 'site'))).toBe(false);
});

it('counts files that nothing reads', async () => {
  const name = `incidents/${id}/incident.md`;
  const log = `incidents/${id}/timeline.yaml`;
  const { stdout } = await sitrep(
    testdir({ ...files, [name]: 'x', [log]: 'x', [`incidents/2026/Slow/incident.md`]: 'x' }),
    'list',
    '--json',
  );
  expect(JSON.parse(stdout)).toEqual({
    incidents: [],
    left_out: 4,
    unread: [
      { id, from: '2026-01-10T00:00:00Z', services: [] },
      { id: 'Slow', services: [] },
      { id, from: '2026-01-10T08:00:00Z', services: ['checkout'] },
    ],
  });
});

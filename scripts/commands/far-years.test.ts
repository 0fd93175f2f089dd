import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { testdir } from '../testing/folder.ts';
import { sitrep } from '../testing/hosts.ts';

const far = '9999-12-31';
const farAt = `${far}T23:59:59Z`;
const front = (yaml: string, body = ''): string => `---\n${yaml}\n---\n\n${body}\n`;
const incident = (more = ''): string =>
  front(
    `title: Slow\nsummary: It is slow\nservices: [web]\ncategory: software\nchannel: monitoring\n${more}`,
  );
const postmortem = (more: string): string =>
  front(`authors: [ada]\nstate: in-review\nroot_causes: [A leak]\n${more}`);
const rotation = (more: string): string =>
  `name: Team\nmembers: [{ handle: ada, name: Ada }, { handle: bo, name: Bo }]\nrotation: { timezone: Europe/Berlin, handover: "09:00", order: [ada, bo], length: 1w, ${more} }\n`;
const started = '- { at: 2026-01-10T08:00:00Z, type: started }\n';
const folder = (name: string): string => `2026/2026-01-10-${name}`;
const approval = `{ by: bo, at: ${farAt}, pull_request: "https://example.com/1", digest: "${'0'.repeat(64)}" }`;

/** Records that each hold one day or instant of the year 9999, and where it stands in them. */
const records: readonly [path: string, text: string, pointer: string][] = [
  [`${folder('entry')}/timeline.yaml`, `- { at: ${farAt}, type: started }\n`, '/0/at'],
  [`${folder('fragment')}/timeline/a.yaml`, `{ at: ${farAt}, type: update, note: x }\n`, '/at'],
  [
    `${folder('task')}/incident.md`,
    incident(`tasks: [{ id: t1, title: Look, due: ${farAt} }]`),
    '/tasks/0/due',
  ],
  [
    `${folder('due')}/postmortem.md`,
    postmortem(`actions: [{ id: a1, title: x, type: prevent, owner: ada, due: ${far} }]`),
    '/actions/0/due',
  ],
  [
    `${folder('done')}/postmortem.md`,
    postmortem(`actions: [{ id: a1, title: x, type: prevent, owner: ada, done: ${far} }]`),
    '/actions/0/done',
  ],
  [`${folder('submitted')}/postmortem.md`, postmortem(`submitted: ${farAt}`), '/submitted'],
  [
    `${folder('approved')}/postmortem.md`,
    postmortem(`approvals: [${approval}]`),
    '/approvals/0/at',
  ],
  [
    'catalog/teams/override.yaml',
    rotation(
      `start: 2025-01-06, overrides: [{ handle: bo, from: 2026-01-05T09:00:00Z, to: ${farAt} }]`,
    ),
    '/rotation/overrides/0/to',
  ],
  ['catalog/teams/start.yaml', rotation(`start: ${far}`), '/rotation/start'],
  [
    'maintenance/2026-01-10-end.md',
    front(
      `title: Work\nservices: [web]\nimpact: degraded\nwindow: { start: 2026-01-10T01:00:00Z, end: ${farAt} }`,
    ),
    '/window/end',
  ],
  [
    'runbooks/drain.md',
    front(`title: Drain\nservices: [web]\nowner: core\nreviewed: ${far}\nreview_every: 180d`),
    '/reviewed',
  ],
  [
    'problems/pool.md',
    front(
      `title: Pool\nstate: open\nservices: [web]\nowner: core\nactions: [{ id: a1, title: x, type: prevent, owner: ada, due: ${far} }]`,
    ),
    '/actions/0/due',
  ],
  [
    'reports/2026-Q1.md',
    front(`title: Report\nauthors: [ada]\npublished: ${far}`, 'Text.'),
    '/published',
  ],
  [
    'sitrep.yaml',
    `organisation: { name: Test, timezone: Europe/Berlin }\ncalendars: { office: { timezone: UTC, hours: {}, holidays: ["${far}"] } }\n`,
    '/calendars/office/holidays/0',
  ],
];

const fine = {
  'catalog/teams/core.yaml': rotation('start: 2025-01-06'),
  'catalog/services/web.yaml': 'name: Web\ntier: 1\nteam: core\n',
  [`${folder('fine')}/incident.md`]: incident(),
  [`${folder('fine')}/timeline.yaml`]: started,
};

function setUp(): string {
  const files: Record<string, string> = { ...fine };
  for (const [path] of records) {
    const [year, name] = path.split('/');
    if (year !== '2026') continue;
    files[`2026/${name ?? ''}/incident.md`] = incident();
    files[`2026/${name ?? ''}/timeline.yaml`] = started;
  }
  for (const [path, text] of records) files[path] = text;
  return testdir(
    Object.fromEntries(Object.entries(files).map(([path, text]) => [`incidents/${path}`, text])),
  );
}

const at = ['--at', '2026-02-01T12:00:00Z'];

it('reports an impossible year in any day or time', async () => {
  const { status, stdout } = await sitrep(setUp(), 'validate', '--json', ...at);
  const { findings } = JSON.parse(stdout) as {
    findings: { rule: string; path: string; pointer: string; message: string }[];
  };
  const found = findings.filter(({ message }) => message.includes('from 1970 to 2200'));
  expect(found.map(({ path, pointer }) => [path, pointer]).sort()).toEqual(
    records.map(([path, , pointer]) => [`incidents/${path}`, pointer]).sort(),
  );
  expect(new Set(found.map(({ rule }) => rule))).toEqual(new Set(['schema']));
  expect(status).toBe(1);
});

it('does everything else anyway', async () => {
  const root = setUp();
  const built = await sitrep(root, 'site', 'build', '--out', 'site', ...at);
  expect(built.stderr).toContain(`${records.length} files were left out.`);
  expect(built.status).toBe(0);
  expect(existsSync(join(root, 'site/incidents/2026-01-10-fine/index.html'))).toBe(true);
  const onCall = await sitrep(root, 'oncall', ...at);
  expect(onCall).toMatchObject({ status: 0, stdout: expect.stringContaining('core') as string });
  const list = await sitrep(root, 'list', ...at);
  expect(list).toMatchObject({ status: 0, stdout: expect.stringContaining('-fine') as string });
});

it('rejects such a year on the command line, and states the range', async () => {
  const { status, stderr } = await sitrep(setUp(), 'list', '--at', farAt);
  expect(status).toBe(2);
  expect(stderr).toContain('from 1970 to 2200');
});

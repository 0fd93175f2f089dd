import { describe, expect, it } from 'vitest';
import { testdir } from '../testing/folder.ts';
import { sitrep } from '../testing/hosts.ts';

const settings = 'incidents/sitrep.yaml';
const team = 'incidents/catalog/teams/web.yaml';
const folder = 'incidents/2026/2026-01-14-checkout-slow';
const incident = `${folder}/incident.md`;
const timeline = `${folder}/timeline.yaml`;
const postmortem = `${folder}/postmortem.md`;

const clean: Readonly<Record<string, string>> = {
  [settings]: 'organisation: {name: Test, timezone: Europe/Amsterdam}\n',
  [team]:
    'name: Web\nmembers:\n  - {handle: ada, name: Ada Example}\n  - {handle: grace, name: Grace Example}\n',
  'incidents/catalog/services/checkout.yaml': 'name: Checkout\ntier: 1\nteam: web\n',
  [incident]:
    '---\ntitle: Checkout is slow\nsummary: Payments take long\nservices: [checkout]\ncategory: capacity\nchannel: monitoring\n---\n\nText.\n',
  [timeline]: `- at: 2026-01-14T08:00:00Z
  type: started
  affects: {checkout: degraded}
- at: 2026-01-14T08:05:00Z
  type: detected
  by: ada
- at: 2026-01-14T08:07:00Z
  type: acknowledged
  by: ada
- at: 2026-01-14T08:30:00Z
  type: resolved
  resolution: fixed
`,
  [postmortem]:
    '---\nauthors: [ada]\nstate: draft\naudience: internal\nroot_causes: []\nactions: []\n---\n\nText.\n',
};

/** Replaces one text in a clean data root, which must hold it. */
function change(path: string, right: string, wrong: string): Record<string, string> {
  const text = clean[path] ?? '';
  if (!text.includes(right)) throw new Error(`${path} does not hold ${right}`);
  return { ...clean, [path]: text.replace(right, wrong) };
}

/** Validates a data root, and returns one line per finding. */
async function validate(files: Record<string, string>): Promise<string[]> {
  const { stdout } = await sitrep(
    testdir(files),
    '--at',
    '2026-01-20T00:00:00Z',
    '--json',
    'validate',
  );
  const { findings } = JSON.parse(stdout) as { findings: Record<string, string>[] };
  return findings.map(
    ({ path = '', line, column, level, message, help }) =>
      `${path.split('/').at(-1) ?? ''}:${line ?? ''}:${column ?? ''} ${level ?? ''}: ${message ?? ''} ${help ?? ''}`,
  );
}

/** Mistakes that people make by hand: where, what is right, what they write, and what they read. */
const mistakes: [path: string, right: string, wrong: string, ...expected: string[]][] = [
  [
    incident,
    'title: Checkout is slow',
    'title: Checkout: slow',
    'incident.md:2:8 error: This text contains `: `, which YAML reads as a second key. Put it in quotes: `title: "Checkout: slow"`.',
  ],
  [
    incident,
    'title: Checkout is slow',
    'title: “Checkout: slow”',
    'incident.md:2:8 error: This text contains `: `, which YAML reads as a second key. Put it in quotes: `title: "Checkout: slow"`.',
  ],
  [
    timeline,
    '{checkout: degraded}',
    '{checkout:degraded}',
    'timeline.yaml:3:13 error: A space is missing after the colon. Write `checkout: degraded`.',
  ],
  [
    team,
    '{handle: ada,',
    '{handle:ada,',
    'web.yaml:3:6 error: A space is missing after the colon. Write `handle: ada`.',
  ],
  [
    timeline,
    'type: detected',
    'type:detected',
    'timeline.yaml:5:3 error: A space is missing after the colon. Write `type: detected`.',
  ],
  [
    incident,
    'title: Checkout',
    'title:Checkout',
    'incident.md:2:1 error: A space is missing after the colon. Write `title: Checkout is slow`.',
  ],
  [
    timeline,
    'by: ada',
    'by: @ada',
    'timeline.yaml:6:7 error: Unquoted text cannot begin with `@`. Write a handle without it: `ada`. Put other text in quotes.',
  ],
  [
    timeline,
    'by: ada',
    'by: "@ada"',
    'timeline.yaml:6:7 error: `@ada` is not a handle. Write it without `@`: `ada`.',
  ],
  [
    postmortem,
    '[ada]',
    '[@ada]',
    'postmortem.md:2:11 error: Unquoted text cannot begin with `@`. Write a handle without it: `ada`. Put other text in quotes.',
  ],
  [
    timeline,
    'by: ada',
    'note: @ada restarts it',
    'timeline.yaml:6:9 error: Unquoted text cannot begin with `@`. Put the text in quotes.',
  ],
  [
    timeline,
    'by: ada',
    'by: Ada Example',
    'timeline.yaml:6:7 error: `Ada Example` is not a handle. Did you mean `ada`?',
  ],
  [
    timeline,
    'by: ada',
    'by: Bob Stranger',
    'timeline.yaml:6:7 error: `Bob Stranger` is not a handle. Write the handle of the person, as in `members` of the team.',
  ],
  [
    postmortem,
    '[ada]',
    '[grace example]',
    'postmortem.md:2:11 error: `grace example` is not a handle. Did you mean `grace`?',
  ],
  [
    incident,
    'capacity',
    'Capacity',
    'incident.md:5:11 error: `Capacity` is not valid here. Did you mean `capacity`?',
  ],
  [
    incident,
    'capacity',
    '“capacity”',
    'incident.md:5:11 error: `“capacity”` is not valid here. Did you mean `capacity`?',
  ],
  [
    incident,
    'channel: monitoring',
    'channel: ‘Monitoring’',
    'incident.md:6:10 error: `‘Monitoring’` is not one of `monitoring`, `help-desk`, `user-report`, `partner`, `internal`. Did you mean `monitoring`?',
  ],
  [
    incident,
    'title: Checkout is slow',
    'title: “Checkout is slow”',
    'incident.md:2:8 warning: The curly quotes are part of the text, because YAML knows only straight ones. Write `title: "Checkout is slow"`.',
  ],
  [
    postmortem,
    'authors: [ada]',
    'author: [ada]',
    'postmortem.md:2:1 error: `author` is not valid here. Did you mean `authors`?',
  ],
  [
    postmortem,
    'authors: [ada]',
    'author: ada',
    'postmortem.md:2:1 error: `author` is not valid here. Did you mean `authors: [ada]`?',
  ],
  [
    timeline,
    '- at: 2026-01-14T08:00',
    '  at: 2026-01-14T08:00',
    'timeline.yaml:1:3 error: The list item that begins here has no `- ` before it. Write `- at: 2026-01-14T08:00:00Z`.',
  ],
  [
    timeline,
    '- at: 2026-01-14T08:00',
    'at: 2026-01-14T08:00',
    'timeline.yaml:1:1 error: The list item that begins here has no `- ` before it. Write `- at: 2026-01-14T08:00:00Z`.',
  ],
  [
    timeline,
    '- at: 2026-01-14T08:07',
    '  at: 2026-01-14T08:07',
    'timeline.yaml:7:3 error: The list item that begins here has no `- ` before it. Write `- at: 2026-01-14T08:07:00Z`.',
  ],
  [
    timeline,
    '- at: 2026-01-14T08:07',
    'at: 2026-01-14T08:07',
    'timeline.yaml:7:1 error: The list item that begins here has no `- ` before it. Write `- at: 2026-01-14T08:07:00Z`.',
  ],
  [
    team,
    '  - {handle: grace',
    '  {handle: grace',
    'web.yaml:4:3 error: The list item that begins here has no `- ` before it. Write `- {handle: grace, name: Grace Example}`.',
  ],
  [
    timeline,
    clean[timeline] ?? '',
    'at: 2026-01-14T08:00:00Z\ntype: started\n',
    'timeline.yaml:1:1 error: A map is not a list. Begin each item with `- `: `- at: 2026-01-14T08:00:00Z`.',
  ],
  [
    timeline,
    'resolution: fixed',
    'resolution: rollback',
    'timeline.yaml:12:15 error: `rollback` is not one of `fixed`, `workaround`, `rolled-back`, `third-party`, `no-fault-found`. Did you mean `rolled-back`?',
  ],
  [
    timeline,
    'checkout: degraded',
    'checkout: down',
    'timeline.yaml:3:23 error: `down` is not one of `operational`, `degraded`, `partial-outage`, `major-outage`, `maintenance`. Did you mean `major-outage`?',
  ],
  [
    settings,
    '}\n',
    '}\nwarn_at: 0.8\nsla: [{effective: 2026-01-01T00:00:00Z, targets: {SEV1: {acknowledge: 5 min}}}]\n',
    'sitrep.yaml:3:71 error: `5 min` is not a duration. Write `5m`.',
  ],
  [
    settings,
    '}\n',
    '}\nsla: [{effective: 2026-01-01T00:00:00Z, targets: {SEV1: {acknowledge: 1 hour 30 minutes}}}]\n',
    'sitrep.yaml:2:71 error: `1 hour 30 minutes` is not a duration. Write `1h30m`.',
  ],
  [
    team,
    'members:\n  - {handle: ada, name: Ada Example}\n  - {handle: grace, name: Grace Example}\n',
    'members: {ada: Ada Example, grace: Grace Example}\n',
    'web.yaml:2:10 error: A map is not a list. Begin each item with `- `: `- {handle: ada, name: Ada Example}`.',
  ],
  [
    team,
    'members:\n  - {handle: ada, name: Ada Example}\n  - {handle: grace, name: Grace Example}\n',
    'members:\n  ada: {name: Ada Example}\n',
    'web.yaml:3:3 error: A map is not a list. Begin each item with `- `: `- {handle: ada, name: Ada Example}`.',
  ],
  [
    team,
    '- {handle: ada',
    '- &a {handle: ada',
    'web.yaml:3:5 error: `&a` begins an anchor in YAML, which records may not use. Remove `&a`, and write the value out in each place.',
  ],
  [
    timeline,
    '{checkout: degraded}',
    '&a text',
    'timeline.yaml:3:12 error: `&a` begins an anchor in YAML, which records may not use. Put the text in quotes.',
  ],
];

/** Words that people write as the type of an entry, and the type that they are told. */
const typeWords: [word: string, type: string][] = [
  ['ack', 'acknowledged'],
  ['acknowledge', 'acknowledged'],
  ['sev', 'triaged'],
  ['handover', 'handed-over'],
  ['Resolved', 'resolved'],
  ['fixed', 'resolved'],
  ['rollback', 'change'],
  ['deploy', 'change'],
  ['down', 'started'],
  ['comment', 'note'],
];

describe('a mistake made by hand', () => {
  it('is not in the clean records', async () => {
    expect(await validate({ ...clean })).toEqual([]);
  });

  it.each(mistakes)('%s: %j written as %j', async (path, right, wrong, ...expected) => {
    expect(await validate(change(path, right, wrong))).toEqual(expected);
  });

  it.each(typeWords)('suggests a type of entry for `%s`', async (word, type) => {
    const found = await validate(change(timeline, 'type: acknowledged', `type: ${word}`));
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(
      new RegExp(
        `^timeline\\.yaml:8:9 error: \`${word}\` is not one of .* Did you mean \`${type}\`\\?$`,
      ),
    );
  });
});

describe('a file with another ending', () => {
  const { [settings]: text = '', ...others } = clean;

  it('is an error for the settings, with the command that renames them', async () => {
    expect(await validate({ ...others, 'incidents/sitrep.yml': text })).toEqual([
      'sitrep.yml:1:1 error: The file is not read, because its name does not end with `.yaml`. Rename it: git mv sitrep.yml sitrep.yaml',
    ]);
  });

  it('does not propose a name that is taken', async () => {
    expect(await validate({ ...clean, 'incidents/sitrep.yml': text })).toEqual([
      'sitrep.yml:1:1 error: The file is not read, because its name does not end with `.yaml`. Move what is missing to `sitrep.yaml`, and delete this file.',
    ]);
  });

  it('is an error for every record, and explains references to it', async () => {
    const { 'incidents/catalog/services/checkout.yaml': service = '', ...rest } = clean;
    const files = { ...rest, 'incidents/catalog/services/checkout.yml': service };
    expect(await validate(files)).toEqual([
      'checkout.yml:1:1 error: The file is not read, because its name does not end with `.yaml`. Rename it: git mv catalog/services/checkout.yml catalog/services/checkout.yaml',
    ]);
  });
});

describe('settings that cannot be read', () => {
  const own = {
    ...clean,
    [incident]: (clean[incident] ?? '').replace('capacity', 'kitchen'),
    [timeline]: (clean[timeline] ?? '').replace(
      'type: acknowledged',
      'type: assigned\n  to: ada\n  role: cook',
    ),
  };
  const first =
    'sitrep.yaml:1:1 error: `organization` is not valid here. Did you mean `organisation`?';
  const caused =
    'sitrep.yaml:1:1 info: 2 terms in the records cannot be checked until the settings can be read. Correct the settings, and run `sitrep validate` again.';

  it('are reported first, and what they cause in one sentence', async () => {
    const files = { ...own, [settings]: 'organization: {name: Test}\n' };
    const broken = { ...files, [team]: 'name: Web\nmember: []\n' };
    expect(await validate(files)).toEqual([first, caused]);
    expect(await validate(broken)).toEqual([
      first,
      caused,
      expect.stringMatching(/^web\.yaml:2:1 error: /),
    ]);
  });

  it('leave unknown terms as they are once they can be read', async () => {
    expect(await validate(own)).toEqual([
      expect.stringMatching(/^incident\.md:5:11 error: `kitchen` is not a known category\./),
      expect.stringMatching(/^timeline\.yaml:10:9 error: `cook` is not a known role\./),
    ]);
  });
});

describe('--root with the folder above the data root', () => {
  it.each(['validate', 'list', 'overview', 'kpi'])(
    'stops %s, and names the data root',
    async (name) => {
      const repository = testdir(clean);
      const ran = await sitrep(repository, name, '--root', '.');
      expect(ran).toEqual({
        status: 2,
        stdout: '',
        stderr:
          'sitrep: There are no records directly in this folder.\n  Did you mean `--root incidents`?\n',
      });
    },
  );

  it('names the data root as seen from the current folder', async () => {
    const above = testdir(
      Object.fromEntries(Object.entries(clean).map(([path, text]) => [`repository/${path}`, text])),
    );
    const { status, stderr } = await sitrep(above, 'list', '--root', 'repository');
    expect([status, stderr]).toEqual([
      2,
      'sitrep: There are no records directly in repository.\n  Did you mean `--root repository/incidents`?\n',
    ]);
  });

  it('allows a data root that holds a folder of that name', async () => {
    const files = {
      'root/sitrep.yaml': 'organisation: {name: Test}\n',
      'root/incidents/sitrep.yaml': '',
    };
    expect((await sitrep(testdir(files), 'list', '--root', 'root')).status).toBe(0);
  });
});

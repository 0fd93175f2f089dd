import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadRegister } from '../../edges/disk/load.ts';
import type { Finding } from '../register/finding.ts';
import { testdir } from '../../testing/folder.ts';
import { checkDocument, checkRecord, checkRegister, settleFindings } from './check.ts';
import { rules } from './index.ts';
import { names } from './names.ts';

const folder = import.meta.dirname;
const now = Date.parse('2026-02-01T00:00:00Z');

/** A small data root without a finding; the pages' examples are laid over it. */
const base = {
  'sitrep.yaml':
    'organisation: {name: Example}\nsla: [{effective: 2025-01-01T00:00:00Z, targets: {SEV1: {postmortem: 7d}}}]\n',
  'catalog/teams/web.yaml':
    'name: Web\nmembers: [{handle: ada, name: Ada Example}, {handle: grace, name: Grace Example}]\n',
  'catalog/services/checkout.yaml': 'name: Checkout\ntier: 1\nteam: web\n',
  'catalog/services/search.yaml': 'name: Search\ntier: 2\nteam: web\n',
  'runbooks/restart.md':
    '---\ntitle: Restart a worker\nservices: [checkout]\nowner: web\nreviewed: 2026-01-10\nreview_every: 180d\n---\n1. Restart it.\n',
  '2026/2026-01-14-slow/incident.md':
    '---\ntitle: Checkout answers slowly\nsummary: Paying by card took up to a minute.\nservices: [checkout]\ncategory: software\nchannel: monitoring\n---\n',
  '2026/2026-01-14-slow/timeline.yaml':
    '- {at: 2026-01-14T08:00:00Z, type: started, affects: {checkout: degraded}}\n- {at: 2026-01-14T09:00:00Z, type: resolved, resolution: fixed}\n',
};

async function check(files: Record<string, string>): Promise<Finding[]> {
  const inspect = { document: checkDocument, record: checkRecord };
  const { register, findings } = await loadRegister(testdir({ ...base, ...files }), { inspect });
  const all = [...findings, ...checkRegister(register, now)];
  return settleFindings(all, register, now);
}

interface Page {
  name: string;
  text: string;
  wrong?: Record<string, string>;
  right?: Record<string, string>;
}

function readPage(name: string): Page {
  const text = readFileSync(join(folder, `${name}.md`), 'utf8');
  const section = (heading: string): Record<string, string> | undefined => {
    const part = new RegExp(`## ${heading}\n([^]*?)(?=\n## |$)`).exec(text)?.[1];
    const blocks = part?.matchAll(/```\w+ (\S+)\n([^]*?)```/g);
    return (
      blocks && Object.fromEntries([...blocks].map(([, path = '', body = '']) => [path, body]))
    );
  };
  const [wrong, right] = [section('Wrong'), section('Right')];
  return { name, text, ...(wrong && { wrong }), ...(right && { right }) };
}

const files = readdirSync(folder);
const pages = files
  .filter((file) => file.endsWith('.md'))
  .map((file) => readPage(file.slice(0, -3)));

it('has an index line and a page for every rule on the shelf', () => {
  const shelf = files
    .filter(
      (file) =>
        file.endsWith('.ts') &&
        !/^(?:check|index|names|rule|service-groups)\.ts$|\.test\.ts$/.test(file),
    )
    .map((file) => file.slice(0, -3));
  expect(rules.map(({ name }) => name)).toEqual(shelf);
  expect(pages.map(({ name }) => name)).toEqual([...names].sort());
});

it('finds nothing in the data root that the examples extend', async () => {
  expect(await check({})).toEqual([]);
});

describe.each(pages)('the page of $name', ({ name, text, wrong, right }) => {
  it('explains why and how to fix it', () => {
    expect(text).toMatch(/^# \S[^\n]+\n\n\S/);
    expect(text).toMatch(/## How to fix\n\n\S/);
  });

  // A page without examples is about files that no example can hold: tested where they are read.
  if (!wrong || !right) return;

  it('shows a wrong example that only this rule reports', async () => {
    const found = await check(wrong);
    expect([...new Set(found.map(({ rule }) => rule))], JSON.stringify(found, null, 2)).toEqual([
      name,
    ]);
    for (const { message, help } of found) {
      expect(message).toMatch(/[.!?]$/);
      expect(help).toBeTruthy();
    }
  });

  it('shows a right example that no rule reports', async () => {
    expect(await check(right)).toEqual([]);
  });
});

describe('levels and exceptions', () => {
  const wrong = {
    'runbooks/old.md': base['runbooks/restart.md'].replace('2026-01-10', '2024-01-10'),
  };
  const settings = (text: string): Record<string, string> => ({
    ...wrong,
    'sitrep.yaml': `organisation: {name: Example}\n${text}`,
  });

  it('takes the level from the settings', async () => {
    expect((await check(wrong))[0]?.level).toBe('warning');
    expect((await check(settings('rules: {stale-runbook: error}\n')))[0]?.level).toBe('error');
    expect(await check(settings('rules: {stale-runbook: off}\n'))).toEqual([]);
  });

  it('drops findings covered by an exception until it expires', async () => {
    const except = (until: string): Record<string, string> =>
      settings(
        `exceptions: [{rule: stale-runbook, path: runbooks/old.md, reason: New team, until: ${until}}]\n`,
      );
    expect(await check(except('2026-02-01'))).toEqual([]);
    const expired = await check(except('2026-01-31'));
    expect(expired.map(({ rule }) => rule)).toEqual(['stale-runbook', 'expired-exception']);
  });
});

describe('names of rules in the settings', () => {
  const lost = {
    'catalog/services/broken.yaml': 'a: [',
    'runbooks/none.md': base['runbooks/restart.md'].replace('2026-01-10', 'soon'),
  };
  const settings = (text: string): Record<string, string> => ({
    'sitrep.yaml': `organisation: {name: Example}\n${text}`,
  });
  const except = (rule: string): string =>
    `exceptions: [{rule: ${rule}, path: runbooks, reason: New team, until: 2026-06-01}]\n`;
  const tell = ({ rule, level, path, pointer, message, help }: Finding): string =>
    `${rule} ${level} ${path}${pointer ?? ''} ${message} ${help ?? ''}`;

  it.each([
    ['rules: {chronolgy: off}\n', '/rules/chronolgy', 'chronolgy', 'Did you mean `chronology`?'],
    ['rules: {shema: error}\n', '/rules/shema', 'shema', 'Did you mean `schema`?'],
    [except('stale-runbok'), '/exceptions/0/rule', 'stale-runbok', 'Did you mean `stale-runbook`?'],
    [
      except('something-else'),
      '/exceptions/0/rule',
      'something-else',
      'Correct the name. Each finding shows the name of its rule.',
    ],
  ])('reports only the unknown name: %s', async (text, place, rule, help) => {
    expect((await check(settings(text))).map(tell)).toEqual([
      `unknown-rule error sitrep.yaml${place} \`${rule}\` is not a rule. ${help}`,
    ]);
  });

  it('keeps findings about files left out, whatever the settings say', async () => {
    const as = (text: string) => check({ ...lost, ...settings(text) });
    const shown = (await as('')).map(tell);
    expect(shown.map((line) => line.split(' ')[0])).toEqual(['syntax', 'schema']);
    const set = await as('rules: {schema: off, syntax: warning, bad-id: error}\n');
    expect(set.map(tell)).toEqual([
      ...shown,
      'fixed-level error sitrep.yaml/rules/schema `schema` cannot be set to `off`: a file with such a finding is left out, which must be reported. Remove this setting, and fix the file.',
      'fixed-level error sitrep.yaml/rules/syntax `syntax` cannot be set to `warning`: a file with such a finding is left out, which must be reported. Remove this setting, and fix the file.',
    ]);
    expect((await as(except('schema'))).map(tell)).toEqual([
      ...shown,
      'fixed-level error sitrep.yaml/exceptions/0/rule `schema` cannot have an exception: a file with such a finding is left out, which must be reported. Remove this setting, and fix the file.',
    ]);
  });

  it('takes the level of findings about exceptions from the settings', async () => {
    const found = await check(settings(`rules: {unneeded-exception: error}\n${except('blame')}`));
    expect(found.map(({ rule, level }) => [rule, level])).toEqual([
      ['unneeded-exception', 'error'],
    ]);
  });
});

it('explains what is wrong with each impossible figure', async () => {
  const path = '2026/2026-01-14-slow/incident.md';
  const find = async (line: string): Promise<unknown> =>
    (await check({ [path]: base[path].replace('channel:', `${line}\nchannel:`) })).map(
      ({ rule, pointer, message }) => [rule, pointer, message],
    );
  const csat = (score: number): string =>
    `csat: [{ score: ${score}, of: 5, responses: 3, at: 2026-01-15T08:00:00Z }]`;
  expect(await find(csat(1))).toEqual([]);
  expect(await find(csat(5))).toEqual([]);
  expect(await find(csat(9))).toEqual([
    ['impossible-figure', '/csat/0/score', 'The score 9 is outside its scale of 1 to 5.'],
  ]);
  expect(await find(csat(0))).toEqual([['schema', '/csat/0/score', '0 must be >= 1.']]);
  expect(await find('customers: { affected: 5, of: 5 }')).toEqual([]);
  expect(await find('customers: { affected: 10, of: 5 }')).toEqual([
    [
      'impossible-figure',
      '/customers/affected',
      '10 customers were affected, but there were only 5.',
    ],
  ]);
});

it('points at each invalid window, recurrence rule and override', async () => {
  const page = pages.find(({ name }) => name === 'bad-window');
  const found = await check(page?.wrong ?? {});
  expect(found.map(({ path, pointer }) => `${path}${pointer ?? ''}`).sort()).toEqual([
    'catalog/teams/web.yaml/rotation/overrides/0/to',
    'maintenance/2026-03-01-upgrade.md/window/end',
    'maintenance/2026-03-02-patching.md/rrule',
  ]);
});

it('shows the direction of a cycle of related incidents', async () => {
  const [incident, timeline] = [
    '2026/2026-01-14-slow/incident.md',
    '- {at: 2026-01-20T08:00:00Z, type: started, affects: {checkout: degraded}}\n',
  ] as const;
  const relate = (id: string, as: string): string =>
    base[incident].replace('channel:', `related: [{id: ${id}, as: ${as}}]\nchannel:`);
  const find = async (as: string): Promise<unknown> =>
    (
      await check({
        [incident]: relate('2026-01-20-b', as),
        '2026/2026-01-20-b/incident.md': relate('2026-01-14-slow', as),
        '2026/2026-01-20-b/timeline.yaml': timeline,
      })
    ).map(({ rule, path, pointer, message }) => [rule, path, pointer, message]);
  expect(await find('related')).toEqual([]);
  expect(await find('parent')).toEqual([
    [
      'related-loop',
      incident,
      '/related/0/id',
      'The incident is related to itself as `parent`: 2026-01-14-slow → 2026-01-20-b → 2026-01-14-slow.',
    ],
    [
      'related-loop',
      '2026/2026-01-20-b/incident.md',
      '/related/0/id',
      'The incident is related to itself as `parent`: 2026-01-20-b → 2026-01-14-slow → 2026-01-20-b.',
    ],
  ]);
});

it('reports every broken file in order', async () => {
  const found = await check({
    '2026/2026-01-10-a/incident.md': 'no front matter',
    '2026/2026-01-12-b/incident.md': base['2026/2026-01-14-slow/incident.md'].replace(
      'checkout',
      'chekout',
    ),
    '2026/2026-01-12-b/timeline.yaml':
      '- {at: 2026-01-12T08:00:00Z, type: started, affects: none}\n',
    'catalog/services/broken.yaml': 'a: [',
    'zzz.txt': 'x',
  });
  expect(found.map(({ path, rule }) => `${path} ${rule}`)).toEqual([
    '2026/2026-01-10-a/incident.md syntax',
    '2026/2026-01-12-b/incident.md unknown-reference',
    'catalog/services/broken.yaml syntax',
    'zzz.txt unknown-file',
  ]);
  expect(found[1]?.help).toBe('Did you mean `checkout`?');
});

describe('an incident without an effect', () => {
  const [record, timeline] = [
    '2026/2026-01-14-slow/incident.md',
    '2026/2026-01-14-slow/timeline.yaml',
  ] as const;
  const started = '- {at: 2026-01-14T08:00:00Z, type: started}\n';
  const end = (type: string, more = ''): string =>
    `${started}- {at: 2026-01-14T09:00:00Z, type: ${type}${type === 'resolved' ? ', resolution: fixed' : ''}${more}}\n`;
  const find = async (
    text: string,
    front = base[record],
    settings = base['sitrep.yaml'],
  ): Promise<string[]> =>
    (await check({ [record]: front, [timeline]: text, 'sitrep.yaml': settings })).map(
      ({ rule, level, path, pointer }) => `${rule} ${level} ${path}${pointer ?? ''}`,
    );
  const at = `${record}/services`;

  it.each([
    ['live', started, [`missing-effect warning ${at}`]],
    ['mitigated', end('mitigated'), [`missing-effect warning ${at}`]],
    ['resolved', end('resolved'), [`missing-effect error ${timeline}/1`]],
    [
      'resolved by an alert',
      end('resolved', ', by: pagerduty, alerts: {cleared: 3fa98c21d0}'),
      [`missing-effect warning ${timeline}/1`],
    ],
    [
      'closed after an alert resolved it',
      `${end('resolved', ', by: pagerduty, alerts: {cleared: 3fa98c21d0}')}- {at: 2026-01-14T10:00:00Z, type: closed}\n`,
      [`missing-effect error ${timeline}/2`],
    ],
    ['cancelled', end('cancelled', ', reason: False alarm.'), []],
    ['nobody notices', end('resolved', ', affects: none'), []],
    ['an effect ended', end('resolved', ', affects: {checkout: operational}'), []],
  ])('is reported by its status: %s', async (_status, text, found) => {
    expect(await find(text)).toEqual(found);
  });

  it('is not reported for a near miss, an exercise or an incident without services', async () => {
    for (const kind of ['near-miss', 'exercise']) {
      const front = base[record].replace('channel:', `kind: ${kind}\nchannel:`);
      expect(await find(end('resolved'), front)).toEqual([]);
    }
    const front = base[record].replace('[checkout]', '[]');
    expect((await find(end('resolved'), front)).join()).not.toContain('missing-effect');
  });

  it('is reported if the entry with the effect was superseded', async () => {
    const text = `- {id: a, at: 2026-01-14T08:00:00Z, type: started, affects: none}\n- {at: 2026-01-14T08:00:00Z, type: started, supersedes: a}\n`;
    expect(await find(text)).toEqual([`missing-effect warning ${at}`]);
  });

  it('has the level of the settings, live or not', async () => {
    const settings = `${base['sitrep.yaml']}rules: {missing-effect: warning}\n`;
    expect(await find(end('resolved'), base[record], settings)).toEqual([
      `missing-effect warning ${timeline}/1`,
    ]);
  });

  it('is not reported if it was over when it was imported', async () => {
    const front = base[record].replace(
      'channel:',
      'source: {tool: statuspage, id: x1, imported: 2026-01-20T08:00:00Z}\nchannel:',
    );
    expect(await find(end('resolved'), front)).toEqual([]);
    expect(
      await find(end('resolved'), front, `${base['sitrep.yaml']}judge_imports: true\n`),
    ).toEqual([`missing-effect error ${timeline}/1`]);
  });

  it('is explained with the option to write', async () => {
    const [found] = await check({ [timeline]: end('resolved') });
    expect(found?.help).toContain('`--affects checkout=degraded`, or `--affects none`');
  });
});

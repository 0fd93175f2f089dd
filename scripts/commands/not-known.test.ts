import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../edges/disk/package.ts';
import { testdir } from '../testing/folder.ts';
import { sitrep } from '../testing/hosts.ts';

/** Twelve hours after the incident began. */
const now = ['--at', '2026-01-10T20:00:00Z'];
const id = '2026-01-10-slow';
const folder = `incidents/2026/${id}`;
const base = {
  'incidents/sitrep.yaml': 'organisation: {name: Test, timezone: UTC}\nsite: {since: 2025-01-01}\n',
  'incidents/catalog/teams/core.yaml': 'name: Core\nmembers: [{handle: ada, name: Ada}]\n',
  'incidents/catalog/services/checkout.yaml':
    'name: Checkout\ntier: 1\nteam: core\nslo: {availability: 99.9, window: 1d}\n',
  'incidents/catalog/services/search.yaml': 'name: Search\ntier: 2\nteam: core\n',
};
const record = (title = 'title'): string =>
  `---\n${title}: Buying fails\nsummary: No search finds it\nservices: [checkout]\ncategory: software\nchannel: monitoring\n---\n`;
const log =
  '- {at: 2026-01-10T08:00:00Z, type: started}\n- {at: 2026-01-10T08:05:00Z, type: detected}\n';

/** A data root with one incident. */
const tree = (files: Record<string, string>): Record<string, string> => ({ ...base, ...files });
const silent = tree({ [`${folder}/incident.md`]: record(), [`${folder}/timeline.yaml`]: log });

interface Home {
  sentence: string;
  /** The word beside each service, and the class of its newest days. */
  services: Record<string, { word: string; newest: string }>;
  availability: string;
}

/** Builds the site by the command, and reads what its home page claims. */
async function buildHome(root: string): Promise<Home> {
  const { status, stderr } = await sitrep(root, 'site', 'build', '--out', 'site', ...now);
  expect(status, stderr).toBe(0);
  const html = readFileSync(join(root, 'site/index.html'), 'utf8');
  const strips = html.split('<div class="strip">').slice(1);
  const services = strips.map((strip) => {
    const name = /<a [^>]*>([^<]*)<\/a>/.exec(strip)?.[1] ?? '';
    const word = /class="badge is-[^"]*">.*?<\/svg> ([^<]*)</.exec(strip)?.[1] ?? '';
    const newest = [...strip.matchAll(/class="fill-([a-z-]+)"/g)].at(-1)?.[1] ?? '';
    return [name, { word, newest }];
  });
  const card = html.slice(html.indexOf('>Availability<'));
  return {
    sentence: /<h1>([^<]*)<\/h1>/.exec(html)?.[1] ?? '',
    services: Object.fromEntries(services) as Home['services'],
    availability: card.slice(0, card.indexOf('</li>')).replaceAll(/<[^>]*>/g, ' '),
  };
}

/** The facts of a service's page, as text. */
function readFacts(root: string, service: string): string {
  const html = readFileSync(join(root, `site/services/${service}/index.html`), 'utf8');
  return html.replaceAll(/<svg.*?<\/svg>|<[^>]*>/gs, ' ').replaceAll(/\s+/g, ' ');
}

const fine = { word: 'operational', newest: 'operational' };

describe('a live incident without a stated effect', () => {
  it('is shown as such on the site', async () => {
    const root = testdir(silent);
    const home = await buildHome(root);
    expect(home.sentence).toBe('Checkout: affected.');
    expect(home.services).toEqual({
      Checkout: { word: 'affected', newest: 'affected' },
      Search: fine,
    });
    expect(home.availability).toContain('12 h with unknown effect missing');
    const facts = readFacts(root, 'checkout');
    expect(facts).toContain('last twelve months 12 h with unknown effect missing');
    // Of one day half is not known: nobody can say that 99.9 % of it was kept.
    expect(facts).toContain('100.0 % reached 12 h with unknown effect missing');
    const page = readFileSync(join(root, 'site/services/checkout/index.html'), 'utf8');
    expect(page).not.toContain('is-met');
  });

  it('is reported by every command', async () => {
    const root = testdir(silent);
    const run = async (...args: string[]): Promise<string> =>
      (await sitrep(root, ...args, ...now)).stdout;
    expect(await run()).toContain('\nServices: Checkout: affected\n');
    expect(await run('list')).toMatch(/effect.*\n.* affected, degree not stated /);
    expect(await run('show', id)).toContain('checkout affected (degree not stated)');
    expect(await run('kpi')).toContain('Availability: 12 h with unknown effect missing.');
    expect(await run('kpi', 'explain', 'availability')).toContain(
      '12 h with unknown effect missing',
    );
    const json = async (name: string, ...args: string[]): Promise<unknown> => {
      const value: unknown = JSON.parse(await run(...name.split('-'), ...args, '--json'));
      const path = join(packageRoot, `schemas/output/${name}.schema.json`);
      const validate = new Ajv2020().compile(JSON.parse(readFileSync(path, 'utf8')) as object);
      expect(validate(value), JSON.stringify(validate.errors)).toBe(true);
      return value;
    };
    expect(await json('overview')).toMatchObject({
      services: [{ id: 'checkout', state: 'affected', incident: id }],
      unread: [],
    });
    expect(await json('list')).toMatchObject({
      incidents: [{ affected: [{ service: 'checkout', state: 'affected' }] }],
    });
    expect(await json('show', id)).toMatchObject({
      incident: {
        affected: [{ service: 'checkout', state: 'affected', from: '2026-01-10T08:00:00Z' }],
      },
    });
    expect(await json('kpi-explain', 'availability')).toMatchObject({ unknown: 12 * 3600 });
    const { kpis } = (await json('kpi')) as { kpis: { name: string; unknown?: number }[] };
    expect(kpis.find(({ name }) => name === 'availability')).toMatchObject({ unknown: 12 * 3600 });
  });

  it('has a stated effect with `--affects none`', async () => {
    const root = testdir(silent);
    const said = await sitrep(
      root,
      'note',
      id,
      '--note',
      'Nobody notices',
      '--affects',
      'none',
      ...now,
    );
    expect(said.status, said.stderr).toBe(0);
    expect((await buildHome(root)).sentence).toBe(
      'All services are operational; one incident is open.',
    );
    const { stdout } = await sitrep(root, 'show', id, ...now);
    expect(stdout).toContain('no effect; Nobody notices');
  });
});

describe('an unreadable record of a live incident', () => {
  const broken: [string, Record<string, string>][] = [
    [
      'incident.md',
      { [`${folder}/incident.md`]: record('titel'), [`${folder}/timeline.yaml`]: log },
    ],
    [
      'timeline.yaml',
      { [`${folder}/incident.md`]: record(), [`${folder}/timeline.yaml`]: `${log}- {at: [\n` },
    ],
    [
      'a fragment',
      {
        ...silent,
        [`${folder}/timeline.yaml`]: log.replace('started', 'started, affects: none'),
        [`${folder}/timeline/20260110T080000Z-finding-1a2b.yaml`]:
          'at: 2026-01-10T08:00:00Z\ntype: findin\naffects: {checkout: major-outage}\n',
      },
    ],
    [
      'a folder with a wrong name',
      {
        'incidents/2026/2026-01-10-Slow/incident.md': record(),
        'incidents/2026/2026-01-10-Slow/timeline.yaml': log,
      },
    ],
  ];

  it.each(broken)('leaves its services unknown: %s', async (_, files) => {
    const root = testdir(tree(files));
    const { stdout } = await sitrep(root, ...now);
    expect(stdout).toMatch(/Unknown: the record of 2026-01-10-[Ss]low cannot be read\.\n/);
    // Search is only a word of the summary.
    expect(stdout).toContain('\nServices: Checkout: unknown\n');
  });

  it.each(broken.slice(0, 2))('is shown as such on the site: %s', async (_, files) => {
    const home = await buildHome(testdir(tree(files)));
    expect(home.sentence).toBe(`Unknown: the record of ${id} cannot be read.`);
    expect(home.services).toEqual({
      Checkout: { word: 'unknown', newest: 'unknown' },
      Search: fine,
    });
    expect(home.availability).toContain('12 h with unknown effect missing');
  });

  it('leaves the headline unknown if its text names no service', async () => {
    const files = {
      [`${folder}/incident.md`]: '---\n: : [\n---\n',
      [`${folder}/timeline.yaml`]: log,
    };
    const home = await buildHome(testdir(tree(files)));
    expect(home.sentence).toBe(`Unknown: the record of ${id} cannot be read.`);
    expect(home.services).toEqual({ Checkout: fine, Search: fine });
  });

  const over = (end: string): string => `${log}- {at: 2026-01-10T09:00:00Z, type: ${end}}\n`;
  it.each([
    ['resolved', record('titel'), over('resolved, resolution: fixed')],
    ['cancelled', record('titel'), over('cancelled, reason: False alarm')],
    ['an exercise', record('titel').replace('services', 'kind: exercise\nservices'), log],
  ])('says nothing of services if it is over or not real: %s', async (_, text, timeline) => {
    const files = { [`${folder}/incident.md`]: text, [`${folder}/timeline.yaml`]: timeline };
    const { stdout } = await sitrep(testdir(tree(files)), 'overview', '--json', ...now);
    expect(JSON.parse(stdout)).toMatchObject({ services: [], unread: [], left_out: 1 });
  });

  it('is not over because of a comment, or after it was reopened', async () => {
    const files = {
      [`${folder}/incident.md`]: record('titel'),
      [`${folder}/timeline.yaml`]: `${over('resolved, resolution: fixed')}- {at: 2026-01-10T10:00:00Z, type: reopened, reason: Again}\n# - {type: resolved}\n`,
    };
    const { stdout } = await sitrep(testdir(tree(files)), 'overview', '--json', ...now);
    expect(JSON.parse(stdout)).toMatchObject({
      services: [{ id: 'checkout', state: 'unknown', incident: id }],
      unread: [{ id, services: ['checkout'], from: '2026-01-10T08:00:00Z' }],
    });
  });
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { testdir } from '../testing/folder.ts';
import { sitrep } from '../testing/hosts.ts';

/** Ninety days after the only incident. */
const now = ['--at', '2026-11-18T20:00:00Z'];
const id = '2026-08-20-slow';
const folder = `incidents/2026/${id}`;
const empty = {
  'incidents/sitrep.yaml': 'organisation: {name: Test, timezone: UTC}\n',
  'incidents/catalog/teams/core.yaml': 'name: Core\nmembers: [{handle: ada, name: Ada}]\n',
  'incidents/catalog/services/checkout.yaml':
    'name: Checkout\ntier: 1\nteam: core\nslo: {availability: 99.9, window: 90d}\n',
};
const record = (alias = ''): string =>
  `---\ntitle: Buying fails\nsummary: Nobody can buy\nservices: [checkout]\ncategory: software\nchannel: monitoring\n${alias}---\n`;
const filled = {
  ...empty,
  [`${folder}/incident.md`]: record(),
  [`${folder}/timeline.yaml`]:
    '- {at: 2026-08-20T08:00:00Z, type: started, affects: {checkout: degraded}}\n- {at: 2026-08-20T09:00:00Z, type: resolved, resolution: fixed}\n',
};
const stale = {
  ...filled,
  'incidents/sitrep.yaml': `${empty['incidents/sitrep.yaml']}site: {stale_after: 30d}\n`,
};
const imported = {
  ...filled,
  [`${folder}/incident.md`]: record("aliases: ['statuspage:z3lct0r596n4']\n"),
};

/** Builds the site, and reads the headline, the strip and the facts of the service from its HTML. */
async function build(files: Record<string, string>): Promise<{
  headline: string;
  label: string;
  fills: string[];
  home: string;
  facts: string;
}> {
  const root = testdir(files);
  const { status, stderr } = await sitrep(root, 'site', 'build', '--out', 'site', ...now);
  expect(status, stderr).toBe(0);
  const home = readFileSync(join(root, 'site/index.html'), 'utf8');
  const page = readFileSync(join(root, 'site/services/checkout/index.html'), 'utf8');
  const strip = home.slice(home.indexOf('<div class="strip">'));
  const headline = /<h1>(.*?)<\/h1>/s.exec(home)?.[1] ?? '';
  return {
    headline: headline.replaceAll(/<[^>]*>/g, ''),
    label: /aria-label="([^"]*)"/.exec(strip)?.[1] ?? '',
    fills: [...strip.matchAll(/<path class="fill-([a-z-]+)"/g)].map(([, fill = '']) => fill),
    home,
    facts: page.replaceAll(/<svg.*?<\/svg>|<[^>]*>/gs, ' ').replaceAll(/\s+/g, ' '),
  };
}

/** Checks that a page neither says nor shows that a service is operational. */
function expectNothingGood({ home, facts }: { home: string; facts: string }): void {
  expect(home).not.toMatch(/is-operational|fill-operational|[oO]perational/);
  expect(facts).not.toMatch(/operational|100\.0 %/);
}

describe('a site without records', () => {
  it('says so, and shows no service as operational', async () => {
    const site = await build(empty);
    expect(site.headline).toBe('No records yet.');
    expect(site.label).toBe('Checkout: no data on 90 of 90 days');
    expect(site.fills).toEqual(['no-data']);
    expect(site.facts).toContain(
      'Availability – in the last twelve months no records in this time',
    );
    expectNothingGood(site);
  });

  it('is not one that covers the time since a day without incidents', async () => {
    const site = await build({
      ...empty,
      'incidents/sitrep.yaml': `${empty['incidents/sitrep.yaml']}site: {since: 2026-11-01}\n`,
    });
    expect(site.headline).toBe('All services are operational.');
    expect(site.label).toBe('Checkout: nothing wrong in 18 days, no data on 72 of 90 days');
    expect(site.facts).toContain(
      '100.0 % in the last twelve months counted since 2026-11-01, when records begin',
    );
  });
});

describe.each([
  ['are older than the settings allow', stale],
  ['were all imported', imported],
])('a site whose records %s', (_, files) => {
  it('says when they end, and shows no day since as operational', async () => {
    const site = await build(files);
    expect(site.headline).toBe('Records end on 2026-08-20; nothing is known since.');
    // The last 90 days begin on 21 August.
    expect(site.label).toBe('Checkout: no data on 90 of 90 days');
    expect(site.facts).toContain('counted from 2026-08-20 to 2026-08-20, when records end');
    // The hatch that fills them is defined on the same page.
    expect(site.home).toContain('fill="url(#no-data)"');
    expect(site.home.match(/<pattern id="no-data"/g)).toHaveLength(1);
    expect(site.home).not.toMatch(/is-operational|fill-operational|[oO]perational/);
  });
});

it('a site whose records cover now says that all services are operational', async () => {
  const site = await build(filled);
  expect(site.headline).toBe('All services are operational.');
  expect(site.fills).toEqual(['operational']);
});

describe('the overview', () => {
  const show = async (files: Record<string, string>, ...args: string[]): Promise<string> =>
    (await sitrep(testdir(files), ...args, ...now)).stdout;

  it('says whether records cover now', async () => {
    expect(await show(empty)).toMatch(/^No records yet\.\n/);
    expect(await show(stale)).toMatch(/^Nothing is open\. Records end on 2026-08-20\.\n/);
    expect(await show(filled)).toMatch(/^Nothing is open\.\n/);
  });

  it('says it beside an open incident', async () => {
    const timeline = stale[`${folder}/timeline.yaml`];
    const open = { ...stale, [`${folder}/timeline.yaml`]: `${timeline.split('\n')[0] ?? ''}\n` };
    expect(await show(open)).toMatch(/^Open: 1\n[^]*\nRecords end on 2026-08-20\.\n/);
  });

  it('says it as JSON', async () => {
    const read = async (files: Record<string, string>): Promise<unknown> =>
      (JSON.parse(await show(files, 'overview', '--json')) as { records?: unknown }).records;
    expect(await read(empty)).toBeUndefined();
    const from = '2026-08-20T08:00:00Z';
    expect(await read(stale)).toEqual({ from, to: '2026-08-20T09:00:00Z', current: false });
    expect(await read(filled)).toEqual({ from, to: '2026-11-18T20:00:00Z', current: true });
  });
});

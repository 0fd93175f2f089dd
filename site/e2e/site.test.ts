import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { AxeBuilder } from '@axe-core/playwright';
import { HtmlValidate } from 'html-validate';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packageRoot } from '../../scripts/edges/disk/package.ts';
import { openMemoryIn } from '../../scripts/edges/disk/memory.ts';
import { writeTree } from '../../scripts/testing/folder.ts';
import { buildSite } from '../build.ts';
import { serveSite, type Serving } from '../serve.ts';
import { launchBrowser } from './browser.ts';
import { findBrokenLinks, findUnreached, readPages, type CrawledPage } from './crawl.ts';
import { now, records } from './records.ts';

const folder = mkdtempSync(join(tmpdir(), 'sitrep-site-'));
const out = join(folder, 'site');
const example = join(folder, 'example');
let browser: Browser;
let serving: Serving;
let based: Serving;
let pages: CrawledPage[];

beforeAll(async () => {
  const root = join(folder, 'incidents');
  writeTree(root, records);
  await buildSite({ root, out, now, edition: 'internal' });
  await buildSite({
    root: join(packageRoot, 'incidents'),
    out: example,
    now: Date.parse('2026-11-20T23:45:00Z'),
    edition: 'internal',
    memory: openMemoryIn(folder),
  });
  pages = readPages(out);
  serving = await serveSite({ folder: out, port: 0 });
  const below = join(folder, 'below');
  const base = '/northwind/status/';
  await buildSite({
    root,
    out: below,
    now,
    edition: 'internal',
    base,
    memory: openMemoryIn(folder),
  });
  based = await serveSite({ folder: below, port: 0, base });
  browser = await launchBrowser();
});

afterAll(async () => {
  await browser.close();
  await serving.close();
  await based.close();
  rmSync(folder, { recursive: true, force: true });
});

/** One page of each kind and of each variant that records can lead to. */
const kinds = [
  '',
  'incidents/',
  'incidents/2026-01-14-slow/',
  'incidents/2026-01-20-live/',
  'postmortems/',
  'postmortems/2026-01-14-slow/',
  'runbooks/',
  'runbooks/drain/',
  'services/',
  'services/checkout/',
  'teams/sales/',
  'problems/',
  'problems/pool/',
  'maintenance/',
  'maintenance/2026-02-01-database/',
  'actions/',
  'sla/',
  'kpi/',
  'kpi/mttr/',
  'reports/',
  'handbook/',
  'handbook/first-steps/',
  'left-out/',
  '404.html',
];

describe('every page', () => {
  it('is of a kind that is opened in the browser below', () => {
    const known = new Set(kinds.map((kind) => kind.replace(/[^/]+\/$/, '*')));
    const kindOf = (file: string): string =>
      file.replace(/index\.html$/, '').replace(/^([^/]+\/)(?:.+\/)$/, '$1*');
    expect(
      [...new Set(pages.map(({ file }) => kindOf(file)))].filter(
        (kind) => !known.has(kind) && !kinds.includes(kind),
      ),
    ).toEqual([]);
  });

  it('has no dead links, and can be reached from the home page', () => {
    // No page links to `left-out` if nothing was left out.
    for (const [site, unlinked] of [
      [out, ['404.html']],
      [example, ['404.html', 'left-out/index.html']],
    ] as const) {
      const crawled = readPages(site);
      expect(findBrokenLinks(site, crawled)).toEqual([]);
      expect(findUnreached(crawled)).toEqual(unlinked);
    }
  });

  it('is valid HTML', async () => {
    const validator = new HtmlValidate({
      extends: ['html-validate:standard'],
      rules: { 'no-trailing-whitespace': 'off', 'doctype-style': 'off' },
    });
    const wrong: string[] = [];
    for (const { file, html } of [...pages, ...readPages(example)]) {
      const { results } = await validator.validateString(html, file);
      for (const { messages } of results) {
        wrong.push(
          ...messages.map(
            ({ ruleId, message, line, column }) =>
              `${file}:${line}:${column} ${ruleId}: ${message}`,
          ),
        );
      }
    }
    expect(wrong.slice(0, 40)).toEqual([]);
  });

  it('has a description of one sentence', () => {
    const silent = [...pages, ...readPages(example)].filter(
      ({ html }) => !/<meta name="description" content="[^"]{8,}">/.test(html),
    );
    expect(silent.map(({ file }) => file)).toEqual([]);
  });

  it('has no scripts or inline styles, and loads nothing from other sites', () => {
    for (const { file, html, addresses } of pages) {
      expect(html, file).toMatch(/<meta http-equiv="Content-Security-Policy" content="default-src/);
      expect(html, file).not.toMatch(
        /unsafe-inline|<script|<style|\sstyle="|\son[a-z]+="|javascript:/i,
      );
      expect(
        addresses.filter((address) => /^(?:https?:)?\/\//.test(address)),
        file,
      ).toEqual([]);
    }
  });
});

describe.each([
  { scheme: 'light', width: 360, height: 740 },
  { scheme: 'light', width: 1280, height: 900 },
  { scheme: 'dark', width: 360, height: 740 },
  { scheme: 'dark', width: 1280, height: 900 },
] as const)('in $scheme at $width px', ({ scheme, width, height }) => {
  // One page for all: the site keeps nothing in the browser, and to open a page takes longer than to load it.
  let page: Page;
  beforeAll(async () => {
    page = await browser.newPage({ colorScheme: scheme, viewport: { width, height } });
  });
  afterAll(() => page.close());

  it.each(kinds)('/%s opens, and axe finds nothing', async (kind) => {
    page.removeAllListeners();
    const problems: string[] = [];
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) problems.push(message.text());
    });
    page.on('pageerror', ({ message }) => problems.push(message));
    page.on('requestfailed', (request) => problems.push(`${request.url()} failed`));
    const response = await page.goto(serving.url + kind);
    expect(response?.status()).toBe(200);
    expect(await page.locator('h1').count()).toBe(1);
    await page.evaluate(
      `for (const each of document.querySelectorAll('details')) each.open = true`,
    );
    const { violations } = await new AxeBuilder({ page })
      .options({ rules: { 'target-size': { enabled: true } }, resultTypes: ['violations'] })
      // Without a second page for what was found: no page has frames.
      .setLegacyMode()
      .analyze();
    expect(
      violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join('\n')}`),
    ).toEqual([]);
    const wider = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
    expect(wider, 'pixels to scroll sideways').toBeLessThanOrEqual(0);
    expect(problems).toEqual([]);
  });
});

describe('the site as a whole', () => {
  it('works below a base path', async () => {
    const page = await browser.newPage();
    const failed: string[] = [];
    page.on('response', (response) => {
      if (response.status() >= 400) failed.push(response.url());
    });
    await page.goto(based.url);
    await page.locator('main a[href*="2026-01-20-live"]').first().click();
    await page.waitForURL('**/northwind/status/incidents/2026-01-20-live/**');
    expect(await page.locator('h1').innerText()).toContain('Tickets cannot be bought');
    expect(failed).toEqual([]);
    await page.close();
  });

  it('shows a page with working links at any missing address', async () => {
    for (const { url } of [serving, based]) {
      const page = await browser.newPage();
      const response = await page.goto(`${url}incidents/none/at/all`);
      expect(response?.status()).toBe(404);
      expect(await page.evaluate('document.styleSheets.length')).toBe(1);
      await page.locator('main a').last().click();
      expect(page.url()).toBe(`${url}incidents/`);
      expect(await page.locator('h1').innerText()).toBe('Incidents');
      await page.close();
    }
  });

  it('shows a drawing of an incident, and runs no script in it', async () => {
    const page = await browser.newPage();
    const asked: string[] = [];
    let dialogs = 0;
    page.on('request', (request) => asked.push(new URL(request.url()).host));
    page.on('dialog', (dialog) => {
      dialogs++;
      void dialog.dismiss();
    });
    const incident = `${serving.url}incidents/2026-01-14-slow/`;
    await page.goto(incident);
    const image = page.locator('img[alt="drawing"]');
    await image.scrollIntoViewIfNeeded();
    await page.waitForFunction(
      `document.querySelector('img[alt="drawing"]').complete && document.querySelector('img[alt="drawing"]').naturalWidth > 0`,
    );
    await page.goto(`${incident}files/drawing.svg`);
    expect(await page.evaluate('document.querySelectorAll("rect").length')).toBe(1);
    expect(await page.evaluate('document.querySelectorAll("script, image").length')).toBe(0);
    expect(new Set(asked)).toEqual(new Set([new URL(serving.url).host]));
    expect(dialogs).toBe(0);
    await page.close();
  });

  it('lays out a list in a note as a list, not as timeline entries', async () => {
    const page = await browser.newPage();
    await page.goto(`${serving.url}incidents/2026-01-14-slow/`);
    const display = (selector: string) =>
      page.evaluate(`getComputedStyle(document.querySelector('${selector}')).display`);
    expect(await display('.timeline > li')).toBe('grid');
    expect(await display('.timeline .prose li')).toBe('list-item');
    await page.setViewportSize({ width: 390, height: 800 });
    expect(await display('.timeline .prose li')).toBe('list-item');
    await page.close();
  });

  it('opens from a folder, without a server', async () => {
    const page = await browser.newPage();
    await page.goto(pathToFileURL(join(out, 'index.html')).href);
    await page.locator('main a[href*="2026-01-20-live"]').first().click();
    expect(await page.locator('h1').innerText()).toContain('Tickets cannot be bought');
    expect(await page.evaluate('document.styleSheets.length')).toBe(1);
    expect(await page.evaluate('getComputedStyle(document.body).margin')).toBe('0px');
    await page.goto(pathToFileURL(join(out, 'incidents/2026-01-14-slow/index.html')).href);
    await page.locator('img[alt="graph"]').scrollIntoViewIfNeeded();
    await page.waitForFunction(`document.querySelector('img[alt="graph"]').naturalWidth > 0`);
    await page.close();
  });

  it.each([
    '',
    'incidents/2026-04-15-message-bus-stops-taking-writes/',
    'kpi/',
    'sla/',
    'actions/',
  ])('fits on paper: /%s', async (kind) => {
    // A4 within the margins that browsers leave.
    const page = await browser.newPage({ viewport: { width: 718, height: 1000 } });
    await page.emulateMedia({ media: 'print' });
    await page.goto(pathToFileURL(join(example, kind, 'index.html')).href);
    expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBe(0);
    const broken = `[...document.querySelectorAll('td time')].filter((each) => each.getClientRects().length > 1).length`;
    expect(await page.evaluate(broken), 'times in two lines').toBe(0);
    await page.close();
  });

  it('names the files that were left out, and has no pages for them', async () => {
    const page = await browser.newPage();
    await page.goto(`${serving.url}left-out/`);
    expect(await page.locator('main').innerText()).toContain('2026/2026-01-12-broken/incident.md');
    const response = await page.goto(`${serving.url}incidents/2026-01-12-broken/`);
    expect(response?.status()).toBe(404);
    await page.close();
  });

  it('has a home page of at most 60 kB with all its files', () => {
    for (const site of [out, example]) {
      const files = ['index.html', 'site.css', 'icon.svg'].map((file) => join(site, file));
      const sizes = files.filter(existsSync).map((file) => gzipSync(readFileSync(file)).length);
      expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(60_000);
    }
  });
});

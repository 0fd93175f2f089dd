import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, it } from 'vitest';
import { packageRoot } from '../edges/disk/package.ts';
import { sitrep, testdir } from '../testing/folder.ts';

/** Twelve months of 2025, each with one incident that took an hour longer than the one before. */
const months = Array.from({ length: 12 }, (_, index) => index + 1);
const files: Record<string, string> = Object.fromEntries<string>([
  ['incidents/sitrep.yaml', 'organisation: {name: Test}\n'],
  ['incidents/catalog/teams/web.yaml', 'name: Web\nmembers: [{handle: ada, name: Ada}]\n'],
  ['incidents/catalog/services/checkout.yaml', 'name: Checkout\ntier: 1\nteam: web\n'],
  ...months.flatMap((month) => write(month, 'a', 'incident', month)),
  ...write(1, 'b', 'exercise', 1),
  ...write(2, 'c', 'exercise', 1),
  ...write(3, 'd', 'incident', undefined),
]);

function write(
  month: number,
  slug: string,
  kind: string,
  hours: number | undefined,
): [string, string][] {
  const day = `2025-${String(month).padStart(2, '0')}-10`;
  const folder = `incidents/2025/${day}-${slug}`;
  const end = `- {at: ${day}T${String(hours).padStart(2, '0')}:00:00Z, type: resolved, resolution: fixed}\n`;
  return [
    [
      `${folder}/incident.md`,
      `---\ntitle: Slow\nsummary: Slow\nservices: [checkout]\ncategory: software\nchannel: monitoring\nkind: ${kind}\n---\n`,
    ],
    [
      `${folder}/timeline.yaml`,
      `- {at: ${day}T00:00:00Z, type: detected}\n${hours === undefined ? '' : end}`,
    ],
  ];
}

it('explains missing values, the interval and the trend', async () => {
  const folder = testdir(files);
  const text = await sitrep(folder, 'kpi', 'explain', 'mttr', '--period', '2025');
  expect(text.stderr).toBe('');
  expect(text.stdout).toContain('from 12 rows; 1 missing, 2 excluded');
  expect(text.stdout).toContain('excluded, 2: exercise\n  missing, 1: not `resolved` yet');
  expect(text.stdout).toContain('median 6 h 30 min (95 % interval 3 h – 10 h)');
  expect(text.stdout).toContain('P90: too few rows (36 are needed); mean 6 h 30 min');
  expect(text.stdout).toContain('between two of the values themselves');
  expect(text.stdout).toContain('Trend: rising; +');

  const { stdout } = await sitrep(folder, 'kpi', 'explain', 'mttr', '--period', '2025', '--json');
  const path = join(packageRoot, 'schemas/output/kpi-explain.schema.json');
  const validate = new Ajv2020().compile(JSON.parse(readFileSync(path, 'utf8')) as object);
  const value: unknown = JSON.parse(stdout);
  expect(validate(value), JSON.stringify(validate.errors)).toBe(true);
  expect(value).toMatchObject({
    // 1 to 12 hours: 78 h ÷ 12 = 6.5 h, as is the median; its interval is from the 3rd to the 10th.
    statistic: 'median',
    value: 23_400,
    mean: 23_400,
    interval: { low: 3 * 3600, high: 10 * 3600 },
    method: 'order-statistics',
    // All 66 pairs rise: z is 65 ÷ √(12 · 11 · 29 ÷ 18) = 4.457.
    trend: { direction: 'rising', p: expect.closeTo(8.3e-6, 6) as number, points: 12 },
    reasons: [
      { outcome: 'excluded', reason: 'exercise', rows: 2 },
      { outcome: 'missing', reason: 'not `resolved` yet', rows: 1 },
    ],
  });

  const share = await sitrep(folder, 'kpi', 'explain', 'resolution-rate', '--period', '2025');
  expect(share.stdout).toContain('Wilson’s score interval');
  expect(share.stdout).not.toContain('P90');
});

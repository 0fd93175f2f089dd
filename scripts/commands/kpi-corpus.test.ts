import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { findCorpus } from '../testing/corpora.ts';
import { sitrep, testdir } from '../testing/folder.ts';

const corpus = findCorpus('github-status');

// A separate program swept the same notices minute by minute, over 13 services of which one had none,
// from the first incident to 1 December 2026: availability with a partial outage at 0.3, 0.5 and 1.
const references = [
  [0.3, 0.99929487],
  [0.5, 0.99908547],
  [1, 0.99856197],
] as const;

it.skipIf(corpus === undefined)('gives the availability of a separate program', async () => {
  const root = testdir();
  const source = join(corpus ?? '', 'incidents.json');
  await sitrep(root, 'import', 'statuspage', source, '--root', root);
  for (const [weight, mean] of references) {
    writeFileSync(
      join(root, 'sitrep.yaml'),
      `organisation: {name: GitHub}\nkpi: {weights: {partial-outage: ${weight}}}\n`,
    );
    const at = ['--at', '2026-12-01T00:00:00Z', '--root', root];
    const { stdout } = await sitrep(root, 'kpi', 'explain', 'availability', '--json', ...at);
    const { rows } = JSON.parse(stdout) as { rows: { value?: number; missing?: string }[] };
    const lost = rows.reduce((sum, { value = 1 }) => sum + 1 - value, 0);
    expect(1 - lost / 13).toBeCloseTo(mean, 8);
    expect(rows.filter(({ missing }) => missing !== undefined)).toHaveLength(153);
  }
});

import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { packageRoot } from '../../../edges/disk/package.ts';
import { findCorpus } from '../../../testing/corpora.ts';
import { senders } from './index.ts';

const received = Date.parse('2026-01-14T08:00:00Z');
const whole = findCorpus('webhooks');
const corpus = whole ?? join(packageRoot, 'scripts/inputs/alert/senders/payloads.sample');

// The whole has a folder for each tool, and the sample has the tool's name before the first hyphen.
const files = globSync('**/*.json', { cwd: corpus })
  .sort()
  .map((file) => ({ file, tool: whole === undefined ? file.split('-')[0] : dirname(file) }));
const tools = Map.groupBy(files, ({ tool }) => tool);
const read = senders.filter(({ name }) => tools.has(name));

function readPayload(file: string): unknown {
  return JSON.parse(readFileSync(join(corpus, file), 'utf8'));
}

describe('real payloads', () => {
  test.each(read)('$name: each is read, or refused if its name says so', (sender) => {
    for (const { file } of tools.get(sender.name) ?? []) {
      const reading = sender.read(readPayload(file), received);
      expect('unsupported' in reading, `${file}: ${JSON.stringify(reading)}`).toBe(
        file.includes('unsupported'),
      );
      if ('unsupported' in reading) continue;
      expect(reading.left).toEqual([]);
      expect(reading.signals.length).toBeGreaterThan(0);
      expect(reading.signals.every(({ key, title }) => key !== '' && title !== '')).toBe(true);
    }
  });

  test('no sender reads the payload of a tool that it was not written for', () => {
    const known = new Set<string | undefined>(read.map(({ name }) => name));
    const others = files.filter(({ tool }) => !known.has(tool));
    expect(others.length).toBeGreaterThan(0);
    for (const { file } of others) {
      for (const sender of read) {
        const reading = sender.read(readPayload(file), received);
        expect(reading, `${sender.name} ${file}`).toHaveProperty('unsupported');
      }
    }
  });
});

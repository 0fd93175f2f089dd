import { defineConfig } from 'vitest/config';
import LongestFirst from './scripts/testing/longest-first.ts';

export default defineConfig({
  // Those packages come without their sources, which Vite would warn of a hundred times.
  logLevel: 'error',
  test: {
    globalSetup: './scripts/testing/cache.ts',
    setupFiles: './scripts/testing/seed.ts',
    include: ['{scripts,schemas,site}/**/*.test.ts'],
    // A test file for each processor: by default one is left to Vitest, which takes little of it.
    maxWorkers: '100%',
    sequence: { sequencer: LongestFirst },
    // The slowest tests start the real command, a real server or a real browser.
    testTimeout: 600_000,
    hookTimeout: 600_000,
    // GitHub's own packages import JSON without saying so.
    server: { deps: { inline: [/@actions\//] } },
    reporters: ['default', './scripts/testing/count-reporter.ts'],
  },
});

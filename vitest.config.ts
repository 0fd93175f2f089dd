import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{scripts,schemas,site}/**/*.test.ts'],
    // The slowest tests start the real command, a real server or a real browser.
    testTimeout: 60_000,
    hookTimeout: 180_000,
    reporters: ['default', './scripts/count-reporter.ts'],
  },
});

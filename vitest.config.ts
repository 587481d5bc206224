import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/apps/**', 'test/browser/**'],
          testTimeout: 90_000,
          hookTimeout: 60_000,
          // By default one core is left alone, which of two is half.
          maxWorkers: 2,
        },
      },
      // Real apps made by the real scaffolder, built by the real bundler, opened in real browsers.
      {
        test: {
          name: 'apps',
          include: ['test/apps/**/*.test.ts'],
          testTimeout: 600_000,
          hookTimeout: 600_000,
          maxWorkers: 2,
        },
      },
      {
        test: {
          name: 'browser',
          include: ['test/browser/**/*.test.ts'],
          testTimeout: 300_000,
          hookTimeout: 300_000,
          maxWorkers: 1,
        },
      },
    ],
  },
});

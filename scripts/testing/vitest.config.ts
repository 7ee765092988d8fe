/** How `npm test` runs: the servers once, a system of its own (databases, vhost scope, processes) for each file. */
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    root: join(import.meta.dirname, '../..'),
    include: [
      'functions/**/*.test.ts',
      'events/**/*.test.ts',
      'migrations/**/*.test.ts',
      'knative/**/*.test.ts',
      'istio/**/*.test.ts',
      'scripts/**/*.test.ts',
    ],
    globalSetup: [join(import.meta.dirname, 'servers/setup.ts')],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 180_000,
    reporters: ['default', join(import.meta.dirname, 'closing-line.ts')],
  },
});

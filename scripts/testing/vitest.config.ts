/**
 * How `npm test` runs: files that need no server, and files that do, which have the run's servers as soon as they ask for them and a system
 * of their own (databases, vhost scope, processes).
 */
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import { LongestFirst } from './longest-first.ts';
import { testProjects } from './projects.ts';

const root = join(import.meta.dirname, '../..');
const { pure, servers } = testProjects(root);

export default defineConfig({
  test: {
    root,
    pool: 'forks',
    maxWorkers: 2,
    sequence: { sequencer: LongestFirst },
    // Where nobody looks on, a test may be run again once: the closing lines name each that needed it, and more than a few of them fail the run.
    retry: process.env['CI'] ? 1 : 0,
    testTimeout: 60_000,
    // What is waited for may have to start a function first.
    expect: { poll: { timeout: 10_000 } },
    hookTimeout: 180_000,
    reporters: ['default', join(import.meta.dirname, 'closing-line.ts')],
    projects: [
      { extends: true, test: { name: 'pure', include: pure } },
      {
        extends: true,
        test: { name: 'servers', include: servers, globalSetup: [join(import.meta.dirname, 'servers/setup.ts')] },
      },
    ],
  },
});

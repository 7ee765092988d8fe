/** npm test [-- FILTER ...]: starts what the tests need, runs them, and ends non-zero when one fails. */
import { join } from 'node:path';
import { startVitest } from 'vitest/node';

const vitest = await startVitest('test', process.argv.slice(2), {
  run: true,
  watch: false,
  config: join(import.meta.dirname, 'testing/vitest.config.ts'),
});
await vitest.close();

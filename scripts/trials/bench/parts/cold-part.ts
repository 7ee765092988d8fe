/** Cold starts: from the spawn of a process to its first answer, function by function and form by form. */
import { join } from 'node:path';
import type { Command } from '../../../platform/spec/options.ts';
import { openTestBed } from '../scene/test-bed.ts';
import { firstAnswer } from '../first-answer.ts';
import { firstRequests } from '../first-requests.ts';
import { requestBytes } from '../load/job.ts';
import type { OpenPart, Variant } from '../part.ts';
import type { Options } from '../options.ts';
import { CORES } from '../load/pinned.ts';
import { writePlainSources } from '../scene/plain-sources.ts';
import type { ProgramOptions } from '../scene/measured-program.ts';
import { bundled, ROOT, type BenchRun } from '../scene/bench-run.ts';
import { startOwn, urlOf } from '../scene/start-programs.ts';
import { setUp } from '../scene/undo.ts';

const PLAIN = 'unbundled, plain JavaScript';
const HEALTH = requestBytes('GET', '/healthz');

/** Sets up a test bed that every function finds what it needs on, and the sources as plain JavaScript. */
export function openCold(run: BenchRun, options: Options): Promise<OpenPart> {
  return setUp(async (undo) => {
    const testBed = undo.add(await openTestBed(run), (open) => open.close());
    const sink = undo.add(await startOwn(run, 'sink', {}, CORES.callers), (program) => program.stop());
    const plain = join(run.folder, 'plain');
    await writePlainSources(ROOT, plain);
    const forms = {
      bundled,
      unbundled: (folder: string) => script(ROOT, `functions/${folder}/index.ts`),
      ...(!options.quick && { [PLAIN]: (folder: string) => script(plain, `functions/${folder}/index.js`) }),
    };
    const requests = await firstRequests(run, testBed, (await testBed.service('book')).env);
    const variants: Variant[] = [];
    for (const [name, ask] of requests) {
      for (const [form, command] of Object.entries(forms)) {
        const program = await testBed.service(name, { sink: urlOf(sink), command });
        const ms = (label: string, first: () => Promise<{ request: Buffer; expect: number }>): Variant => ({
          name: `${name}, ${form}, ${label}`,
          round: async () => {
            const { request, expect } = await first();
            return { ...(await firstAnswer(program, request, expect)) };
          },
        });
        variants.push(ms('alive', async () => ({ request: HEALTH, expect: 200 })));
        if (form !== PLAIN) variants.push(ms('first real answer', ask));
      }
    }
    variants.push({
      name: 'bare node:http',
      round: async () => ({ ...(await firstAnswer(bare(run), HEALTH, 200)) }),
    });
    return { variants, notes: NOTES, close: () => undo.all() };
  });
}

const NOTES = [
  'From just before the spawn to the whole answer; the process is asked every millisecond until it listens. “alive” is GET /healthz, the “first real answer” of a request that needs its databases (for book an order by seats, confirmed; for login a right password). setpriv and taskset, which start every process here, take some 2 ms of each. CPU is that of the main thread until the answer is there.',
  'Files are in the page cache. Bundles run from the code cache that an earlier process left; the first round, which does not count, is such an earlier process. Unbundled is the TypeScript as it stands, which Node strips of its types; plain JavaScript has them stripped beforehand.',
];

function script(cwd: string, file: string): Command {
  return { file: process.execPath, args: [file], cwd };
}

function bare(run: BenchRun): ProgramOptions {
  const args = [join(import.meta.dirname, '../programs/bare-hello.cjs')];
  return { name: 'bare', file: process.execPath, args, cwd: ROOT, env: {}, log: join(run.folder, 'bare.log') };
}

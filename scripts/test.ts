/** npm test: what the tests need is started when they need it; `--help` says everything. */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type CliOptions, createVitest } from 'vitest/node';

const HELP = `npm test [-- FILTER ... options]

Runs the tests whose file has a FILTER in its path, or all. A server is started, and a function bundled, when a test asks for it.

  -t, --testNamePattern REGEX   only tests whose name matches
  --bail N                      ends after so many failures
  --reporter NAME               another report than the default: verbose, json …
  --outputFile FILE             where a report goes
  --help

Exit code: 0 when all passed; 1 when a test failed, none was found, or an option is wrong.`;

/** @throws Error that says what does not fit */
const read = () =>
  parseArgs({
    allowPositionals: true,
    options: {
      testNamePattern: { type: 'string', short: 't' },
      bail: { type: 'string' },
      reporter: { type: 'string', multiple: true },
      outputFile: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  });

async function run({ values, positionals }: ReturnType<typeof read>): Promise<void> {
  const { testNamePattern, bail, reporter, outputFile } = values;
  const options: CliOptions = {
    config: join(import.meta.dirname, 'testing/vitest.config.ts'),
    configLoader: 'native',
    run: true,
    watch: false,
    ...(testNamePattern !== undefined && { testNamePattern }),
    ...(bail !== undefined && { bail: Number(bail) }),
    ...(reporter && { reporters: [...reporter, join(import.meta.dirname, 'testing/closing-line.ts')] }),
    ...(outputFile !== undefined && { outputFile }),
  };
  const vitest = await createVitest(options);
  if ((await vitest.globTestSpecifications(positionals)).length > 0) await vitest.start(positionals);
  else {
    console.error(`No test file has ${positionals.map((part) => `"${part}"`).join(' or ')} in its path`);
    process.exitCode = 1;
  }
  await vitest.close();
}

let given: ReturnType<typeof read> | undefined;
try {
  given = read();
} catch (error) {
  console.error(`${(error as Error).message.split('. ')[0]} (see --help)`);
  process.exitCode = 1;
}
if (given?.values.help) console.log(HELP);
else if (given) await run(given);

/** npm test: what the tests need is started when they need it; `--help` says everything. */
import { join } from 'node:path';
import { type CliOptions, createVitest } from 'vitest/node';
import { type Given, helpOf, readArguments } from './cli/command.ts';
import { Fault } from './cli/fault.ts';
import { main } from './cli/main.ts';
import { number, repeatedText, text } from './cli/options.ts';

const COMMAND = {
  usage: 'npm test [-- FILTER ... options]',
  about: `Runs the tests whose file has a FILTER in its path, or all. A server is started, and a function bundled, when a test asks for it;
a file that imports neither runs without.`,
  options: {
    testNamePattern: text({
      unit: 'REGEX',
      what: 'only tests whose name matches; also -t',
      needs: 'a regular expression',
    }),
    bail: number({ unit: 'N', what: 'ends after so many failures', least: 1, most: 1000, whole: true }),
    reporter: repeatedText({ unit: 'NAME', what: 'a report of another kind (verbose, json)', needs: 'a name' }),
    outputFile: text({ unit: 'FILE', what: 'where that report goes', needs: 'a file' }),
  },
  notes:
    'MYSQL_URL, REDIS_URL and AMQP_URL name servers to use instead of private ones; Redis is emptied. ' +
    'Exit code: 0 when all passed; 1 when a test failed or none was found; 2 when an option is wrong.',
  takesWords: true,
};

async function run({ values, words }: Given<typeof COMMAND.options>): Promise<void> {
  const { testNamePattern, bail, reporter, outputFile } = values;
  const options: CliOptions = {
    config: join(import.meta.dirname, 'testing/vitest.config.ts'),
    configLoader: 'native',
    run: true,
    watch: false,
    ...(testNamePattern !== undefined && { testNamePattern }),
    ...(bail !== undefined && { bail }),
    ...(reporter && { reporters: [...reporter, join(import.meta.dirname, 'testing/closing-line.ts')] }),
    ...(outputFile !== undefined && { outputFile }),
  };
  const vitest = await createVitest(options);
  try {
    if ((await vitest.globTestSpecifications(words)).length === 0)
      throw new Fault(`No test file has ${words.map((part) => `"${part}"`).join(' or ')} in its path`);
    await vitest.start(words);
  } finally {
    await vitest.close();
  }
}

await main({
  help: helpOf(COMMAND),
  read: (args) =>
    readArguments(
      args.map((arg) => (arg === '-t' ? '--testNamePattern' : arg)),
      COMMAND,
    ),
  run,
});

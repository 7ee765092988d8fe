/** What operators' scripts say to arguments that do not fit: a line that names what is wrong, before anything is asked or done. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { Fault } from '../cli/fault.ts';
import { WRONG_OPTION } from '../cli/main.ts';
import * as image from '../images/options.ts';
import { findProgram, thisMachine } from '../servers/machine.ts';
import { runScript } from '../testing/run-script.ts';
import * as deploy from './cluster/deploy/options.ts';
import * as doctor from './cluster/doctor/options.ts';
import * as install from './cluster/install/options.ts';
import * as undeploy from './cluster/undeploy/options.ts';
import * as letters from './dead-letters/options.ts';
import * as seats from './import-seats/options.ts';
import * as keys from './keys/options.ts';
import * as migrate from './migrate/options.ts';
import * as quickstart from './quickstart/options.ts';
import * as reindex from './reindex/options.ts';
import * as reshard from './reshard/options.ts';
import * as status from './status/options.ts';
import * as verify from './verify/options.ts';

const folder = mkdtempSync(join(tmpdir(), 'seatmesh-odd-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const at = (name: string): string => join(folder, name);
writeFileSync(at('file'), 'a file');
writeFileSync(at('kustomization.yaml'), '');
/** The folder is an overlay. */
const OVERLAY = folder;

interface OddScript {
  readOptions: (args: readonly string[]) => unknown;
  /** Words without which it does nothing. */
  words: readonly string[];
}
const SCRIPTS: Record<string, OddScript> = {
  'cluster doctor': { ...doctor, words: ['doctor'] },
  'cluster install': { ...install, words: ['install'] },
  'dead-letters': { ...letters, words: ['list'] },
  deploy: { ...deploy, words: [OVERLAY] },
  image: { ...image, words: [] },
  'import-seats': { ...seats, words: [at('file')] },
  keys: { ...keys, words: ['rotate', '--overlay', OVERLAY] },
  migrate: { ...migrate, words: ['status'] },
  quickstart: { ...quickstart, words: ['--loaded'] },
  reindex: { ...reindex, words: [] },
  reshard: { ...reshard, words: [] },
  status: { ...status, words: [] },
  undeploy: { ...undeploy, words: [OVERLAY, '--yes'] },
  'verify-cluster': { ...verify, words: [] },
};
const MESSAGE = /^[^\n]{8,260}$/;

function faultOf(script: string, ...args: string[]): string {
  try {
    SCRIPTS[script]?.readOptions(args);
  } catch (error) {
    if (error instanceof Fault) return error.message;
    throw error;
  }
  throw new Error(`${script} ${args.join(' ')} was taken`);
}

describe.each(Object.entries(SCRIPTS))('%s', (name, { words, readOptions }) => {
  test('what it needs is enough', () => expect(readOptions(words)).toBeDefined());

  test('an option that there is not, a word too many, an empty word, a value without an option', () => {
    expect(faultOf(name, ...words, '--no-such-option')).toMatch(/--no-such-option/);
    expect(faultOf(name, ...words, 'surplus', 'surplus')).toMatch(MESSAGE);
    expect(faultOf(name, ...words, '')).toMatch(MESSAGE);
  });

  test('help goes before everything', () => {
    expect(readOptions([...words, '--help'])).toBeUndefined();
  });
});

const PLACES = [
  'cluster doctor',
  'cluster install',
  'dead-letters',
  'deploy',
  'keys',
  'quickstart',
  'reshard',
  'status',
  'undeploy',
  'verify-cluster',
];
test.each(PLACES)('%s: a context or namespace without a name, twice, or left out', (name) => {
  const words = SCRIPTS[name]?.words ?? [];
  for (const option of ['--context', '--namespace']) {
    expect(faultOf(name, ...words, option, '')).toMatch(`${option} needs the name of a `);
    expect(faultOf(name, ...words, option, 'a', option, 'b')).toBe(`${option} is given twice (see --help)`);
    expect(faultOf(name, ...words, option)).toMatch(`Option '${option} <value>' argument missing`);
    expect(faultOf(name, ...words, option, '--help-me')).toMatch(MESSAGE);
  }
});

test.each<[string, string[], string]>([
  ['cluster doctor', [], 'say what to do'],
  ['cluster doctor', ['doctor', '--overlay', '/nowhere'], 'there is no folder /nowhere'],
  ['cluster install', ['install', '--with', 'nothing'], 'there is no part nothing; there are gateway-api, '],
  ['cluster install', ['install', '--from', '/nowhere'], '--from /nowhere: there is no such folder'],
  ['cluster install', ['install', '--from', ''], '--from needs DIR|URL'],
  [
    'cluster install',
    ['install', '--istioctl', '/nowhere'],
    '--istioctl /nowhere cannot be read: there is no such file',
  ],
  ['cluster install', ['install', '--istioctl', folder], 'cannot be read: it is a folder'],
  ['cluster install', ['install', '--collector', 'x:4317'], '--collector x:4317 is not an http:// or https:// URL'],
  ['dead-letters', ['list', '--limit', '0'], '--limit takes a whole number from 1 to 1000, not 0'],
  ['dead-letters', ['replay'], 'say what to do'],
  ['deploy', [''], 'an argument is empty'],
  ['keys', ['rotate', '', '--overlay', OVERLAY], 'an argument is empty'],
  ['migrate', [''], 'an argument is empty'],
  ['dead-letters', ['replay', '--all', '--to', 'x'], '--to x is not an http:// or https:// URL'],
  ['deploy', [], 'say which overlay'],
  ['deploy', ['/nowhere'], 'there is no folder /nowhere'],
  ['deploy', [at('file')], 'is no overlay: it has no kustomization.yaml'],
  ['deploy', [OVERLAY, '--ca', '/nowhere'], '--ca /nowhere cannot be read: there is no such file'],
  ['deploy', [OVERLAY, '--to', 'a b'], '--to takes a host and perhaps a port, not a b'],
  ['deploy', [OVERLAY, '--to', 'edge:99999'], '--to takes a host and perhaps a port, not edge:99999'],
  ['deploy', [OVERLAY, '--canary', '100'], '--canary takes a whole number from 1 to 50, not 100'],
  ['image', ['nope'], 'there is no image nope; there are: '],
  ['image', ['--push', ''], '--push needs REGISTRY'],
  ['image', ['--push', 'Upper/x y'], 'Upper/x y is no place in a registry'],
  ['keys', ['rotate', '--overlay', '/nowhere'], 'there is no folder /nowhere'],
  ['keys', ['--dry-run'], '--dry-run needs a verb'],
  ['keys', ['make', '--overlay', OVERLAY, '--out', 'x'], '--out and --current are for files; make makes none'],
  ['keys', ['--current', '/nowhere'], '--current /nowhere cannot be read: there is no such file'],
  ['migrate', ['sideways'], 'say what to do'],
  ['quickstart', [], 'say where images come from'],
  ['quickstart', ['--registry', 'r.example/x', '--loaded'], '--registry or --loaded?'],
  ['reindex', ['--after', 'x'], '--after x is no mark of a run'],
  ['reshard', ['--slots', '400-4ff'], '--slots and --to go together'],
  ['reshard', ['--slots', '4ff-400', '--to', 'e2'], '4ff-400 is no range of slots'],
  ['reshard', ['--slots', '1000-1001', '--to', 'e2'], '1000-1001 is no range of slots'],
  ['reshard', ['--slots', '', '--to', 'e2'], '--slots needs A-B,C-D'],
  ['reshard', ['--slots', '400', '--to', 'E2'], 'E2 is no name of a shard'],
  ['reshard', ['--context', 'x', '--map', 'y'], '--cluster or --map?'],
  ['reshard', ['--status', '--abort'], '--status or --abort?'],
  ['status', ['--every', '0'], '--every takes a whole number from 1 to 3600, not 0'],
  ['undeploy', [OVERLAY], 'add --yes if you mean it'],
  ['undeploy', ['/nowhere', '--yes'], 'there is no folder /nowhere'],
  ['verify-cluster', ['--url', 'x'], '--url x is not an http:// or https:// URL'],
  ['verify-cluster', ['--url', 'http://x', '--insecure'], 'with --url there is no cluster to look at'],
  ['verify-cluster', ['--only', 'sail'], 'there is no check sail'],
  ['verify-cluster', ['--out', '/nowhere/x.json'], '--out /nowhere/x.json cannot be written: there is no such folder'],
  ['verify-cluster', ['--ca', '/nowhere'], '--ca /nowhere cannot be read: there is no such file'],
])('%s %j', (name, args, message) => {
  const said = faultOf(name, ...args);
  expect(said).toContain(message);
  expect(said).toMatch(MESSAGE);
});

test('--context means the cluster', () => {
  expect(reshard.readOptions(['--status', '--context', 'x'])).toMatchObject({ cluster: { context: 'x' } });
});

test('a value is no verb, and a verb may stand anywhere', { timeout: 180_000 }, async () => {
  const env = { KUBECTL: '/nowhere/kubectl' };
  const looks = await runScript('cluster', ['--context', 'install', 'doctor'], env);
  expect([looks.code, looks.errors]).toEqual([1, expect.stringContaining('/nowhere/kubectl is not there')]);
  const brings = await runScript('cluster', ['--with', 'nothing', 'install'], env);
  expect([brings.code, brings.errors]).toEqual([WRONG_OPTION, expect.stringContaining('there is no part nothing')]);
});

const kubectl = findProgram(thisMachine(), 'kubectl');

test.skipIf(kubectl === undefined).each<[string, string, string]>([
  ['a kubeconfig that is a folder', folder, 'the kubeconfig cannot be read: '],
  ['one that is none', at('file'), 'the kubeconfig cannot be read: '],
  ['none', '/nowhere', 'kubectl knows of no cluster: log in to one'],
])('%s: a line, and exit 1 (needs kubectl)', { timeout: 180_000 }, async (_, KUBECONFIG, message) => {
  const { code, output, errors } = await runScript('status', ['--cluster'], { KUBECONFIG });
  expect([code, output]).toEqual([1, '']);
  expect(errors).toMatch(/^[^\n]*\n$/);
  expect(errors).toContain(message);
});

test.skipIf(kubectl === undefined)(
  'a context that there is not: the same line, whatever was asked first (needs kubectl)',
  { timeout: 180_000 },
  async () => {
    const message = 'the kubeconfig has no context nope: kubectl config get-contexts lists them\n';
    for (const args of [
      ['status'],
      ['dead-letters', 'list'],
      ['verify-cluster'],
      ['cluster', 'doctor'],
      ['cluster', 'install'],
    ]) {
      const [name = '', ...words] = args;
      const { code, errors } = await runScript(name, [...words, '--context', 'nope'], { KUBECONFIG: '/nowhere' });
      expect([args, code, errors]).toEqual([
        args,
        1,
        expect.stringMatching(new RegExp(`^kubectl [^\n]*: ${message}$`)),
      ]);
    }
  },
);

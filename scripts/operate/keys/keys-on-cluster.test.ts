/** A key's whole life on a cluster, with a program in kubectl's place that keeps objects in a file. */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runScript } from '../../testing/run-script.ts';

let folder: string;
const at = (name: string): string => join(folder, name);
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'seatmesh-cluster-keys-'));
  await mkdir(at('overlay'));
  await writeFile(at('overlay/kustomization.yaml'), '');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const keys = (...args: string[]) =>
  runScript('keys', args, {
    KUBECTL: join(import.meta.dirname, '../cluster/fixtures/kubectl.mjs'),
    FAKE_CLUSTER: folder,
  });
const step = (verb: string, ...more: string[]) => keys(verb, '--overlay', at('overlay'), ...more);
const json = async (name: string) => JSON.parse(await readFile(at(name), 'utf8'));
const published = async (): Promise<string[]> =>
  (await json('overlay/jwks.json')).keys.map(({ kid }: { kid: string }) => kid);
const secret = async (name: string) => {
  const data = (await json('objects.json'))[`Secret./${name}`]?.data.jwk as string | undefined;
  return data === undefined ? undefined : JSON.parse(Buffer.from(data, 'base64').toString());
};

/** As `npm run deploy` leaves it: login reads the signing key and the public ones, by names of their own. */
async function deployed(minutesAgo: number): Promise<void> {
  const objects = await json('objects.json');
  const put = (kind: string, name: string, apiVersion: string, more: object) => {
    const group = apiVersion.includes('/') ? apiVersion.split('/')[0] : '';
    objects[`${kind}.${group}/${name}`] = { apiVersion, kind, metadata: { name }, ...more };
  };
  put('ConfigMap', 'keys-1', 'v1', { data: { JWKS: await readFile(at('overlay/jwks.json'), 'utf8') } });
  put('Secret', 'signing-key-1', 'v1', { data: objects['Secret./signing-key'].data });
  const env = [{ name: 'SIGNING_KEY', valueFrom: { secretKeyRef: { name: 'signing-key-1', key: 'jwk' } } }];
  const container = { env, envFrom: [{ configMapRef: { name: 'keys-1' } }] };
  const serving = 'serving.knative.dev/v1';
  put('Service', 'login', serving, {
    spec: { template: { spec: { containers: [container] } } },
    status: { latestCreatedRevisionName: 'login-1', latestReadyRevisionName: 'login-1' },
  });
  put('Revision', 'login-1', serving, {});
  objects['Revision.serving.knative.dev/login-1'].metadata.creationTimestamp = new Date(
    Date.now() - minutesAgo * 60_000,
  ).toISOString();
  await writeFile(at('objects.json'), JSON.stringify(objects));
}

test(
  'made, rotated with an overlap, retired; no step does anything twice, or too soon',
  { timeout: 120_000 },
  async () => {
    expect(await step('make', '--dry-run')).toMatchObject({ code: 3, output: expect.stringMatching(/^would make: /) });
    expect(await step('make')).toMatchObject({ code: 0, errors: '' });
    const [first] = await published();
    expect((await secret('signing-key')).kid).toBe(first);
    expect(await readFile(at('overlay/jwks.json'), 'utf8')).not.toContain((await secret('signing-key')).d);
    expect((await step('make')).output).toContain(`login signs with ${first}, and the overlay publishes it`);
    await rm(at('overlay/jwks.json')); // of another clone of the overlay
    expect((await step('make')).code).toBe(0);
    expect(await published()).toEqual([first]);

    await deployed(60);
    expect((await step('rotate')).output).toContain('npm run deploy, so that everybody accepts both');
    const [, second] = await published();
    expect((await secret('signing-key-next')).kid).toBe(second);
    expect(await step('rotate')).toMatchObject({
      code: 1,
      errors: expect.stringContaining(`not every function accepts ${second} yet`),
    });
    expect((await secret('signing-key')).kid).toBe(first);

    await deployed(60);
    expect(await step('rotate')).toMatchObject({
      code: 0,
      output: expect.stringContaining(`login signs with ${second}`),
    });
    expect([(await secret('signing-key')).kid, await secret('signing-key-next')]).toEqual([second, undefined]);
    expect((await step('retire')).errors).toBe(`login does not sign with ${second} yet: npm run deploy\n`);
    await deployed(5);
    expect((await step('retire')).errors).toMatch(
      new RegExp(`^tokens of ${first} are good until \\d{4}-.*: try again then\n$`),
    );
    await deployed(30);
    expect((await step('retire')).code).toBe(0);
    expect(await published()).toEqual([second]);
  },
);

test.each([
  [['rotate'], 'rotate needs --overlay DIR (see --help)\n'],
  [
    ['burn', '--overlay', 'scripts/overlays/eks'],
    'burn is not taken; there are make, rotate and retire (see --help)\n',
  ],
  [['--overlay', 'scripts/overlays/eks'], '--overlay needs a verb: make, rotate or retire (see --help)\n'],
])(
  '%j is refused',
  async (args, errors) => {
    expect(await keys(...args)).toEqual({ code: 2, output: '', errors });
  },
  20_000,
);

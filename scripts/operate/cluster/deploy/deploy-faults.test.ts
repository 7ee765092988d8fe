/** What goes wrong around a deployment: policies of the mesh are of the revisions that they came with, and what is away for a moment is waited for. */
import { readFile, writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Kubectl } from '../kubectl.ts';
import { startScript } from '../../../testing/run-script.ts';
import {
  environment,
  at,
  beginDeployment,
  book,
  calls,
  deploy,
  endDeployment,
  faults,
  LIMIT_MS,
  objects,
  plain,
  rendered,
  run,
  secrets,
  trafficOf,
} from './small-deployment.ts';

beforeEach(beginDeployment);
afterEach(endDeployment);
afterEach(() => vi.unstubAllEnvs());

const policies = async () =>
  Object.keys(await objects())
    .filter((key) => /^(Peer|Authorization)/.test(key))
    .toSorted();
/** There is no Gateway to be asked through. */
const smoke = () => run('deploy', at('overlay'), '--no-migrate');

test.each(['{"keys":[]}', '{"keys":[{"kty":', '{}'])(
  'public keys that the edge would refuse are refused before anything is applied: %s',
  { timeout: LIMIT_MS },
  async (keys) => {
    await writeFile(at('overlay/jwks.json'), keys);
    const before = await objects();
    for (const options of [[], ['--dry-run']]) {
      const { code, errors } = await run('deploy', at('overlay'), '--no-migrate', ...options);
      expect([code, errors]).toEqual([1, expect.stringContaining('jwks.json: ')]);
    }
    expect(await objects()).toEqual(before);
  },
);

const newPod = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'book-e0-00002-x', labels: { 'serving.knative.dev/revision': 'book-e0-00002' } },
  status: { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] },
};
const shares = async () =>
  JSON.parse(await readFile(at('traffic.json'), 'utf8')) as { revisionName: string; percent: number }[];
const toTheNewOne = async (name = 'book-e0-00002') =>
  (await shares()).filter(({ revisionName }) => revisionName === name).map(({ percent }) => percent);

test(
  'a new revision that is ready and does not reach a database never has traffic, and is named with it; nor when its pod is gone and it is deployed again',
  { timeout: LIMIT_MS },
  async () => {
    await deploy();
    await rendered('book:2');
    for (const { pods, revision } of [
      { pods: [newPod], revision: 'book-e0-00002' },
      // Between them is what it was put back by.
      { pods: [], revision: 'book-e0-00004' },
    ]) {
      await faults({ pods, away: ['book-e0'] });
      const { code, output, errors } = await smoke();
      expect([code, errors]).toEqual([
        1,
        expect.stringMatching(/^new revisions do not reach .*: book-e0: e0 \(ETIMEDOUT\)\n$/),
      ]);
      expect(output).toContain('book-e0: back to book-e0-00001');
      expect(await trafficOf()).toEqual([{ revisionName: 'book-e0-00001', percent: 100 }]);
      expect(new Set(await toTheNewOne(revision))).toEqual(new Set([0]));
      // What was woken to be asked may sleep again.
      const { metadata } = (await objects())[`Revision.serving.knative.dev/${revision}`]!;
      expect(metadata.annotations).toEqual(pods.length > 0 ? undefined : {});
    }
  },
);

test(
  'who cannot be asked what it reaches gets no traffic; who says that it reaches all has it',
  { timeout: LIMIT_MS },
  async () => {
    await deploy();
    await rendered('book:2');
    await faults({ pods: [newPod], exec: 'pods/exec is not for you' });
    const refused = await run('deploy', at('overlay'), '--no-migrate', '--timeout', '0.05');
    expect(refused.errors).toMatch(/book-e0 could not be asked \(.*pods\/exec is not for you\)/);
    expect(new Set(await toTheNewOne())).toEqual(new Set([0]));
    await faults({ pods: [newPod] });
    expect((await smoke()).errors).toContain('there is no Gateway edge'); // it was asked, and came as far as the smoke test
    expect(await toTheNewOne('book-e0-00004')).toContain(100);
  },
);

test('what a deployment that died has woken sleeps after the next', { timeout: LIMIT_MS }, async () => {
  await deploy();
  const all = await objects();
  const woken = { 'seatmesh.dev/woken-by-deploy': 'true', 'autoscaling.knative.dev/min-scale': '1' };
  const revision = all['Revision.serving.knative.dev/book-e0-00001'];
  await writeFile(
    at('objects.json'),
    JSON.stringify({
      ...all,
      'Revision.serving.knative.dev/book-e0-00001': {
        ...revision,
        metadata: { ...revision?.metadata, annotations: woken },
      },
    }),
  );
  await smoke();
  expect((await objects())['Revision.serving.knative.dev/book-e0-00001']?.metadata.annotations).toEqual({});
});

test(
  'public keys without the one that login is to sign with are refused before anything is applied',
  { timeout: LIMIT_MS },
  async () => {
    const d = 'b'.repeat(43);
    const jwk = (kid: string) =>
      Buffer.from(JSON.stringify({ kty: 'OKP', crv: 'Ed25519', x: 'a'.repeat(43), d, kid })).toString('base64');
    await secrets({ 'signing-key': { jwk: jwk('another') } });
    const before = await objects();
    for (const options of [[], ['--dry-run'], ['--drop-key', 'another']])
      expect(await deploy(...options)).toMatchObject({
        code: 1,
        errors: expect.stringMatching(/does not have another, with which login is to sign.*nothing was applied\n$/),
      });
    expect(await objects()).toEqual(before);
    await secrets({ 'signing-key': { jwk: jwk('k') } });
    expect((await deploy()).code).toBe(0);
  },
);

test(
  'policies of the mesh that came with revisions that are taken back go with them; those of before stay',
  { timeout: LIMIT_MS },
  async () => {
    expect((await smoke()).code).toBe(1);
    expect(await policies()).toEqual(['AuthorizationPolicy.security.istio.io/edge']);
    await deploy();
    expect(await policies()).toHaveLength(4);
    await rendered('book:2');
    expect((await smoke()).code).toBe(1);
    expect(await policies()).toHaveLength(4);
  },
);

test('a webhook that is away for a moment holds nothing up', { timeout: LIMIT_MS }, async () => {
  await faults({ webhook: 2 });
  const { code, errors } = await deploy();
  expect([code, errors]).toEqual([0, '']);
  const applied = (await calls()).filter((call) => call.startsWith('apply '));
  expect(applied[1]).toBe(applied[0]);
});

test(
  'policies of the mesh wait for pods of before, which have no identity that they know',
  { timeout: LIMIT_MS },
  async () => {
    const labels = { 'serving.knative.dev/service': 'book-e0', 'serving.knative.dev/revision': 'book-e0-00001' };
    const pod = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'book-e0-00001-old', namespace: 'seatmesh', labels },
    };
    await faults({ pods: [pod] });
    const args = [at('overlay'), '--no-smoke'];
    const deploying = startScript('deploy', args, environment());
    await expect.poll(() => deploying.said.output, { timeout: LIMIT_MS / 2 }).toContain('book-e0-00001-old');
    expect(await policies()).toEqual(['AuthorizationPolicy.security.istio.io/edge']);
    const known = { ...pod, metadata: { ...pod.metadata, labels: { ...labels, 'seatmesh.dev/function': 'true' } } };
    await faults({ pods: [known] });
    expect((await deploying.ended).code).toBe(0);
    expect(await policies()).toHaveLength(4);
  },
);

test(
  'whose turn somebody else has meanwhile takes no traffic back, and says where it is',
  { timeout: LIMIT_MS },
  async () => {
    await deploy();
    await rendered('book:2');
    await faults({ unready: ['book-e0'] });
    const args = [at('overlay'), '--no-smoke', '--no-migrate', '--canary', '10', '--timeout', '0.1'];
    const deploying = startScript('deploy', args, environment());
    await expect.poll(() => deploying.said.output, { timeout: LIMIT_MS / 2 }).toContain('[3/5]');
    const { FAKE_CLUSTER, KUBECTL } = environment();
    vi.stubEnv('FAKE_CLUSTER', FAKE_CLUSTER);
    const patch = JSON.stringify([{ op: 'replace', path: '/spec', value: { holderIdentity: 'elsewhere 1 x' } }]);
    const other = new Kubectl({ context: undefined, namespace: 'seatmesh' }, KUBECTL);
    await other.text(['patch', 'leases.coordination.k8s.io', 'seatmesh-deploy', '--type=json', '-p', patch]);
    const { code, output, errors } = await deploying.ended;
    expect([code, errors]).toEqual([1, expect.stringMatching(/^elsewhere deploys now: the Lease seatmesh-deploy /)]);
    expect(output).toContain('nothing is changed any more, nor taken back; traffic is where it was');
    expect((await book())?.spec?.['traffic']).toHaveLength(2);
  },
);

test(
  'a smoke test for which there is no way is no deployment’s last word, but its first',
  { timeout: LIMIT_MS },
  async () => {
    const gateway = plain('gateway.networking.k8s.io/v1', 'Gateway', 'edge', {
      spec: { listeners: [{ name: 'https', protocol: 'HTTPS', hostname: 'seatmesh.example.org' }] },
      status: { addresses: [{ value: 'edge-istio.seatmesh.svc.cluster.local' }] },
    });
    const standing = { ...(await objects()), 'Gateway.gateway.networking.k8s.io/edge': gateway };
    await writeFile(at('objects.json'), JSON.stringify(standing));
    const { code, output, errors } = await smoke();
    expect([code, output]).toEqual([1, '']);
    expect(errors).toMatch(
      /^the Gateway edge is at edge-istio\.seatmesh\.[^\n]* --to HOST:PORT[^\n]*Nothing was applied\n$/,
    );
    expect(await objects()).toEqual(standing);
  },
);

const edgeFor = (hostname: string) =>
  plain('gateway.networking.k8s.io/v1', 'Gateway', 'edge', {
    spec: { listeners: [{ name: 'http', port: 80, protocol: 'HTTP', hostname }] },
  });

test('by another host a system is called only when that is said', { timeout: LIMIT_MS }, async () => {
  await rendered('book:1', 'info', [edgeFor('tickets.example.org')]);
  expect((await deploy()).code).toBe(0);
  const before = await objects();
  await rendered('book:1', 'info', [edgeFor('tickets.example.net')]);
  for (const options of [[], ['--dry-run'], ['--new-host', 'tickets.example.com']]) {
    const { code, errors } = await deploy(...options);
    expect([code, errors]).toEqual([1, expect.stringMatching(/^! .*tickets\.example\.net.*\n.*\n1 thing /)]);
  }
  expect(await objects()).toEqual(before);
  expect((await deploy('--new-host', 'tickets.example.net')).code).toBe(0);
});

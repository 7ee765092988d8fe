/** What goes wrong around a deployment: policies of the mesh are of the revisions that they came with, and what is away for a moment is waited for. */
import { readFile, writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startScript } from '../../../testing/run-script.ts';
import {
  environment,
  at,
  beginDeployment,
  calls,
  deploy,
  endDeployment,
  faults,
  LIMIT_MS,
  objects,
  plain,
  rendered,
  run,
  trafficOf,
} from './small-deployment.ts';

beforeEach(beginDeployment);
afterEach(endDeployment);

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
  status: { phase: 'Running' },
};
const shares = async () =>
  JSON.parse(await readFile(at('traffic.json'), 'utf8')) as { revisionName: string; percent: number }[];

test(
  'a new revision that is ready and does not reach a database never has traffic, and is named with it',
  { timeout: LIMIT_MS },
  async () => {
    await deploy();
    await rendered('book:2');
    await faults({ pods: [newPod], away: ['book-e0'] });
    const { code, output, errors } = await smoke();
    expect([code, errors]).toEqual([1, 'new revisions do not reach what they need: book-e0: e0 (ETIMEDOUT)\n']);
    expect(output).toContain('book-e0: back to book-e0-00001');
    expect(await trafficOf()).toEqual([{ revisionName: 'book-e0-00001', percent: 100 }]);
    const given = (await shares()).filter(({ revisionName }) => revisionName === 'book-e0-00002');
    expect(given.map(({ percent }) => percent)).toEqual([0]);
  },
);

test(
  'where nobody may look into pods, or there is none, that is said, and the smoke test tells',
  { timeout: LIMIT_MS },
  async () => {
    await deploy();
    await rendered('book:2');
    const { output, errors } = await smoke();
    expect(output).toContain('not asked what they reach: book-e0 (it has no pod any more)');
    await rendered('book:3');
    const pod = {
      ...newPod,
      metadata: { ...newPod.metadata, labels: { 'serving.knative.dev/revision': 'book-e0-00003' } },
    };
    await faults({ pods: [pod], exec: 'pods/exec is not for you' });
    expect((await smoke()).output).toMatch(/not asked what they reach: book-e0 \(.*pods\/exec is not for you\)/);
    expect(errors).toContain('there is no Gateway edge');
    await faults({ pods: [pod] });
    const asked = await smoke();
    expect(asked.output).not.toContain('not asked');
    expect((await shares()).at(-2)).toEqual({ revisionName: 'book-e0-00003', percent: 100 });
  },
);

test(
  'images of the base are refused, tried or not, unless nodes have them already',
  { timeout: LIMIT_MS },
  async () => {
    const file = at('overlay/rendered.yaml');
    await writeFile(
      file,
      (await readFile(file, 'utf8')).replace(/r\.example\.org\S+/, 'registry.example.com/seatmesh/book:1'),
    );
    const before = await objects();
    for (const options of [[], ['--dry-run']]) {
      const { code, errors } = await deploy(...options);
      expect([code, errors]).toEqual([
        1,
        expect.stringMatching(/^! 1 images are still those of the base[^]*nothing was applied\n$/),
      ]);
    }
    expect(await objects()).toEqual(before);
    const data = { 'registries-skipping-tag-resolving': 'kind.local,registry.example.com' };
    const told = { 'ConfigMap./config-deployment': plain('v1', 'ConfigMap', 'config-deployment', { data }) };
    await writeFile(at('objects.json'), JSON.stringify({ ...before, ...told }));
    expect(await deploy()).toMatchObject({ code: 0, errors: '' });
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

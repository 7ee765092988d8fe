/** What a deployment that fails leaves behind: the edge, functions and revisions as they were before it, also before one that was killed. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { startScript } from '../../../testing/run-script.ts';
import { Kubectl } from '../kubectl.ts';
import {
  at,
  beginDeployment,
  book,
  deploy,
  endDeployment,
  environment,
  faults,
  LIMIT_MS,
  objects,
  plain,
  rendered,
  revision,
  run,
  trafficOf,
} from './small-deployment.ts';

beforeEach(beginDeployment);
afterEach(endDeployment);
afterEach(() => vi.unstubAllEnvs());

const HOST = 'tickets.example.org';
const key = (kid: string) => ({ kty: 'OKP', crv: 'Ed25519', x: 'a'.repeat(43), kid, alg: 'EdDSA', use: 'sig' });

/** What callers meet. */
const edge = (bytes: number, kids: readonly string[], ...more: object[]) => [
  plain('gateway.networking.k8s.io/v1', 'Gateway', 'edge', {
    spec: { listeners: [{ name: 'http', port: 80, protocol: 'HTTP', hostname: HOST }] },
  }),
  plain('networking.istio.io/v1alpha3', 'EnvoyFilter', 'limits', { spec: { bytes } }),
  plain('security.istio.io/v1', 'RequestAuthentication', 'access-tokens', {
    spec: { jwtRules: [{ issuer: `https://${HOST}`, jwks: JSON.stringify({ keys: kids.map(key) }) }] },
  }),
  plain('gateway.networking.k8s.io/v1', 'HTTPRoute', 'book', { spec: { bytes } }),
  ...more,
];
const NEW_ROUTE = plain('gateway.networking.k8s.io/v1', 'HTTPRoute', 'another', { spec: {} });
const NEW_FILTER = plain('networking.istio.io/v1alpha3', 'EnvoyFilter', 'another', { spec: {} });
/** Nobody answers there. */
const smokeInVain = (...more: string[]) => run('deploy', at('overlay'), '--no-migrate', '--to', '127.0.0.1:1', ...more);

const specsOf = async () =>
  Object.fromEntries(
    Object.entries(await objects())
      .filter(([name]) => /^(Gateway|EnvoyFilter|HTTPRoute)\./.test(name))
      .map(([name, { spec }]) => [name, spec]),
  );
const kids = async () => {
  const found = (await objects())['RequestAuthentication.security.istio.io/access-tokens'];
  const [rule] = (found?.spec?.['jwtRules'] ?? []) as { jwks: string }[];
  return (JSON.parse(rule?.jwks ?? '{"keys":[]}') as { keys: { kid: string }[] }).keys.map(({ kid }) => kid);
};
const kept = async () => Object.keys(await objects()).filter((name) => name.endsWith('/deployment-before'));
const imageOf = async () => JSON.stringify((await book())?.spec?.['template']).match(/book:\d/)?.[0];

test(
  'the edge is as it was before what failed, and what was new of it is gone; but for keys, of which tokens may be',
  { timeout: LIMIT_MS },
  async () => {
    await rendered('book:1', 'info', edge(1, ['k', 'old']));
    expect((await deploy()).code).toBe(0);
    expect([await kept(), await kids()]).toEqual([[], ['k', 'old']]);
    const before = await specsOf();
    await rendered('book:2', 'info', edge(2, ['k', 'new'], NEW_ROUTE, NEW_FILTER));
    const { code, output, errors } = await smokeInVain();
    expect([code, errors]).toEqual([1, 'smoke test: 8 of 8 failed\n']);
    expect(output).toContain('edge: 3 objects as before, 2 new ones gone');
    expect(await specsOf()).toEqual(before);
    expect((await kids()).toSorted()).toEqual(['k', 'new', 'old']);
    expect([await imageOf(), await kept()]).toEqual(['book:1', []]);
    // One that has leaked is gone whatever becomes of the deployment.
    await smokeInVain('--drop-key', 'old');
    expect((await kids()).toSorted()).toEqual(['k', 'new']);
    expect((await deploy()).code).toBe(0);
    expect([await kids(), Object.keys(await specsOf())]).toEqual([
      ['k', 'new'],
      expect.arrayContaining(['EnvoyFilter.networking.istio.io/another']),
    ]);
  },
);

test(
  'callers are let in as before until new revisions have proved themselves, by keys of both',
  { timeout: LIMIT_MS },
  async () => {
    await rendered('book:1', 'info', edge(1, ['k', 'old']));
    await deploy();
    const before = await specsOf();
    await rendered('book:2', 'info', edge(2, ['k', 'new']));
    await faults({ unready: ['book-e0'] });
    const deploying = startScript(
      'deploy',
      [at('overlay'), '--no-smoke', '--no-migrate', '--timeout', '0.1'],
      environment(),
    );
    await expect.poll(() => deploying.said.output, { timeout: LIMIT_MS / 2 }).toContain('[3/5]');
    expect([await specsOf(), (await kids()).toSorted()]).toEqual([before, ['k', 'new', 'old']]);
    expect((await deploying.ended).code).toBe(1);
  },
);

test(
  'a revision that never ran goes, and its Service describes the one of before again',
  { timeout: LIMIT_MS },
  async () => {
    await deploy();
    await rendered('book:2');
    await faults({ unready: ['book-e0'] });
    const { code, output } = await deploy('--timeout', '0.05', '--no-migrate');
    expect([code, output]).toEqual([1, expect.stringContaining('gone: book-e0-00002, which never ran')]);
    const revisions = Object.keys(await objects()).filter((name) => name.startsWith('Revision.'));
    expect(revisions.map((name) => name.split('/')[1])).toEqual(['book-e0-00001', 'book-e0-00003']);
    expect([await imageOf(), await revision()]).toEqual(['book:1', 'book-e0-00003']);
    expect(await trafficOf()).toEqual([{ revisionName: 'book-e0-00001', percent: 100 }]);
  },
);

test(
  'what one that was killed has left behind is taken back by the next that fails, to what was before both',
  { timeout: LIMIT_MS },
  async () => {
    await rendered('book:1', 'info', edge(1, ['k']));
    await deploy();
    const before = await specsOf();
    // It waits for a pod of before that will not go, when the edge is the new one already.
    const labels = { 'serving.knative.dev/service': 'book-e0' };
    await faults({ pods: [{ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'old', labels } }] });
    const policy = plain('security.istio.io/v1', 'AuthorizationPolicy', 'more', {
      spec: { rules: [{ from: [{ source: { principals: ['somebody'] } }] }] },
    });
    await rendered('book:2', 'info', edge(2, ['k'], NEW_ROUTE, policy));
    const killed = startScript('deploy', [at('overlay'), '--no-smoke', '--no-migrate'], environment());
    await expect.poll(() => killed.said.output, { timeout: LIMIT_MS / 2 }).toContain('wait for pods');
    killed.child.kill('SIGKILL');
    await killed.ended;
    expect([await kept(), Object.keys(await specsOf())]).toEqual([
      [expect.any(String)],
      expect.arrayContaining(['HTTPRoute.gateway.networking.k8s.io/another']),
    ]);
    await faults({});
    const { FAKE_CLUSTER, KUBECTL } = environment();
    vi.stubEnv('FAKE_CLUSTER', FAKE_CLUSTER);
    await new Kubectl({ context: undefined, namespace: 'seatmesh' }, KUBECTL).text([
      'delete',
      'leases.coordination.k8s.io',
      'seatmesh-deploy',
    ]);
    await rendered('book:3', 'info', edge(3, ['k'], NEW_ROUTE));
    const { output } = await smokeInVain();
    expect(output).toContain('a deployment did not end');
    expect(await specsOf()).toEqual(before);
    expect(await trafficOf()).toEqual([{ revisionName: 'book-e0-00001', percent: 100 }]);
    expect([await imageOf(), await kept()]).toEqual(['book:1', []]);
  },
);

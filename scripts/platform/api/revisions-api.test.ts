/** What functions may do with revisions on one machine: what their Role says, as on a cluster. */
import { readFile } from 'node:fs/promises';
import { afterEach, expect, test } from 'vitest';
import { parseManifests } from '../spec/manifests.ts';
import { type FixtureRun, run, service, until } from '../fixtures/run.ts';

const systems: FixtureRun[] = [];
afterEach(async () => {
  await Promise.all(systems.splice(0).map((system) => system.stop()));
});

const roleWith = (verbs: string) => `
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: { name: keeper, namespace: seatmesh }
rules: [{ apiGroups: [serving.knative.dev], resources: [revisions], verbs: [${verbs}] }]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: { name: keeper, namespace: seatmesh }
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: Role, name: keeper }
subjects: [{ kind: ServiceAccount, name: keeper, namespace: seatmesh }]
`;

/** Two Services, one of which may do something with the other; and requests as that one may send them. */
async function started(verbs: string) {
  const keeper = service('keeper', {
    folder: 'echo',
    annotations: { window: '1s', 'max-scale': '1' },
    container: { env: [{ name: 'KUBERNETES_API', value: 'https://kubernetes.default.svc' }] },
    spec: { serviceAccountName: 'keeper' },
  });
  const system = await run([
    ...parseManifests(roleWith(verbs)),
    keeper,
    service('echo', { annotations: { window: '1s', 'max-scale': '3' } }),
  ]);
  systems.push(system);
  await system.call('keeper', '/');
  const [pid] = system.pids('keeper');
  const said = (await readFile(`/proc/${pid}/environ`, 'utf8')).split('\0').map((line) => line.split(/=(.*)/s));
  const environment = Object.fromEntries(said) as Record<string, string>;
  const token = await readFile(environment['KUBERNETES_TOKEN_FILE'] ?? '', 'utf8');
  const ask = async (path: string, init: Asked = {}, bearer = token) => {
    const url = `${environment['KUBERNETES_API']}/apis/serving.knative.dev/v1/namespaces/${path}`;
    const response = await fetch(url, { ...init, headers: { ...init.headers, authorization: `Bearer ${bearer}` } });
    return { status: response.status, body: (await response.json()) as Shown };
  };
  const patch = (annotations: Record<string, string | null>, resourceVersion?: string) =>
    ask('seatmesh/revisions/echo-00001', {
      method: 'PATCH',
      headers: { 'content-type': 'application/merge-patch+json' },
      body: JSON.stringify({ metadata: { annotations, ...(resourceVersion && { resourceVersion }) } }),
    });
  return { system, ask, patch };
}
interface Asked {
  method?: string;
  headers?: Record<string, string>;
  body?: string;
}
interface Shown {
  metadata: { name: string; resourceVersion: string };
  items?: Shown[];
}
const MIN = 'autoscaling.knative.dev/min-scale';

test(
  'min-scale of a revision: so many processes stand by, and end when it is zero again',
  { timeout: 60_000 },
  async () => {
    const { system, ask, patch } = await started('get, list, patch');
    const list = await ask('seatmesh/revisions?limit=10');
    expect(list.body.items?.map((item) => item.metadata.name).toSorted()).toEqual(['echo-00001', 'keeper-00001']);
    const { resourceVersion } = (await ask('seatmesh/revisions/echo-00001')).body.metadata;
    expect((await patch({ [MIN]: '2' }, resourceVersion)).status).toBe(200);
    await until(() => system.replicas()['echo'] === 2, 'two processes', 30_000);
    expect((await patch({ [MIN]: '0' }, resourceVersion)).status).toBe(409);
    expect((await patch({ [MIN]: null })).status).toBe(200);
    await until(() => system.replicas()['echo'] === 0, 'none', 30_000);
  },
);

test('what Knative would refuse is refused, and what is not offered', async () => {
  const { ask, patch } = await started('get, list, patch');
  for (const wrong of ['4', '-1', 'many', '1.5']) expect((await patch({ [MIN]: wrong })).status).toBe(400);
  const path = 'seatmesh/revisions/echo-00001';
  const body = JSON.stringify({ spec: { containerConcurrency: 1 } });
  const headers = { 'content-type': 'application/merge-patch+json' };
  expect((await ask(path, { method: 'PATCH', headers, body })).status).toBe(422);
  expect((await ask(path, { method: 'PATCH', body: '{}' })).status).toBe(415);
  expect((await ask('seatmesh/revisions/other-00001')).status).toBe(404);
});

test('401 without a token of this run, 403 for what the Role does not say and in another namespace', async () => {
  const { ask, patch } = await started('get');
  expect((await ask('seatmesh/revisions/echo-00001', {}, 'somebody')).status).toBe(401);
  expect((await ask('seatmesh/revisions/echo-00001')).status).toBe(200);
  expect((await ask('seatmesh/revisions')).status).toBe(403);
  expect((await patch({ [MIN]: '1' })).status).toBe(403);
  expect((await ask('other/revisions/echo-00001')).status).toBe(403);
});

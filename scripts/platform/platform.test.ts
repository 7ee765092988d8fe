import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { edge, run, rule, service } from './fixtures/run.ts';
import { parseManifests } from './spec/manifests.ts';
import { startPlatform } from './platform.ts';

const folderOf = (folder: string): string => join(import.meta.dirname, 'fixtures', folder);

test('every mistake in the manifests is one line, and nothing is started', async () => {
  const manifests = [
    service('no-folder', { folder: 'nowhere' }),
    service('no-secret', {
      container: { env: [{ name: 'URL', valueFrom: { secretKeyRef: { name: 'db', key: 'url' } } }] },
    }),
    service('no-number', { annotations: { 'max-scale': 'many' } }),
    service('two', { spec: { containerConcurrency: 'ten' } }),
    ...edge(rule('{ path: { type: RegularExpression, value: "/(?=a)" } }', 'no-folder')),
    ...parseManifests(`
apiVersion: eventing.knative.dev/v1
kind: Trigger
metadata: { name: lost, namespace: seatmesh }
spec: { broker: nowhere, subscriber: { ref: { kind: Service, name: x } } }
---
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata: { name: keys }
spec: { target: { name: signing-key }, data: [{ secretKey: jwk }] }
---
apiVersion: sources.knative.dev/v1
kind: PingSource
metadata: { name: tick, namespace: seatmesh }
spec: { schedule: sometimes, sink: { ref: { kind: Service, name: no-folder } } }
`),
  ];
  const command = (folder: string): { file: string; args: string[]; cwd: string } => ({
    file: process.execPath,
    args: [join(folderOf(folder), 'index.ts')],
    cwd: '/',
  });
  const failed = await run(manifests, { command }).catch((error: Error) => error.message.split('\n'));
  expect(failed).toEqual([
    'ExternalSecret/keys: Secret signing-key has no key jwk',
    `Service/no-folder: its image names the folder nowhere, but there is no ${join(folderOf('nowhere'), 'index.ts')}`,
    'Service/no-secret: Secret db has no key url (for URL)',
    'Service/no-number: annotation max-scale: "many" is malformed',
    'Service/two: spec.template.spec.containerConcurrency: Invalid input: expected number, received string',
    expect.stringMatching(/^HTTPRoute\/routes: .*\(\?=a\)/),
    'Trigger/lost: there is no Broker nowhere',
    expect.stringMatching(/^PingSource\/tick: CronPattern/),
  ]);
});

test('what the runner cannot honour is said, once for all manifests that ask for it', async () => {
  const more = { livenessProbe: {}, resources: { limits: { cpu: '1' } } };
  const system = await run([
    service('a', { container: more, annotations: { metric: 'rps' } }),
    service('b', { container: more }),
    ...parseManifests(`
apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata: { name: strict }
---
apiVersion: v1
kind: Namespace
metadata: { name: seatmesh }
---
apiVersion: sources.knative.dev/v1
kind: ContainerSource
metadata: { name: api }
`),
  ]);
  await system.stop();
  expect(system.unsupported).toEqual([
    'PeerAuthentication: there is no mTLS between processes on one machine (strict)',
    'ContainerSource: sources.knative.dev/v1 is not run (api)',
    'Service: spec.template.spec.containers[].livenessProbe is not honoured (a, b)',
    'Service: spec.template.spec.containers[].resources is not honoured (a, b)',
    'Service: annotation autoscaling.knative.dev/metric: rps is not honoured (a)',
  ]);
  expect(system.lines.filter(({ msg }) => msg === 'not honoured')).toHaveLength(5);
});

test('a port that is taken fails the start and leaves nothing behind', async () => {
  const first = await run([service('a')]);
  const port = Number(new URL(first.url).port);
  await expect(
    startPlatform({
      manifests: [],
      secrets: {},
      jwks: '{"keys":[]}',
      command: () => ({ file: '', args: [], cwd: '' }),
      log: () => undefined,
      port,
    }),
  ).rejects.toThrow('EADDRINUSE');
  await first.stop();
});

test('the fixtures are there', () => {
  expect(existsSync(join(folderOf('echo'), 'index.ts'))).toBe(true);
});

/**
 * What a pod of another namespace gets out of the system. A stranger is in the cluster, but has no business with it: what he asks is to be refused by
 * the network (knative/network.yaml), or by who he is (istio/mesh.yaml), or by what he cannot prove (functions/shared/messages/proof.ts).
 */
import { randomUUID } from 'node:crypto';
import { Fault } from '../../cli/fault.ts';
import { CALLERS_POLICY } from '../cluster/closed-to-others.ts';
import type { Kubectl } from '../cluster/kubectl.ts';
import { nodeImage, nodePod } from '../cluster/node-pod.ts';
import { pause } from '../cluster/pause.ts';
import type { ClusterCheck } from './verify-check.ts';

const LOOK_MS = 3_000;
const RUN_MS = 120_000;
const SERVING = 'serving.knative.dev';

/**
 * Asks each target and says a line of each. `http`: reached if anything at all is said; a connection alone says nothing, for the mesh's proxy takes it and
 * closes it then. `tls`: reached if there is a handshake. `event`: reached if a forged event is taken, however it is proven.
 */
const PROBE = `
const net = require('node:net'), tls = require('node:tls'), http = require('node:http');
const say = (word, target, why = '') => console.log([word, target, why].join(' ').trim());
const once = (target, begin) => { let said = false; begin((word, why) => { if (!said) say(word, target, why); said = true; }); };
const FORGED = { 'content-type': 'application/json', 'ce-specversion': '1.0', 'ce-id': 'forged-1', 'ce-source': '/seatmesh/e0', 'ce-type': 'dev.seatmesh.order.confirmed.v1', 'ce-time': new Date().toISOString() };
for (const target of process.env.TARGETS.split(',')) {
  const [kind, host, port] = target.split('|');
  const at = { host, port: Number(port), timeout: 5000 };
  if (kind === 'http') once(target, (end) => {
    const socket = net.connect(at);
    socket.on('connect', () => socket.write('GET /healthz HTTP/1.1\\r\\nhost: ' + host + '\\r\\nk-network-probe: queue\\r\\nconnection: close\\r\\n\\r\\n'));
    socket.on('data', (data) => { end('REACHED', data.toString().split('\\r\\n')[0]); socket.destroy(); });
    socket.on('timeout', () => { end('silent'); socket.destroy(); });
    socket.on('error', () => end('refused')).on('close', () => end('refused'));
  });
  if (kind === 'tls') once(target, (end) => {
    const socket = tls.connect({ ...at, rejectUnauthorized: false });
    socket.on('secureConnect', () => { end('REACHED'); socket.destroy(); });
    socket.on('timeout', () => { end('silent'); socket.destroy(); });
    socket.on('error', () => end('refused')).on('close', () => end('refused'));
  });
  if (kind === 'event') for (const proof of [undefined, 'e0:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'])
    once(target + (proof ? '|proof' : ''), (end) => {
      const headers = proof ? { ...FORGED, 'ce-proof': proof } : FORGED;
      const request = http.request({ ...at, path: '/cloudevents', method: 'POST', headers, timeout: 40000 }, (answer) => {
        end(answer.statusCode < 300 ? 'REACHED' : 'refused', String(answer.statusCode)); answer.resume();
      });
      request.on('timeout', () => { end('silent'); request.destroy(); }).on('error', () => end('refused')).end('{}');
    });
}
`;

const policies: ClusterCheck = {
  name: 'policies',
  about:
    "a pod of another namespace reaches neither functions' pods, nor Knative's activator or autoscaler, nor the Broker's ingress, nor RabbitMQ, and what it forges is not taken",
  run: async ({ cluster, signal }) => {
    const image = await nodeImage(cluster);
    const targets = await targetsOf(cluster);
    const namespace = `seatmesh-verify-${randomUUID().slice(0, 8)}`;
    const everywhere = { everywhere: true };
    try {
      await cluster.text(['create', 'namespace', namespace], everywhere);
      await cluster.apply([
        nodePod({ name: 'probe', namespace, image, script: PROBE, env: { TARGETS: targets.join(',') }, seconds: 120 }),
      ]);
      const lines = await probeLines(cluster, namespace, signal);
      const reached = lines.filter((line) => line.startsWith('REACHED '));
      if (lines.length < targets.length) throw new Fault(`the probe says too little: ${lines.join('; ')}`);
      if (reached.length > 0)
        throw new Fault(
          `${reached.join(', ')}: is the namespace in the mesh, or does the network plugin enforce policies?`,
        );
      return `${lines.length} tries, none came through`;
    } finally {
      await cluster.attempt(['delete', 'namespace', namespace, '--wait=false'], everywhere);
    }
  },
};

async function targetsOf(cluster: Kubectl): Promise<string[]> {
  const { namespace } = cluster.place;
  const pods = await cluster.list('pods', ['-l', `${SERVING}/service`]);
  const addresses = pods.flatMap(({ status }) =>
    typeof status?.['podIP'] === 'string' ? [`http|${status['podIP']}|8012`] : [],
  );
  return [
    ...addresses.slice(0, 4),
    `http|seatmesh-broker-ingress.${namespace}.svc.cluster.local|80`,
    'http|activator-service.knative-serving.svc.cluster.local|80',
    'http|autoscaler.knative-serving.svc.cluster.local|8080',
    'tls|rabbitmq.rabbitmq.svc.cluster.local|5671',
    'tls|rabbitmq.rabbitmq.svc.cluster.local|15671',
    `event|order-record.${namespace}.svc.cluster.local|80`,
    ...((await isClosedToStrangers(cluster)) ? [`http|knative-local-gateway.istio-system.svc.cluster.local|80`] : []),
  ];
}

/** Whether the cluster is Seatmesh's own (scripts/overlays/own-cluster); where others have functions, who asks them comes to the same gateway. */
async function isClosedToStrangers(cluster: Kubectl): Promise<boolean> {
  const policy = 'authorizationpolicies.security.istio.io';
  const place = ['-n', 'istio-system'];
  const all = await cluster.list(policy, place, { everywhere: true });
  return all.some(({ metadata }) => metadata.name === CALLERS_POLICY);
}

async function probeLines(cluster: Kubectl, namespace: string, signal: AbortSignal): Promise<string[]> {
  const giveUpAt = performance.now() + RUN_MS;
  const everywhere = { everywhere: true };
  for (;;) {
    const [pod] = await cluster.list('pods', ['-n', namespace], everywhere);
    const phase = pod?.status?.['phase'];
    if (phase === 'Succeeded' || phase === 'Failed')
      return (await cluster.text(['logs', '-n', namespace, 'probe'], everywhere))
        .split('\n')
        .filter((line) => line !== '');
    if (performance.now() > giveUpAt) throw new Fault(`the probe does not run (${String(phase)})`);
    await pause(LOOK_MS, signal);
  }
}

/** Each pod that is to be in the mesh is: else it would speak in the clear, and where the mesh asks for identities be refused. */
const mesh: ClusterCheck = {
  name: 'mesh',
  about: 'every pod of the system is in the mesh: it speaks encrypted, and as who it is',
  run: async ({ cluster }) => {
    const namespace = await cluster.find('namespace', cluster.place.namespace, { everywhere: true });
    if (namespace?.metadata.labels?.['istio.io/dataplane-mode'] !== 'ambient')
      throw new Fault('the namespace is not in the mesh (istio.io/dataplane-mode)');
    const pods = (await cluster.list('pods')).filter(
      ({ metadata, status }) =>
        status?.['phase'] === 'Running' &&
        metadata.deletionTimestamp === undefined &&
        metadata.labels?.['istio.io/dataplane-mode'] !== 'none',
    );
    const outside = pods.filter(({ metadata }) => metadata.annotations?.['ambient.istio.io/redirection'] !== 'enabled');
    if (outside.length > 0)
      throw new Fault(
        `${outside.map(({ metadata }) => metadata.name).join(', ')}: not in the mesh (npm run cluster -- doctor)`,
      );
    return `${pods.length} pods`;
  },
};

export const STRANGER_CHECKS: readonly ClusterCheck[] = [mesh, policies];

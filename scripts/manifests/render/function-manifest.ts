/** The manifest of a function: its Knative Service, a Trigger for the messages it takes, a PingSource if it sweeps. */
import type * as z from 'zod';
import { ADDRESSED, addressAttribute } from '../../../events/catalog.ts';
import {
  type Capability,
  PANIC,
  type Reasoned,
  type Taken,
  UTILIZATION_PERCENT,
} from '../../../functions/shared/serve/capability.ts';
import {
  databaseOf,
  goesByMap,
  mapVariables,
  type ShardNames,
  type Variable,
} from '../../../functions/shared/sharding/map-variables.ts';
import { API_FILES, API_VOLUME, asksKubernetes, changeSource, identityManifests } from './api-identity.ts';
import { mapNeeds } from './map-needs.ts';
import { shardKindOf } from './route-plan.ts';

const WIDTH = 129;
const INGRESS = 'http://seatmesh-broker-ingress.seatmesh.svc.cluster.local';

/** The whole file `knative/<function>.yaml`; `by` says where it comes from. */
export function functionManifest(capability: Capability, names: ShardNames, by: string): string {
  const { name, summary, takes, sweep, followsShardMap } = capability;
  const intro = [summary, ...aboutShards(capability), by].map((line) => `# ${line}\n`).join('');
  const service = serviceManifest(capability, capability.shards ? names[capability.shards] : [], names, true);
  const parts = [
    ...identityManifests(capability),
    service,
    ...(takes ? [trigger(name, takes)] : []),
    ...(sweep ? [pingSource(capability, sweep)] : []),
    ...(followsShardMap ? [changeSource(name)] : []),
  ];
  return intro + parts.join('---\n');
}

function aboutShards(capability: Capability): string[] {
  const { name, takes, sweep } = capability;
  if (!shardKindOf(capability)) return [];
  const what = takes && sweep ? 'it gets the events and ticks below' : takes && 'it gets the events below';
  const begin = what
    ? `This Service serves every shard: ${what}.`
    : 'This Service serves every shard, for use from inside the cluster.';
  return [`${begin} From outside one of a single shard is asked`, `(shards/${name}.yaml, rendered from the same).`];
}

/** A Service that serves some shards. Those of single shards are said without reasons: they stand with the one of all. */
export function serviceManifest(
  capability: Capability,
  served: readonly string[],
  names: ShardNames,
  isPlain: boolean,
): string {
  const { name, pods, settings } = capability;
  const said = (indent: number, value: Reasoned<unknown>): string =>
    isPlain && isReasoned(value) ? comment(indent, value.because) : '';
  const memory = plain(pods.memory);
  const panic = pods.panic ?? PANIC;
  const surge = plain(panic);
  // Knative takes none below two.
  const activation = pods.activation
    ? `${said(8, pods.activation)}        autoscaling.knative.dev/activation-scale: '${plain(pods.activation)}'\n`
    : '';
  const configMaps = [
    'seatmesh',
    ...(goesByMap(mapNeeds(capability)) ? ['shards'] : []),
    ...('JWKS' in settings ? ['keys'] : []),
  ];
  return `apiVersion: serving.knative.dev/v1
kind: Service
metadata:
  name: ${isPlain ? name : `${name}-${served.join()}`}
  namespace: seatmesh
  labels:
    app.kubernetes.io/part-of: seatmesh
    networking.knative.dev/visibility: cluster-local
spec:
  template:
    metadata:
${labelsOf(capability)}      annotations:
        autoscaling.knative.dev/min-scale: '${pods.least ?? 0}'
${said(8, pods.most)}        autoscaling.knative.dev/max-scale: '${plain(pods.most)}'
${isPlain ? aboutTarget(capability) : ''}        autoscaling.knative.dev/target: '${plain(pods.target)}'
        autoscaling.knative.dev/target-utilization-percentage: '${UTILIZATION_PERCENT}'
${activation}${said(8, panic)}        autoscaling.knative.dev/panic-window-percentage: '${surge.windowPercent}'
        autoscaling.knative.dev/panic-threshold-percentage: '${surge.thresholdPercent}'
        autoscaling.knative.dev/window: 30s
        autoscaling.knative.dev/scale-to-zero-pod-retention-period: 30s
    spec:
${said(6, pods.concurrency)}      containerConcurrency: ${plain(pods.concurrency)}
${said(6, pods.timeoutSeconds)}      timeoutSeconds: ${plain(pods.timeoutSeconds)}
      serviceAccountName: ${identityOf(capability)}
      automountServiceAccountToken: false
      containers:
        - image: registry.example.com/seatmesh/${name}:0.1.0
          envFrom:
${configMaps.map((map) => `            - configMapRef: { name: ${map} }\n`).join('')}          env:
${environment(capability, served, names, isPlain)}          readinessProbe: { httpGet: { path: /readyz } }
${said(10, pods.memory)}          resources:
            requests: { cpu: ${pods.cpu}, memory: ${memory} }
            limits: { memory: ${memory} }
          securityContext:
            runAsNonRoot: true
            readOnlyRootFilesystem: true
            allowPrivilegeEscalation: false
            capabilities: { drop: [ALL] }
            seccompProfile: { type: RuntimeDefault }
          volumeMounts:
            - { name: tmp, mountPath: /tmp }
            - { name: ca, mountPath: /etc/seatmesh/ca, readOnly: true }
${asksKubernetes(capability) ? `            - { name: api, mountPath: ${API_FILES}, readOnly: true }\n` : ''}      volumes:
        - { name: tmp, emptyDir: { sizeLimit: 64Mi } }
        - { name: ca, secret: { secretName: ca } }
${asksKubernetes(capability) ? API_VOLUME : ''}`;
}

/** By which istio/mesh.yaml knows who a pod is. */
function identityOf(capability: Capability): string {
  if (asksKubernetes(capability)) return capability.name;
  return capability.publishes ? 'publishing-function' : 'function';
}

/** By which network.yaml and istio/mesh.yaml know whom a pod may reach, and who it. */
function labelsOf(capability: Capability): string {
  const { publishes, asks } = capability;
  const labels = [
    "seatmesh.dev/function: 'true'",
    publishes && "seatmesh.dev/publishes-events: 'true'",
    asks && "seatmesh.dev/asks-functions: 'true'",
    asksKubernetes(capability) && "seatmesh.dev/asks-kubernetes: 'true'",
  ].filter((one) => typeof one === 'string');
  return `      labels:\n${labels.map((label) => `        ${label}\n`).join('')}`;
}

function environment(capability: Capability, served: readonly string[], names: ShardNames, isPlain: boolean): string {
  const { name, catalog, redis, publishes, settings, sweep } = capability;
  const { databases, asked, keys } = mapVariables(mapNeeds(capability), served, names);
  return [
    ...[...databases, ...(catalog ? [databaseOf('catalog')] : [])].map(variableText),
    redis && secret('REDIS_URL', `redis-${name}`, 'url'),
    'SIGNING_KEY' in settings && secret('SIGNING_KEY', 'signing-key', 'jwk'),
    publishes && `            - name: K_SINK\n              value: ${INGRESS}\n`,
    ...asked.map(variableText),
    ...ownSettings(capability).map(([variable, { fallback, description }]) =>
      isPlain && description ? comment(12, description) + setting(variable, fallback) : setting(variable, fallback),
    ),
    ...keys.map(variableText),
    sweep && secret('TICK_PROOF', 'ticks', 'proof'),
  ]
    .filter((lines) => typeof lines === 'string')
    .join('');
}

/** The settings with a default and a description: an operator is to see them. The others are of shared parts, or secrets. */
function ownSettings({ settings }: Capability): [string, { fallback: string; description: string }][] {
  return Object.entries(settings as unknown as Record<string, z.ZodType>).flatMap(([variable, schema]) => {
    const { success, data } = schema.safeParse(undefined);
    const { description } = schema;
    return success && description !== undefined ? [[variable, { fallback: String(data), description }]] : [];
  });
}

/** As the formatter writes it: a long one in lines of its own. */
function setting(name: string, text: string): string {
  const line = `            - { name: ${name}, value: '${text}' }\n`;
  if (line.length <= 121) return line;
  return `            - {\n                name: ${name},\n                value: '${text}',\n              }\n`;
}

const variableText = ({ name, value = '', secret: from }: Variable): string =>
  from ? secret(name, from.name, from.key) : setting(name, value);

const secret = (variable: string, name: string, key: string): string =>
  `            - name: ${variable}\n              valueFrom: { secretKeyRef: { name: ${name}, key: ${key} } }\n`;

/** One for all types, with the Broker's delivery: each Trigger, and each dead-letter sink of its own, is a pod that runs for ever. */
function trigger(name: string, { parallelism }: Taken): string {
  return `apiVersion: eventing.knative.dev/v1
kind: Trigger
metadata:
  name: ${name}
  namespace: seatmesh
  annotations:
    rabbitmq.eventing.knative.dev/parallelism: '${parallelism}'
spec:
  broker: seatmesh
  filter:
    attributes: { ${addressAttribute(name)}: '${ADDRESSED}' }
  subscriber:
    ref: { apiVersion: serving.knative.dev/v1, kind: Service, name: ${name} }
    uri: /cloudevents
`;
}

function pingSource({ name }: Capability, { schedule, does, atRest }: NonNullable<Capability['sweep']>): string {
  return `# Every five minutes: ${does}.
# Its ticks are believed only with the proof of the Secret \`ticks\`, which is not to stand here: OPERATIONS.md says how it gets in.
apiVersion: sources.knative.dev/v1
kind: PingSource
metadata:
  name: ${name}-sweep
  namespace: seatmesh
${atRest ? "  annotations:\n    # One machine leaves out ticks that would find nothing: these may find something though nobody has asked for anything.\n    seatmesh.dev/at-rest: 'true'\n" : ''}spec:
  schedule: '${schedule}'
  contentType: application/json
  data: '{}'
  sink:
    ref: { apiVersion: serving.knative.dev/v1, kind: Service, name: ${name} }
    uri: /cloudevents
`;
}

/** Why the target is what it is. However many pods there are, all deliveries together stay below it (`scripts/manifests/services.test.ts`). */
function aboutTarget({ takes, pods: { target } }: Capability): string {
  const deliveries = takes && `Up to ${takes.parallelism} deliveries come at once, however many pods there are.`;
  const reasons = [...(deliveries ? [deliveries] : []), ...(isReasoned(target) ? [target.because] : [])];
  return reasons.length > 0 ? comment(8, reasons.join(' ')) : '';
}

/** Wrapped, so that no line is longer than others are. */
function comment(indent: number, text: string): string {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && indent + 3 + last.length + word.length <= WIDTH)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines.map((line) => `${' '.repeat(indent)}# ${line}\n`).join('');
}

function plain<Value>(reasoned: Reasoned<Value>): Value {
  return isReasoned(reasoned) ? reasoned.is : reasoned;
}

function isReasoned<Value>(reasoned: Reasoned<Value>): reasoned is { is: Value; because: string } {
  return typeof reasoned === 'object' && reasoned !== null && 'because' in reasoned;
}

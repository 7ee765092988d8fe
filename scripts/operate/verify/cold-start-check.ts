/**
 * What a start from zero costs beside what any start costs: to the first answer through edge, activator and queue-proxy, against the same pod started by hand,
 * without them, to its first answer by its IP. Both in turn, of several functions.
 */
import { randomUUID } from 'node:crypto';
import { Fault } from '../../cli/fault.ts';
import { type AskCluster, withApi } from '../cluster/api-proxy.ts';
import type { Kubectl, KubeObject } from '../cluster/kubectl.ts';
import { pause } from '../cluster/pause.ts';
import { ask, shown } from './asking.ts';
import { BY_HAND, untilZero } from './until-zero.ts';
import type { ClusterCheck, ClusterScene } from './verify-check.ts';

/** A function, and what is asked of it first: it has an answer without an account. */
interface FirstQuestion {
  service: string;
  method?: string;
  path: string;
  body?: object;
  status: number;
}

/** The target of the project: twice as long. */
export const MOST_TIMES = 2;
const LEAST_PAIRS = 7;
const HAND_MS = 60_000;
/** A container's words are asked for so often: that much longer may a start by hand seem. */
const ASK_MS = 25;
const SERVING = 'serving.knative.dev';

const noEvent = (slot: string): string => `/v1/events/evt_${slot}_01HZ0000000000000000000000`;
const QUESTIONS: readonly FirstQuestion[] = [
  { service: 'verify', path: '/v1/.well-known/jwks.json', status: 200 },
  { service: 'event-global', path: '/v1/events?limit=1', status: 200 },
  { service: 'event-detail-e0', path: noEvent('000'), status: 404 },
  { service: 'event-detail-e1', path: noEvent('fff'), status: 404 },
  { service: 'web', path: '/', status: 200 },
  { service: 'login', method: 'POST', path: '/v1/auth/login', body: {}, status: 422 },
  { service: 'register', method: 'POST', path: '/v1/users', body: {}, status: 422 },
];

/** A pair of starts, in milliseconds. */
export interface StartPair {
  service: string;
  throughMs: number;
  byHandMs: number;
}

/** The middle one, or the mean of the two in the middle. Pure. */
export function medianOf(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  const at = sorted.length / 2;
  return ((sorted[Math.ceil(at) - 1] ?? Number.NaN) + (sorted[Math.floor(at)] ?? Number.NaN)) / 2;
}

/** What is said of some pairs. @throws Fault when a start from zero takes too much longer. Pure. */
export function judged(pairs: readonly StartPair[]): string {
  const [through, byHand] = [
    medianOf(pairs.map(({ throughMs }) => throughMs)),
    medianOf(pairs.map((one) => one.byHandMs)),
  ];
  const times = through / byHand;
  const says = `${times.toFixed(2)} times: ${Math.round(through)} ms from zero to the first answer, ${Math.round(byHand)} ms of the same pods by hand (medians of ${pairs.length})`;
  if (pairs.length < LEAST_PAIRS) throw new Fault(`${says}; of ${LEAST_PAIRS} at least it could be judged`);
  if (times > MOST_TIMES) throw new Fault(`${says}; at most ${MOST_TIMES} times is aimed at`);
  return says;
}

/** Asks its neighbour in the pod by the pod's address until it answers, and says with what. */
const ASKER = `
const http = require('node:http');
const { HOST, METHOD, PATH_ASKED, BODY } = process.env;
const headers = BODY ? { 'content-type': 'application/json' } : {};
const ask = () => {
  const again = () => setTimeout(ask, 5);
  const asked = http.request({ host: HOST, port: 8080, method: METHOD, path: PATH_ASKED, headers, timeout: 5000 }, (answer) => {
    answer.resume();
    answer.on('end', () => console.log('answered ' + answer.statusCode));
  });
  asked.on('error', again);
  asked.end(BODY || undefined);
};
ask();
`;

/** A revision's own container as a pod of its own, and beside it who asks it. @param revision as the cluster has it. Pure. */
export function handMadePod(
  revision: KubeObject,
  name: string,
  asked: Omit<FirstQuestion, 'service' | 'status'>,
): KubeObject {
  const { namespace, labels = {} } = revision.metadata;
  const {
    containers = [],
    volumes,
    serviceAccountName,
    automountServiceAccountToken,
    enableServiceLinks,
  } = (revision.spec ?? {}) as Record<string, unknown> & {
    containers?: (Record<string, unknown> & { env?: object[] })[];
  };
  const [own] = containers;
  if (!own) throw new Fault(`${revision.metadata.name} has no container`);
  const { readinessProbe: _asKnativeAsks, ports: _asKnativeNamesThem, ...container } = own;
  const service = labels[`${SERVING}/service`] ?? '';
  // Queue-proxy's neighbours are told so by Knative.
  const told = { PORT: '8080', K_SERVICE: service, K_CONFIGURATION: service, K_REVISION: revision.metadata.name };
  const env = Object.entries(told).map(([variable, value]) => ({ name: variable, value }));
  const questions = {
    METHOD: asked.method ?? 'GET',
    PATH_ASKED: asked.path,
    BODY: asked.body ? JSON.stringify(asked.body) : '',
  };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      ...(namespace !== undefined && { namespace }),
      // To databases and Redis as a function (knative/network.yaml). No Service leads to it.
      labels: { [`${SERVING}/service`]: service, [BY_HAND]: 'true' },
    },
    spec: {
      restartPolicy: 'Never',
      activeDeadlineSeconds: 120,
      terminationGracePeriodSeconds: 1,
      serviceAccountName,
      automountServiceAccountToken,
      enableServiceLinks,
      volumes,
      containers: [
        { ...container, env: [...(own.env ?? []), ...env] },
        {
          name: 'asker',
          image: container['image'],
          command: ['/usr/local/bin/node', '-e', ASKER],
          env: [
            ...Object.entries(questions).map(([variable, value]) => ({ name: variable, value })),
            { name: 'HOST', valueFrom: { fieldRef: { fieldPath: 'status.podIP' } } },
          ],
          resources: { requests: { cpu: '10m', memory: '48Mi' }, limits: { memory: '128Mi' } },
          securityContext: container['securityContext'],
        },
      ],
    },
  };
}

/** From the API's being asked for the pod to its neighbour's word that it answered. */
async function startByHand(
  api: AskCluster,
  revision: KubeObject,
  question: FirstQuestion,
  signal: AbortSignal,
): Promise<number> {
  const name = `started-by-hand-${randomUUID().slice(0, 8)}`;
  const pods = `/api/v1/namespaces/${revision.metadata.namespace}/pods`;
  const pod = handMadePod(revision, name, question);
  const begun = performance.now();
  try {
    const made = await api('POST', pods, pod);
    if (made.status !== 201)
      throw new Fault(`no pod of ${question.service} by hand: ${made.status} ${made.body.slice(0, 200)}`);
    for (;;) {
      const { status, body } = await api('GET', `${pods}/${name}/log?container=asker`);
      const ms = performance.now() - begun;
      const answered = status === 200 ? /answered (\d+)/.exec(body)?.[1] : undefined;
      if (answered === String(question.status)) return ms;
      if (answered !== undefined)
        throw new Fault(`${question.service} by hand answered ${answered}, not ${question.status}`);
      if (ms > HAND_MS)
        throw new Fault(
          `${question.service} by hand gave no answer within ${HAND_MS / 1_000} s: kubectl describe pod ${name}`,
        );
      await pause(ASK_MS, signal);
    }
  } finally {
    await api('DELETE', `${pods}/${name}?gracePeriodSeconds=1`);
  }
}

/** Undefined where there is no such function: an installation with other shards. */
async function revisionOf(cluster: Kubectl, service: string): Promise<KubeObject | undefined> {
  const found = await cluster.find(`services.${SERVING}`, service);
  const name = found?.status?.['latestReadyRevisionName'];
  return typeof name === 'string' ? cluster.find(`revisions.${SERVING}`, name) : undefined;
}

/** In turn one or the other first, so that neither always finds warmer caches. */
async function pairOf(
  scene: ClusterScene,
  api: AskCluster,
  question: FirstQuestion,
  isHandFirst: boolean,
): Promise<StartPair | undefined> {
  const { cluster, place, signal } = scene;
  const { service, path, status, method, body } = question;
  const revision = await revisionOf(cluster, service);
  if (!revision) return undefined;
  const byHand = (): Promise<number> => startByHand(api, revision, question, signal);
  const through = async (): Promise<number> => {
    await untilZero(cluster, service, signal);
    const answer = await ask(place, path, { ...(method && { method }), ...(body && { body }), signal });
    if (answer.status !== status) throw new Fault(`${service} from zero: ${shown(answer)}`);
    return answer.ms;
  };
  if (isHandFirst) return { service, byHandMs: await byHand(), throughMs: await through() };
  const throughMs = await through();
  return { service, throughMs, byHandMs: await byHand() };
}

export const coldStarts: ClusterCheck = {
  name: 'cold',
  about: 'a start from zero to the first answer, against the same pod started by hand: at most twice as long (medians)',
  run: async (scene) => {
    const pairs = await withApi(scene.cluster, async (api) => {
      const found: StartPair[] = [];
      for (const [index, question] of QUESTIONS.entries()) {
        const pair = await pairOf(scene, api, question, index % 2 === 0);
        if (!pair) continue;
        found.push(pair);
        scene.tell(
          `${pair.service}: ${Math.round(pair.throughMs)} ms from zero, ${Math.round(pair.byHandMs)} ms by hand`,
        );
      }
      return found;
    });
    return judged(pairs);
  },
};

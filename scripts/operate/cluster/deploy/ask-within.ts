/**
 * Asks pods of new revisions, from within, what they do not reach. A revision is ready also while a database is away: else none would come up in an
 * outage. So a wrong address would get traffic, and its callers 503, until somebody notices; asked before, it gets none.
 */
import { Fault } from '../../../cli/fault.ts';
import type { Kubectl, KubeObject } from '../kubectl.ts';
import type { ServingRevision } from './traffic.ts';

/** Where images have it (`scripts/images/make.ts`). There is no shell. */
const NODE = '/usr/local/bin/node';
const CONTAINER = 'user-container';
const ASKING_MS = 8_000;
const EXEC_MS = 20_000;
const AT_ONCE = 4;
/** What the program below ends with: not all answers. */
const LACKS = 3;
const PROGRAM = `fetch('http://127.0.0.1:'+(process.env.PORT||8080)+'/readyz/all',{signal:AbortSignal.timeout(${ASKING_MS})}).then(async r=>{
const said=(await r.text()).trim();if(r.ok||r.status===503)console.log(said);process.exitCode=r.ok?0:r.status===503?${LACKS}:1})`;

type Answer = { service: string; lacks?: string; unknown?: string };

/** @throws Fault that names what new revisions do not reach; what could not be asked is said */
export async function askWithin(
  cluster: Kubectl,
  functions: readonly KubeObject[],
  standing: readonly ServingRevision[],
  say: (line: string) => void,
): Promise<void> {
  const answers = await answersOf(cluster, await newPods(cluster, functions, standing));
  const lacking = answers.filter(({ lacks }) => lacks !== undefined);
  if (lacking.length > 0)
    throw new Fault(`new revisions do not reach what they need: ${lacking.map(lineOf).join('; ')}`);
  const unknown = answers.filter(({ unknown: why }) => why !== undefined);
  if (unknown.length > 0)
    say(`  not asked what they reach: ${unknown.map(({ service }) => service).join(', ')} (${unknown[0]?.unknown})`);
}

const lineOf = ({ service, lacks }: Answer): string => `${service}: ${lacks}`;

/** Of each Service that has a newer revision than the one with its traffic, a pod of it. */
async function newPods(
  cluster: Kubectl,
  functions: readonly KubeObject[],
  standing: readonly ServingRevision[],
): Promise<{ service: string; pod: string | undefined }[]> {
  const wanted = new Set(functions.map(({ metadata }) => metadata.name));
  const before = new Map(standing.map(({ service, revision }) => [service, revision]));
  const services = await cluster.list('services.serving.knative.dev');
  const pods = await cluster.list('pods', ['-l', 'serving.knative.dev/revision']);
  return services
    .map(({ metadata, status }) => ({ service: metadata.name, revision: status?.['latestReadyRevisionName'] }))
    .filter(({ service, revision }) => wanted.has(service) && before.get(service) !== revision)
    .map(({ service, revision }) => ({ service, pod: pods.find((pod) => isRunning(pod, revision))?.metadata.name }));
}

const isRunning = ({ metadata, status }: KubeObject, revision: unknown): boolean =>
  metadata.labels?.['serving.knative.dev/revision'] === revision &&
  metadata.deletionTimestamp === undefined &&
  status?.['phase'] === 'Running';

/** A few at a time. */
async function answersOf(
  cluster: Kubectl,
  pods: readonly { service: string; pod: string | undefined }[],
): Promise<Answer[]> {
  const answers: Answer[] = [];
  const left = [...pods];
  const worker = async (): Promise<void> => {
    for (let next = left.shift(); next; next = left.shift()) answers.push(await answerOf(cluster, next));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return answers.toSorted((a, b) => (a.service < b.service ? -1 : 1));
}

async function answerOf(
  cluster: Kubectl,
  { service, pod }: { service: string; pod: string | undefined },
): Promise<Answer> {
  if (pod === undefined) return { service, unknown: 'it has no pod any more' };
  const { code, output, errors } = await cluster.attempt(
    ['exec', pod, '-c', CONTAINER, '--', NODE, '-e', PROGRAM.replaceAll('\n', '')],
    { timeoutMs: EXEC_MS },
  );
  if (code === 0) return { service };
  if (code === LACKS) return { service, lacks: output.trim() };
  return { service, unknown: errors.trim().split('\n').at(-1) ?? '' };
}

/**
 * Asks pods of new revisions, from within, what they do not reach. A revision is ready also while a database is away: else none would come up in an
 * outage. So a wrong address would get traffic, and its callers 503, until somebody notices; asked before, it gets none. One that has gone to zero
 * meanwhile is woken: else it would be enough to deploy twice.
 */
import { Fault } from '../../../cli/fault.ts';
import type { Kubectl, KubeObject } from '../kubectl.ts';
import { pause } from '../pause.ts';
import type { ServingRevision } from './back/traffic.ts';
import { sleepAgain, wake } from './woken-revisions.ts';

/** Where images have it (`scripts/images/make.ts`). There is no shell. */
const NODE = '/usr/local/bin/node';
const CONTAINER = 'user-container';
/** A connection has 3 s, its answer 5. */
const ASKING_MS = 12_000;
const EXEC_MS = 25_000;
const AT_ONCE = 4;
/** What the program below ends with: not all answers; it is of a release that does not say. */
const LACKS = 3;
const OLDER = 4;
const PROGRAM = [
  `fetch('http://127.0.0.1:'+(process.env.PORT||8080)+'/readyz/all',{signal:AbortSignal.timeout(${ASKING_MS})})`,
  `.then(async r=>{const said=(await r.text()).trim();if(r.ok||r.status===503)console.log(said);`,
  `process.exitCode=r.ok?0:r.status===503?${LACKS}:r.status===404?${OLDER}:1})`,
].join('');

/** A revision that is to get traffic, of its Service. */
interface Newcomer {
  service: string;
  revision: string;
}
type Answer = Newcomer & { lacks?: string; unknown?: string; isOlder?: true };

interface Asking {
  say: (line: string) => void;
  signal: AbortSignal;
  timeoutMs: number;
  pauseMs?: number;
}

/** @throws Fault that names what new revisions do not reach, and those that could not be asked */
export async function askWithin(
  cluster: Kubectl,
  functions: readonly KubeObject[],
  standing: readonly ServingRevision[],
  { say, signal, timeoutMs, pauseMs = 2_000 }: Asking,
): Promise<void> {
  const giveUpAt = performance.now() + timeoutMs;
  const answers: Answer[] = [];
  let left: Answer[] = await newcomers(cluster, functions, standing);
  const woken = new Set<string>();
  try {
    for (;;) {
      const pods = await podsOf(cluster);
      const asleep = left.filter(({ revision }) => !pods.has(revision) && !woken.has(revision));
      for (const { revision } of asleep) {
        await wake(cluster, revision);
        woken.add(revision);
      }
      const asked = await answersOf(cluster, left, pods);
      answers.push(...asked.filter(({ unknown }) => unknown === undefined));
      left = asked.filter(({ unknown }) => unknown !== undefined);
      if (left.length === 0 || performance.now() > giveUpAt) break;
      await pause(pauseMs, signal);
    }
  } finally {
    for (const revision of woken) await sleepAgain(cluster, revision);
  }
  const older = answers.filter(({ isOlder }) => isOlder);
  if (older.length > 0) say(`  of a release that does not say what it reaches: ${older.map(nameOf).join(', ')}`);
  const wrong = [
    ...answers.flatMap(({ service, lacks }) => (lacks === undefined ? [] : [`${service}: ${lacks}`])).toSorted(),
    ...left.map(({ service, unknown }) => `${service} could not be asked (${unknown})`),
  ];
  if (wrong.length > 0)
    throw new Fault(
      `new revisions do not reach what they need (--no-smoke goes on without asking): ${wrong.join('; ')}`,
    );
}

const nameOf = ({ service }: Newcomer): string => service;

/** Of each Service that has a newer revision than the one with its traffic. */
async function newcomers(
  cluster: Kubectl,
  functions: readonly KubeObject[],
  standing: readonly ServingRevision[],
): Promise<Newcomer[]> {
  const wanted = new Set(functions.map(({ metadata }) => metadata.name));
  const before = new Map(standing.map(({ service, revision }) => [service, revision]));
  const services = await cluster.list('services.serving.knative.dev');
  return services
    .map(({ metadata, status }) => ({ service: metadata.name, revision: String(status?.['latestReadyRevisionName']) }))
    .filter(({ service, revision }) => wanted.has(service) && before.get(service) !== revision);
}

/** Of each revision one that is ready. */
async function podsOf(cluster: Kubectl): Promise<Map<string, string>> {
  const pods = await cluster.list('pods', ['-l', 'serving.knative.dev/revision']);
  return new Map(
    pods
      .filter(isReady)
      .map(({ metadata }) => [metadata.labels?.['serving.knative.dev/revision'] ?? '', metadata.name]),
  );
}

function isReady({ metadata, status }: KubeObject): boolean {
  const conditions = (status?.['conditions'] ?? []) as { type: string; status: string }[];
  return (
    metadata.deletionTimestamp === undefined &&
    conditions.some(({ type, status: is }) => type === 'Ready' && is === 'True')
  );
}

/** A few at a time. */
async function answersOf(
  cluster: Kubectl,
  asked: readonly Newcomer[],
  pods: ReadonlyMap<string, string>,
): Promise<Answer[]> {
  const answers: Answer[] = [];
  const left = [...asked];
  const worker = async (): Promise<void> => {
    for (let next = left.shift(); next; next = left.shift())
      answers.push(await answerOf(cluster, next, pods.get(next.revision)));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return answers;
}

async function answerOf(cluster: Kubectl, newcomer: Newcomer, pod: string | undefined): Promise<Answer> {
  const { service, revision } = newcomer;
  if (pod === undefined) return { service, revision, unknown: 'it has no pod that is ready' };
  const { code, output, errors } = await cluster.attempt(['exec', pod, '-c', CONTAINER, '--', NODE, '-e', PROGRAM], {
    timeoutMs: EXEC_MS,
  });
  if (code === 0) return { service, revision };
  if (code === LACKS) return { service, revision, lacks: output.trim() };
  if (code === OLDER) return { service, revision, isOlder: true };
  return { service, revision, unknown: errors.trim().split('\n').at(-1) ?? '' };
}

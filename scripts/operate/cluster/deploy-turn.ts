/**
 * One deployment at a time: whose turn it is says a Lease in the system's namespace. Two at once would each take the other's revisions for those of
 * before, and put traffic back to them. Who died keeps it for as long as it lasts; by how long it has not been renewed, not by a clock of another machine.
 */
import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { Fault } from '../../cli/fault.ts';
import type { Kubectl, KubeObject } from './kubectl.ts';
import { pause } from './pause.ts';

const LEASES = 'leases.coordination.k8s.io';
const LEASE = 'seatmesh-deploy';

interface Turn {
  say: (line: string) => void;
  signal: AbortSignal;
  /** So long without a renewal, and it is anybody's. */
  lastsMs?: number;
  renewMs?: number;
}

/** Renewed some times before it would end; a kubectl on a busy machine takes seconds. */
const LASTS_MS = 45_000;
const RENEW_MS = 10_000;

/** @param act gets a signal that is also aborted when the turn is lost; @throws Fault that names who deploys */
export async function inTurn<Result>(
  cluster: Kubectl,
  { say, signal, lastsMs = LASTS_MS, renewMs = RENEW_MS }: Turn,
  act: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const holder = `${hostname()} ${process.pid} ${randomUUID().slice(0, 8)}`;
  await take(cluster, holder, { say, signal, lastsMs, renewMs });
  const lost = new AbortController();
  const done = new AbortController();
  const renewing = renew(cluster, holder, { lastsMs, renewMs }, done.signal).catch((error: unknown) =>
    lost.abort(error),
  );
  try {
    return await act(AbortSignal.any([signal, lost.signal]));
  } finally {
    done.abort();
    await renewing;
    await patched(cluster, { holderIdentity: holder }, { holderIdentity: '', leaseDurationSeconds: 1 });
  }
}

/** Takes it, or waits for as long as it lasts without a sign of who has it. */
async function take(
  cluster: Kubectl,
  holder: string,
  { say, signal, lastsMs, renewMs }: Required<Turn>,
): Promise<void> {
  let known: LeaseSpec | undefined;
  let knownSince = 0;
  for (;;) {
    const seen = (await cluster.find(LEASES, LEASE))?.spec as LeaseSpec | undefined;
    if (!seen) {
      if (await made(cluster, spec(holder, lastsMs))) return;
      await pause(Math.min(renewMs / 2, 2_000), signal); // somebody else has made it meanwhile
      continue;
    }
    const { holderIdentity = '', renewTime } = seen;
    const who = holderIdentity.split(' ')[0];
    if (known?.holderIdentity !== holderIdentity) {
      known = seen;
      knownSince = performance.now();
      if (holderIdentity !== '')
        say(`waiting for at most ${Math.ceil(lastsMs / 1_000)} s: ${who} deploys, or has died while it did`);
    } else if (renewTime !== known.renewTime)
      throw new Fault(`${who} deploys to ${cluster.place.namespace} (Lease ${LEASE}): one at a time`);
    const isFree = holderIdentity === '' || performance.now() - knownSince > lastsMs;
    if (isFree && (await patched(cluster, seen, spec(holder, lastsMs)))) return;
    await pause(Math.min(renewMs / 2, 2_000), signal);
  }
}

/** @returns whether there was none */
async function made(cluster: Kubectl, value: LeaseSpec): Promise<boolean> {
  const lease: KubeObject = {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: { name: LEASE, namespace: cluster.place.namespace, labels: { 'app.kubernetes.io/part-of': 'seatmesh' } },
    spec: { ...value },
  };
  const { code, errors } = await cluster.attempt(['create', '-f', '-'], { input: JSON.stringify(lease) });
  if (code === 0) return true;
  if (/AlreadyExists|already exists/.test(errors)) return false;
  throw new Fault(`kubectl create lease: ${errors.trim().split('\n').at(-1)}`);
}

interface LeaseSpec {
  holderIdentity?: string;
  leaseDurationSeconds?: number;
  renewTime?: string;
}

const spec = (holderIdentity: string, lastsMs: number): LeaseSpec => ({
  holderIdentity,
  leaseDurationSeconds: Math.ceil(lastsMs / 1_000),
  // Of microseconds, as the API has it.
  renewTime: new Date().toISOString().replace('Z', '000Z'),
});

/** Where its holder, and when he renewed it, are still what they were. @returns whether they were */
async function patched(cluster: Kubectl, was: LeaseSpec, value: LeaseSpec): Promise<boolean> {
  const tests = Object.entries(was)
    .filter(([name]) => name === 'holderIdentity' || name === 'renewTime')
    .map(([name, before]) => ({ op: 'test', path: `/spec/${name}`, value: before as unknown }));
  const patch = JSON.stringify([...tests, { op: 'replace', path: '/spec', value }]);
  const { code } = await cluster.attempt(['patch', LEASES, LEASE, '--type=json', '-p', patch]);
  return code === 0;
}

/** Until it is done. @throws Fault when somebody else has it, or it could not be renewed for as long as it lasts */
async function renew(
  cluster: Kubectl,
  holder: string,
  { lastsMs, renewMs }: { lastsMs: number; renewMs: number },
  done: AbortSignal,
): Promise<void> {
  let renewedAt = performance.now();
  for (;;) {
    await pause(renewMs, done).catch(() => {});
    if (done.aborted) return;
    if (await patched(cluster, { holderIdentity: holder }, spec(holder, lastsMs))) renewedAt = performance.now();
    else if (performance.now() - renewedAt > lastsMs - renewMs)
      throw new Fault(`somebody else may deploy now: the Lease ${LEASE} could not be renewed`);
  }
}

/** With the system it goes. */
export async function dropTurn(cluster: Kubectl): Promise<void> {
  await cluster.attempt(['delete', LEASES, LEASE, '--ignore-not-found']);
}

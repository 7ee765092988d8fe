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

interface Asked {
  say: (line: string) => void;
  signal: AbortSignal;
  /** So long without a renewal, and it is anybody's. */
  lastsMs?: number;
  renewMs?: number;
}

/** Renewed some times before it would end; a kubectl on a busy machine takes seconds. */
const LASTS_MS = 45_000;
const RENEW_MS = 10_000;
/** One that is not answered is given up, for the next to be tried before the turn ends. */
const RENEWING_MS = 20_000;
const CONFIRM_PAUSE_MS = 1_000;

/** Somebody else may deploy now: what is to be changed is his to change. */
export class TurnLost extends Fault {}

/** A turn that one has. */
export interface HeldTurn {
  /** Aborted when a person ends it, or the turn is lost. */
  signal: AbortSignal;
  /** Nothing is asked of it any more once the turn is lost, and what it was asked just then is ended. */
  cluster: Kubectl;
  /** For what must not be done beside somebody else. @throws TurnLost unless it is one's own at this moment */
  confirm: () => Promise<void>;
}

/** @throws Fault that names who deploys; TurnLost when it is lost meanwhile */
export async function inTurn<Result>(
  cluster: Kubectl,
  { say, signal, lastsMs = LASTS_MS, renewMs = RENEW_MS }: Asked,
  act: (turn: HeldTurn) => Promise<Result>,
): Promise<Result> {
  const holder = `${hostname()} ${process.pid} ${randomUUID().slice(0, 8)}`;
  const takenAt = await take(cluster, holder, { say, signal, lastsMs, renewMs });
  const lost = new AbortController();
  const done = new AbortController();
  const holding = { holder, lastsMs, renewMs };
  const renewing = renew(cluster, holding, takenAt, done.signal).catch((error: unknown) => lost.abort(error));
  const confirm = async (): Promise<void> => {
    try {
      for (;;) {
        lost.signal.throwIfAborted();
        if (await isRenewed(cluster, holding, RENEWING_MS)) return;
        await pause(CONFIRM_PAUSE_MS, lost.signal);
      }
    } catch (error) {
      lost.abort(error);
      throw error;
    }
  };
  try {
    return await act({
      signal: AbortSignal.any([signal, lost.signal]),
      cluster: cluster.fencedBy(lost.signal),
      confirm,
    });
  } finally {
    done.abort();
    await renewing;
    await patched(cluster, { holderIdentity: holder }, { holderIdentity: '', leaseDurationSeconds: 1 });
  }
}

/** Takes it, or waits for as long as it lasts without a sign of who has it. @returns from when on it is one's own, by `performance.now` */
async function take(
  cluster: Kubectl,
  holder: string,
  { say, signal, lastsMs, renewMs }: Required<Asked>,
): Promise<number> {
  let known: LeaseSpec | undefined;
  let knownSince = 0;
  for (;;) {
    const askedAt = performance.now();
    const seen = (await cluster.find(LEASES, LEASE))?.spec as LeaseSpec | undefined;
    if (!seen) {
      if (await made(cluster, spec(holder, lastsMs))) return askedAt;
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
    if (isFree && (await patched(cluster, seen, spec(holder, lastsMs)))) return askedAt;
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
async function patched(cluster: Kubectl, was: LeaseSpec, value: LeaseSpec, timeoutMs?: number): Promise<boolean> {
  const tests = Object.entries(was)
    .filter(([name]) => name === 'holderIdentity' || name === 'renewTime')
    .map(([name, before]) => ({ op: 'test', path: `/spec/${name}`, value: before as unknown }));
  const patch = JSON.stringify([...tests, { op: 'replace', path: '/spec', value }]);
  const args = ['patch', LEASES, LEASE, '--type=json', '-p', patch];
  const { code } = await cluster.attempt(args, timeoutMs === undefined ? {} : { timeoutMs });
  return code === 0;
}

interface Holding {
  holder: string;
  lastsMs: number;
  renewMs: number;
}

/**
 * Until it is done. What stands in between for a while, the network or the API, is no loss: only that somebody else has it, or may have it by now.
 * @throws TurnLost
 */
async function renew(cluster: Kubectl, holding: Holding, takenAt: number, done: AbortSignal): Promise<void> {
  // Of what was sent, for the answer may have taken long; and given up before another may take it.
  const goodUntil = (sentAt: number): number => sentAt + holding.lastsMs - holding.renewMs;
  let until = goodUntil(takenAt);
  for (;;) {
    await pause(Math.min(holding.renewMs, Math.max(until - performance.now(), 0)), done).catch(() => {});
    if (done.aborted) return;
    const sentAt = performance.now();
    if (sentAt >= until) throw new TurnLost(`somebody else may deploy now: the Lease ${LEASE} could not be renewed`);
    if (await isRenewed(cluster, holding, Math.min(RENEWING_MS, until - sentAt))) until = goodUntil(sentAt);
  }
}

/** @returns false when nobody could be asked. @throws TurnLost when it is not one's own any more */
async function isRenewed(cluster: Kubectl, { holder, lastsMs }: Holding, timeoutMs: number): Promise<boolean> {
  if (await patched(cluster, { holderIdentity: holder }, spec(holder, lastsMs), timeoutMs)) return true;
  const args = ['get', LEASES, LEASE, '--ignore-not-found', '-o', 'json'];
  const { code, output } = await cluster.attempt(args, { timeoutMs });
  if (code !== 0) return false;
  const seen = output.trim() === '' ? undefined : (JSON.parse(output) as KubeObject & { items?: KubeObject[] });
  const by = ((seen?.items?.[0] ?? seen)?.spec as LeaseSpec | undefined)?.holderIdentity;
  if (by === holder) return false;
  const who = by ? `${by.split(' ')[0]} deploys` : 'somebody else may deploy';
  throw new TurnLost(`${who} now: the Lease ${LEASE} is not this run's any more`);
}

/** With the system it goes. */
export async function dropTurn(cluster: Kubectl): Promise<void> {
  await cluster.attempt(['delete', LEASES, LEASE, '--ignore-not-found']);
}

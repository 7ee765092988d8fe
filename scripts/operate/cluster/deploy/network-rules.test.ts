/** A deployment closes no way that what runs needs before something else has taken its place. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { KubeObject } from '../kubectl.ts';
import { networkSteps } from './network-rules.ts';
import {
  beginDeployment,
  deploy,
  endDeployment,
  faults,
  LIMIT_MS,
  objects,
  plain,
  rendered,
  run,
  at,
} from './small-deployment.ts';

beforeEach(beginDeployment);
afterEach(endDeployment);

const databases = (cidr: string) => ({ to: [{ ipBlock: { cidr } }], ports: [{ protocol: 'TCP', port: 3306 }] });
const NAMES = { to: [{ namespaceSelector: {} }] };
const RUNS = { matchLabels: { app: 'function' } };
const policy = (name: string, spec: object): KubeObject =>
  plain('networking.k8s.io/v1', 'NetworkPolicy', name, { spec });
const functions = (...egress: object[]) => policy('functions', { podSelector: RUNS, policyTypes: ['Egress'], egress });
const [OURS, WRONG] = [databases('10.0.0.0/8'), databases('10.99.0.0/16')];
const NOTHING = policy('nothing', { podSelector: {}, policyTypes: ['Ingress', 'Egress'] });

test('another range of addresses comes beside the one of before, and alone in the end', () => {
  const [before, wanted] = [functions(NAMES, OURS), functions(NAMES, WRONG)];
  expect(networkSteps([wanted], [before])).toEqual({
    first: [functions(NAMES, WRONG, OURS)],
    last: [wanted],
    former: [before],
  });
});

test('one that only opens, or says the same in other words, comes at once', () => {
  const short = functions({ to: OURS.to, ports: [{ port: 3306 }] });
  expect(networkSteps([short], [functions(OURS)])).toEqual({ first: [short], last: [], former: [] });
  const more = functions(OURS, NAMES);
  expect(networkSteps([more], [functions(OURS)])).toEqual({ first: [more], last: [], former: [] });
});

test('a direction that was open is closed in the end', () => {
  const before = policy('functions', { podSelector: RUNS, policyTypes: ['Ingress'], ingress: [NAMES] });
  const wanted = policy('functions', {
    podSelector: RUNS,
    policyTypes: ['Ingress', 'Egress'],
    ingress: [NAMES],
    egress: [OURS],
  });
  expect(networkSteps([wanted], [before])).toEqual({ first: [before], last: [wanted], former: [before] });
  const turned = functions(OURS);
  expect(networkSteps([turned], [before])).toEqual({ first: [before], last: [turned], former: [before] });
});

test('one more is for the end where pods have ways that no policy says, and for the beginning where they have none', () => {
  expect(networkSteps([NOTHING, functions(OURS)], [])).toEqual({
    first: [],
    last: [NOTHING, functions(OURS)],
    former: [],
  });
  const elsewhere = { ...NOTHING, metadata: { ...NOTHING.metadata, namespace: 'rabbitmq' } };
  expect(networkSteps([functions(OURS)], [elsewhere]).last).toEqual([functions(OURS)]);
  expect(networkSteps([NOTHING, functions(OURS)], [NOTHING]).first).toEqual([NOTHING, functions(OURS)]);
});

test('of other pods it is another one', () => {
  const wanted = policy('functions', { podSelector: {}, policyTypes: ['Egress'], egress: [WRONG] });
  expect(networkSteps([wanted], [functions(OURS)])).toEqual({ first: [wanted], last: [], former: [] });
});

const egress = async () => (await objects())['NetworkPolicy.networking.k8s.io/functions']?.spec?.['egress'];

test('a deployment that fails leaves the ways as they were, in whichever step', { timeout: LIMIT_MS }, async () => {
  await rendered('book:1', 'info', [NOTHING, functions(OURS)]);
  expect((await deploy()).code).toBe(0);
  expect(await egress()).toEqual([OURS]);
  await rendered('book:2', 'info', [NOTHING, functions(WRONG)]);
  await faults({ job: 'failed' });
  expect((await deploy()).code).toBe(1);
  expect(await egress()).toEqual([OURS]);
  await faults({});
  expect((await run('deploy', at('overlay'), '--no-migrate')).code).toBe(1); // there is no Gateway to be asked through
  expect(await egress()).toEqual([OURS]);
});

test('one that is good leaves its own', { timeout: LIMIT_MS }, async () => {
  await rendered('book:1', 'info', [NOTHING, functions(OURS)]);
  expect((await deploy('--no-migrate')).code).toBe(0);
  await rendered('book:2', 'info', [NOTHING, functions(WRONG)]);
  expect((await deploy('--no-migrate')).code).toBe(0);
  expect(await egress()).toEqual([WRONG]);
});

/** What of an overlay is not there; and that one look which fails holds up no other. With a program in kubectl's place. */
import { writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { KubeObject } from '../kubectl.ts';
import {
  at,
  beginDeployment,
  deploy,
  endDeployment,
  faults,
  LIMIT_MS,
  objects,
  run,
} from '../deploy/small-deployment.ts';
import { missingFindings } from './overlay-there.ts';

const object = (kind: string, name: string, namespace?: string, apiVersion = 'g.example.org/v1'): KubeObject => ({
  apiVersion,
  kind,
  metadata: { name, ...(namespace !== undefined && { namespace }) },
});

test('each Trigger by itself, the rest in one line, whichever version and namespace they are said in', () => {
  const wanted = [object('Trigger', 'a', 'n'), object('PingSource', 'b', 'n'), object('Gateway', 'c')];
  expect(missingFindings(wanted, wanted)).toEqual([]);
  expect(
    missingFindings(
      wanted,
      wanted.map((one) => ({ ...one, apiVersion: 'g.example.org/v2' })),
    ),
  ).toEqual([]);
  expect(missingFindings([object('Gateway', 'c')], [object('Gateway', 'c', 'default')])).toEqual([]);
  expect(missingFindings(wanted, [object('Trigger', 'a', 'other'), object('Gateway', 'c')])).toEqual([
    { what: expect.stringMatching(/^Trigger a is not there/), mend: 'npm run deploy -- DIR, then npm run reindex' },
    {
      what: 'though the system is deployed, 1 object of the overlay is not there: PingSource b',
      mend: 'npm run deploy -- DIR',
    },
  ]);
  const many = Array.from({ length: 14 }, (_, index) => object('ConfigMap', `m${index}`, 'n', 'v1'));
  expect(missingFindings(many, [])).toEqual([
    {
      what: expect.stringMatching(/14 objects of the overlay are not there: ConfigMap m0, .* and 2 others$/),
      mend: expect.anything(),
    },
  ]);
});

beforeAll(beginDeployment);
afterAll(endDeployment);
const doctor = () => run('cluster', 'doctor', '--overlay', at('overlay'));

test(
  'a deleted Trigger is named with its mend; nothing is before the first deployment, nor when all is there',
  async () => {
    expect((await doctor()).output).not.toContain('though the system is deployed');
    expect((await deploy()).code).toBe(0);
    expect((await doctor()).output).not.toContain('though the system is deployed');
    const { 'Trigger.eventing.knative.dev/book': trigger, ...rest } = await objects();
    expect(trigger).toBeDefined();
    await writeFile(at('objects.json'), JSON.stringify(rest));
    expect(await doctor()).toMatchObject({
      code: 3,
      output: expect.stringMatching(
        /! Trigger book is not there, though the system is deployed.*\n {2}npm run deploy -- DIR, then npm run reindex\n/,
      ),
    });
    await faults({ forbidden: ['leases.coordination.k8s.io', 'namespaces'] });
    const { code, output } = await doctor();
    expect(output).toContain('! keys, names, clocks and policies could not be looked at: kubectl get leases');
    expect(output).toContain('! the mesh could not be looked at: kubectl get namespaces: (Forbidden)');
    expect(output).toContain('! Trigger book is not there');
    expect(code).toBe(3);
  },
  LIMIT_MS,
);

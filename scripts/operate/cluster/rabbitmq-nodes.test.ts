import { expect, test } from 'vitest';
import { troublesIn } from './rabbitmq-nodes.ts';

const NODES = ['rabbit@one', 'rabbit@two', 'rabbit@three'];
const WELL = { alarms: [], disk_nodes: NODES, running_nodes: NODES, partitions: {} };

test('three nodes that run and hear each other: nothing to say', () => expect(troublesIn(WELL)).toEqual([]));

test.each([
  ['disk', /rabbitmq-storage/],
  ['memory', /more memory/],
  ['file_descriptor_limit', /rabbitmq-diagnostics alarms/],
  [undefined, /rabbitmq-diagnostics alarms/],
])('an alarm of %s stops all of it, and is named with its mend', (resource, mend) => {
  const alarms = [{ node: 'rabbit@two', ...(resource && { resource }) }];
  expect(troublesIn({ ...WELL, alarms })).toEqual([
    {
      name: 'rabbitmq/rabbit@two',
      why: expect.stringMatching(/alarm: no node takes messages, outboxes wait$/),
      mend: expect.stringMatching(mend),
    },
  ]);
});

test('a node that is away, and nodes that do not hear each other', () => {
  const away = troublesIn({ ...WELL, running_nodes: NODES.slice(1) });
  expect(away.map(({ name, why }) => [name, why])).toEqual([['rabbitmq/rabbit@one', 'it does not run']]);
  const parted = troublesIn({
    ...WELL,
    partitions: { 'rabbit@one': ['rabbit@two', 'rabbit@three'], 'rabbit@two': [] },
  });
  expect(parted.map(({ name, why }) => [name, why])).toEqual([
    ['rabbitmq/rabbit@one', 'it does not hear rabbit@two, rabbit@three'],
  ]);
});

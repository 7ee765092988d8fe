import { afterEach, expect, test } from 'vitest';
import { askForQueues, askToTakeOver, type Controlled, openControl, type RunControl } from './control.ts';

const open: RunControl[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((control) => control.close()));
});

async function opened(controlled: Partial<Controlled> = {}): Promise<RunControl> {
  const control = await openControl({ takeOver: async () => {}, depths: async () => [], ...controlled });
  open.push(control);
  return control;
}

test('who has the word learns what waits in each queue', async () => {
  const queues = [
    { queue: 'seatmesh.book.1', messages: 3 },
    { queue: 'seatmesh.publish.1', messages: 0 },
  ];
  expect(await askForQueues(await opened({ depths: async () => queues }))).toEqual(queues);
});

test('why it is not to be had is said in a line', async () => {
  const control = await opened({ depths: () => Promise.reject(new Error('not done within 5000 ms')) });
  await expect(askForQueues(control)).rejects.toThrow(/^not done within 5000 ms$/);
  await expect(askForQueues({ ...control, word: 'another' })).rejects.toThrow(/^not you$/);
  await control.close();
  await expect(askForQueues(control)).rejects.toThrow(/^(?:ECONNREFUSED|UND_ERR_SOCKET)$/);
});

test('one shard map is taken over at a time, also after one that was not', async () => {
  const taken: string[] = [];
  let under = 0;
  const control = await opened({
    takeOver: async (events) => {
      expect((under += 1)).toBe(1);
      await new Promise(setImmediate);
      under -= 1;
      if (events === 'bad') throw new Error('no such shard');
      taken.push(events);
    },
  });
  const asked = ['a', 'bad', 'b'].map((events) => askToTakeOver(control, events));
  expect((await Promise.allSettled(asked)).map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  await expect(asked[1]).rejects.toThrow('the running system does not take the map over: no such shard');
  expect(taken).toEqual(['a', 'b']);
});

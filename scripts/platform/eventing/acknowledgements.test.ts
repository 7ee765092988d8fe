import type { ConsumeMessage } from 'amqplib';
import { expect, test } from 'vitest';
import { Acknowledgements } from './acknowledgements.ts';

const message = (deliveryTag: number) => ({ fields: { deliveryTag } }) as ConsumeMessage;
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A channel that writes down what it is told: `3` an event by itself, `3…` with all before it. */
function told(isClosed = false) {
  const acks: string[] = [];
  const acknowledgements = new Acknowledgements({
    ack: ({ fields }, isAll) => {
      if (isClosed) throw new Error('Channel closed');
      acks.push(`${fields.deliveryTag}${isAll ? '…' : ''}`);
    },
  });
  for (const tag of [1, 2, 3, 4, 5, 6]) acknowledgements.taken(message(tag));
  const done = (...tags: number[]): void => tags.forEach((tag) => acknowledgements.done(message(tag)));
  return { acks, acknowledgements, done };
}

test('those of one turn are acknowledged together, whatever their order', async () => {
  const { acks, done } = told();
  done(3, 1, 2);
  expect(acks).toEqual([]);
  await turn();
  expect(acks).toEqual(['3…']);
  done(6, 4, 5);
  await turn();
  expect(acks).toEqual(['3…', '6…']);
});

test('one that is still being delivered is not acknowledged with those that came after it', async () => {
  const { acks, done } = told();
  done(1, 3, 5);
  await turn();
  expect(acks).toEqual(['1…', '3', '5']);
  done(2);
  await turn();
  expect(acks.slice(3)).toEqual(['2…']);
});

test('one that was given back stands in nobody’s way, and is never acknowledged', async () => {
  const { acks, acknowledgements, done } = told();
  done(2);
  await turn();
  acknowledgements.givenBack(message(1));
  done(3);
  await turn();
  expect(acks).toEqual(['2', '3…']);
});

test('a channel that has closed meanwhile is no failure: what it had comes again', async () => {
  const { acks, done } = told(true);
  done(1, 3);
  await turn();
  expect(acks).toEqual([]);
});

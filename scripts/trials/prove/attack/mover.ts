/** A process that moves slots, step by step: it says each step, and goes on when it is told to. */
import { createInterface } from 'node:readline';
import { cleanSlots, moveSlots, onWay } from '../../../operate/reshard/move-slots.ts';
import type { OnStep } from '../../../operate/reshard/slot-move.ts';
import type { MoverOrders } from './attacked-slots.ts';

const FENCE_LIMIT_MS = 5_000;
const OUTBOX_MS = 30_000;

const lines = createInterface(process.stdin)[Symbol.asyncIterator]();

const onStep: OnStep = async (step) => {
  console.log(`step ${step}`);
  await lines.next();
};

const orders = JSON.parse(String((await lines.next()).value)) as MoverOrders;
await onWay(orders, async (way) => {
  const known = { ...way, tables: way.tables.filter(({ name }) => name !== orders.forgets) };
  if (!orders.cleans)
    await moveSlots(known, orders.slots, {
      fenceLimitMs: FENCE_LIMIT_MS,
      onStep,
      onMoved: ({ fenceMs }) => console.log(`fence ${fenceMs.toFixed(1)}`),
    });
  else {
    const left = await cleanSlots(known, orders.slots, OUTBOX_MS, onStep);
    if (left.length > 0) throw new Error(`messages of ${left.length} slots are still to be sent`);
  }
});
process.exit();

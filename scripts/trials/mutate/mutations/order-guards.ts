/** Guards of orders and blocks, beyond those of the sale itself: batches, limits, figures, lists. */
import type { Mutation } from '../mutation.ts';

export const ORDERS: readonly Mutation[] = [
  {
    name: 'two orders of a buyer in a batch are not added up',
    file: 'functions/book/commit/decision.ts',
    from: 'bought.set(buyer, has);',
    to: '',
    breaks: 'a buyer has more seats than one may have',
    caughtBy: { tests: ['functions/book/commit/decision.test.ts', 'functions/book/commit/group-commit.test.ts'] },
  },
  {
    name: 'an order over the limit keeps what it tried',
    file: 'functions/book/commit/batch.ts',
    from: "const losers = batch.filter((_, index) => outcomes[index]?.outcome !== 'placed');",
    to: "const losers = batch.filter((_, index) => outcomes[index]?.outcome === 'taken');",
    breaks: 'an order that was refused has its seats',
    caughtBy: { tests: ['functions/book/commit/group-commit.test.ts', 'functions/book/commit/batches.test.ts'] },
  },
  {
    name: 'a figure has no version',
    file: 'functions/book/commit/order-statements.ts',
    from: 'sold = sold + VALUES(sold), version = version + 1',
    to: 'sold = sold + VALUES(sold)',
    breaks: 'an older figure of seats left wins over a newer one',
    caughtBy: { tests: ['functions/book/commit/batches.test.ts'] },
  },
  {
    name: 'one version of an event in a batch speaks for all',
    file: 'functions/book/commit/order-statements.ts',
    from: 'const name = `${id} ${version}`;',
    to: 'const name = id + String(version).slice(0, 0);',
    breaks: 'an order is placed on terms of before a change',
    caughtBy: { tests: ['functions/book/commit/batches.test.ts'] },
  },
  {
    name: 'a cancelled seat is still paid for',
    file: 'functions/book/commit/cancellation.ts',
    from: 'totalCents: confirmedCents(items),',
    to: 'totalCents: order.totalCents,',
    breaks: 'an organizer’s takings have what was given back',
    caughtBy: { tests: ['functions/book/order-lists/sales.test.ts'] },
  },
  {
    name: 'what best seats cost is not compared',
    file: 'functions/book/orders/place-order.ts',
    from: "if ('section' in body) requireExpectedTerms(onSale, placed.totalCents, expectedTermsOf(call));",
    to: '',
    breaks: 'a buyer is charged otherwise than expected',
    caughtBy: {
      tests: ['functions/book/on-sale/several-prices.test.ts', 'functions/book/orders/order-conditions.test.ts'],
    },
  },
  {
    name: 'what the organizer cancels is the buyer’s doing',
    file: 'functions/book/orders/cancel-order.ts',
    from: "isOrganizer ? '' : user.userId",
    to: 'order.buyerId',
    breaks: 'a buyer is paused for what the organizer did',
    caughtBy: { tests: ['functions/book/holds/paused-buyers.test.ts'] },
  },
  {
    name: 'a list that is cut off ends as if it were whole',
    file: 'functions/book/order-lists/export-orders.ts',
    from: 'if (orders.length < ORDERS_AT_ONCE) return open.end(totalLine(total));',
    to: 'if (orders.length <= ORDERS_AT_ONCE) return open.end(totalLine(total));',
    breaks: 'who has bought is missing from the list, beyond 500 orders',
    caughtBy: {
      tests: ['functions/book/order-lists/lists.test.ts', 'functions/book/order-lists/exports-at-once.test.ts'],
    },
  },
  {
    name: 'what buyers have is not counted when a limit comes',
    file: 'functions/publish/publishing.ts',
    from: 'if (event.limitPerBuyer === null && next.limitPerBuyer !== null) await recountBuyers(db, event.id);',
    to: '',
    breaks: 'a buyer has more seats than one may have',
    caughtBy: {
      tests: [
        'functions/publish/publish.test.ts',
        'functions/book/orders/orders.test.ts',
        'functions/book/commit/changed-since.test.ts',
      ],
    },
  },
  {
    name: 'a block is not noted for repair',
    file: 'functions/book/blocks/change-block.ts',
    from: 'await noteRepairs(db, [{ eventId, orderId: blockId }]);',
    to: '',
    breaks: 'blocked seats look free after a crash',
    caughtBy: { tests: ['functions/book/blocks/block-faults.test.ts', 'functions/book/blocks/blocks.test.ts'] },
  },
  {
    name: 'a block does not look at If-Match',
    file: 'functions/book/blocks/block-seats.ts',
    from: 'requireCondition(condition, eventTag(onSale.event));',
    to: '',
    breaks: 'of two editors one blocks seats of another chart',
    caughtBy: { tests: ['functions/book/orders/order-conditions.test.ts'] },
  },
];

/** Guards of charts that grow, and of texts: what is found, and what a spreadsheet is given. */
import type { Mutation } from '../mutation.ts';

const GROWTH = {
  file: 'functions/shared/event/growth.ts',
  caughtBy: { tests: ['functions/shared/event/growth.test.ts'] },
};
const FOLDING = { file: 'functions/shared/folding.ts', caughtBy: { tests: ['functions/shared/folding.test.ts'] } };
const CSV = {
  file: 'functions/book/order-lists/order-csv.ts',
  caughtBy: { tests: ['functions/book/order-lists/order-csv.test.ts'] },
};

export const CHARTS_AND_TEXTS: readonly Mutation[] = [
  {
    ...GROWTH,
    name: 'seats that are added are numbered from the first',
    from: 'let next = before.total;',
    to: 'let next = 0;',
    breaks: 'a sold seat is another one',
  },
  {
    ...GROWTH,
    name: 'a chart that lacks a row has grown',
    from: 'return index === before.length && new Set',
    to: 'return new Set',
    breaks: 'sold seats are no longer there',
  },
  {
    ...GROWTH,
    name: 'seats that were added may cost something else than those beside them',
    from: '(was, is) => isKeptRow(was, is) && isKeptPrice(was, before.priceCategory, is, after.priceCategory),',
    to: 'isKeptRow,',
    breaks: 'a buyer who holds seats pays another price',
  },
  {
    ...GROWTH,
    name: 'a row may shrink while it grows elsewhere',
    from: 'after.seats >= before.seats &&',
    to: '',
    breaks: 'sold seats are no longer there',
  },
  {
    ...GROWTH,
    name: 'a section may come apart without end',
    from: "({ kind, parts }) => kind === 'seated' || parts.length <= MOST_RANGES_OF_GENERAL,",
    to: '() => true,',
    breaks: 'what a script in Redis is asked has a limit',
  },
  {
    name: 'a draft with blocked seats is numbered anew',
    file: 'functions/publish/publishing.ts',
    from: 'return isLocked ? next : numberedAnew(next);',
    to: 'return numberedAnew(next);',
    breaks: 'other seats are blocked than those that were',
    caughtBy: { tests: ['functions/publish/chart-growth.test.ts'] },
  },
  {
    ...FOLDING,
    file: 'functions/shared/spellings.ts',
    name: 'traditional and simplified characters are two',
    from: '.replace(HAN, variantOf)',
    to: '',
    breaks: 'what is on in 臺北 is not found by 台北',
  },
  {
    ...FOLDING,
    name: 'и with a breve is и',
    from: ".replace(SHORT_I, '\\u0439')",
    to: '',
    breaks: 'two letters of Cyrillic are one',
  },
  {
    ...CSV,
    name: 'a formula behind a semicolon',
    from: '(?<=[,;|\\t\\r\\n])',
    to: '(?<=[,|\\t\\r\\n])',
    breaks: 'a spreadsheet that divides lines at semicolons runs what a buyer is called',
  },
  {
    ...CSV,
    name: 'an apostrophe before a formula is not counted',
    from: "(?='*${FORMULA})`",
    to: '(?=${FORMULA})`',
    breaks: 'names cannot be read back from the list of orders',
  },
  {
    name: 'all seats of a hold cost what the first one costs',
    file: 'functions/book/live/lua/hold-choices.lua',
    from: 'total, same = total + each[i], same and each[i] == each[1]',
    to: 'total = total + each[1]',
    breaks: 'a buyer pays another price than that of his seats',
    caughtBy: { tests: ['functions/book/on-sale/several-prices.test.ts'] },
  },
  {
    name: 'seats of several prices are sold for another total than was expected',
    file: 'functions/book/orders/place-order.ts',
    from: "if ('section' in body) requireExpectedTerms(onSale, placed.totalCents, expectedTermsOf(call));",
    to: '',
    breaks: 'a buyer pays more than he said',
    caughtBy: { tests: ['functions/book/on-sale/several-prices.test.ts'] },
  },
  {
    name: 'who has a chart does not hear that its plan is another',
    file: 'functions/event-detail/index.ts',
    from: '`"c${chartVersion}p${planVersion}"`',
    to: '`"c${chartVersion}"`',
    breaks: 'seats are drawn where they are no more',
    caughtBy: { tests: ['functions/publish/plan.test.ts'] },
  },
  {
    name: 'a plan may speak of what the chart has not',
    file: 'functions/publish/api.ts',
    from: "if (event.plan && areSound('chart', 'plan'))",
    to: 'if (event.plan && !event.plan)',
    breaks: 'an organizer does not learn that his plan is of another chart',
    caughtBy: { tests: ['functions/publish/plan.test.ts'] },
  },
];

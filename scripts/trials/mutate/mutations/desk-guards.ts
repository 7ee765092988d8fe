/** Guards of the organizer's desk and of the chart editor: whoever writes loses nothing and overwrites nobody; files are only read. */
import type { Mutation } from '../mutation.ts';

const DRAFTS = {
  file: 'functions/web/desk/form/event-draft.ts',
  caughtBy: { tests: ['functions/web/desk/form/draft-body.test.ts'] },
};
const BODIES = { ...DRAFTS, file: 'functions/web/desk/form/draft-body.ts' };
const AMOUNTS = {
  file: 'functions/web/desk/form/money-input.ts',
  caughtBy: { tests: ['functions/web/desk/form/money-input.test.ts'] },
};
const BLOCKS = {
  file: 'functions/web/desk/blocks/block-changes.ts',
  caughtBy: { tests: ['functions/web/desk/blocks/block-changes.test.ts'] },
};
const DRAWN = {
  file: 'functions/web/desk/form/hall/drawn-hall.ts',
  caughtBy: { tests: ['functions/web/desk/form/hall/drawn-hall.test.ts'] },
};
const MARKUP = {
  file: 'functions/web/editor/files/tracing/svg-markup.ts',
  caughtBy: { tests: ['functions/web/editor/files/tracing/read-svg.test.ts'] },
};
const DRAWINGS = { ...MARKUP, file: 'functions/web/editor/files/tracing/read-svg.ts' };
const MERGES = {
  file: 'functions/web/editor/model/merge-halls.ts',
  caughtBy: { tests: ['functions/web/editor/model/merge-halls.test.ts'] },
};
const PAGES = {
  file: 'functions/web/page-answer.ts',
  caughtBy: { tests: ['functions/web/page-answer.test.ts'] },
};
const PRIVATE = { ...PAGES, file: 'functions/web/pages/hall-page.tsx' };
const PLANS = {
  file: 'functions/shared/plan/import/read-pretix.ts',
  caughtBy: { tests: ['functions/shared/plan/import/odd-plans.test.ts'] },
};
const NUMBERS = { ...PLANS, file: 'functions/shared/plan/import/chart-rows-of.ts' };
const TABLES = {
  file: 'functions/shared/plan/import/read-seats-csv.ts',
  caughtBy: { tests: ['functions/shared/plan/import/read-seats-csv.test.ts'] },
};
const FIELDS = { ...TABLES, file: 'functions/shared/csv/csv-field.ts' };
const ROWS = {
  file: 'functions/web/editor/model/row-moves.ts',
  caughtBy: { tests: ['functions/web/editor/model/hand-edits.test.ts'] },
};

const KEPT = {
  file: 'functions/web/desk/form/kept-draft.ts',
  caughtBy: { tests: ['functions/web/desk/kept-drafts.test.ts'] },
};

export const DESK: readonly Mutation[] = [
  {
    ...DRAFTS,
    name: 'what another organizer has saved meanwhile is not taken over',
    from: 'const taken = theirChanges.filter((field) => !own.has(field)).map((field) => [field, theirs[field]]);',
    to: 'const taken = theirChanges.filter((field) => own.has(field)).map((field) => [field, mine[field]]);',
    breaks: 'whoever saves last overwrites what the other has written',
  },
  {
    ...DRAFTS,
    name: 'a field that two have changed is none to be decided',
    from: '.filter((field) => own.has(field) && !areSame(mine[field], theirs[field]))',
    to: '.filter((field) => own.has(field) && areSame(mine[field], theirs[field]))',
    breaks: 'a change of somebody else goes away unseen',
  },
  {
    ...BODIES,
    name: 'a change of an event has all its fields',
    from: 'return Object.fromEntries(Object.entries(body).filter(([name]) => names.has(name as keyof EventBody)));',
    to: 'return body;',
    breaks: 'whoever changes a title sets the prices and times to what was looked at',
  },
  {
    ...AMOUNTS,
    name: 'a thousand is read as one with decimals',
    from: 'mark >= 0 && written.length - mark - 1 <= digits &&',
    to: 'mark >= 0 &&',
    breaks: 'a seat is sold for a hundredth of its price',
  },
  {
    ...BLOCKS,
    name: 'what is released of a block is all of it',
    from: 'seats.filter((label) => toRelease.has(label)),',
    to: 'seats,',
    breaks: 'house seats are on sale',
  },
  {
    ...BLOCKS,
    name: 'seats are blocked before those that stand in their way are released',
    from: 'const SEATS_OF_RELEASE = 200;',
    to: 'const SEATS_OF_RELEASE = 2_000;',
    breaks: 'an address is too long, and nothing is released',
  },
  {
    ...DRAWN,
    name: 'a price that the editor has left alone is written anew',
    from: '(centsIn(before.price, currency) ?? 0) === cents',
    to: 'before.price === String(cents)',
    breaks: 'what somebody has written is another text when they come back from the editor, and no price is 0',
  },
  {
    ...MARKUP,
    name: 'entities that a file declares are looked up',
    from: 'return ENTITIES[name] ?? whole;',
    to: "return ENTITIES[name] ?? 'a'.repeat(100);",
    breaks: 'a small file becomes one that fills the memory',
  },
  {
    ...MARKUP,
    name: 'a file is nested as deep as it likes',
    from: 'if (open.length > MOST_DEPTH)',
    to: 'if (open.length > MOST_ELEMENTS)',
    breaks: 'a file ends the page that opens it',
  },
  {
    ...MARKUP,
    name: 'a file has as many elements as it likes',
    from: 'if (++count > MOST_ELEMENTS)',
    to: 'if (++count < 0)',
    breaks: 'a file fills the memory of the page that opens it',
  },
  {
    ...DRAWINGS,
    name: 'a drawing has as many points as it likes',
    from: 'if (points > MOST_POINTS)',
    to: 'if (points < 0)',
    breaks: 'every frame of the editor takes seconds',
  },
  {
    ...DRAWINGS,
    name: 'what a drawing only refers to is drawn',
    from: 'else if (GROUPS.has(element.name))',
    to: 'else if (element.children.length >= 0)',
    breaks: 'what is left out of a drawing is not told',
  },
  {
    ...DRAWINGS,
    name: 'coordinates are as large as they like',
    from: 'if (!placed.every((value) => Math.abs(value) <= MOST_COORDINATE)) continue;',
    to: '',
    breaks: 'a hall has no bounds any more',
  },
  {
    ...ROWS,
    name: 'the last row of a section can be taken away',
    from: 'if (!section || left.length === 0 || left.length === section.rows.length) return document;',
    to: 'if (!section || left.length === section.rows.length) return document;',
    breaks: 'a hall that no server takes',
  },
  {
    ...ROWS,
    name: 'rows that stay close up behind one that is taken away',
    from: 'return dx === 0 && dy === 0 ? next : moveRows(next, id, [row.label], [dx, dy]);',
    to: 'return next;',
    breaks: 'seats are drawn where they are not',
  },
  {
    ...MERGES,
    name: 'of two halls what one alone has changed is taken from the other',
    from: 'if (isSameValue(theirs, base)) return mine;',
    to: 'if (isSameValue(theirs, base)) return theirs;',
    breaks: 'what one organizer has drawn is overwritten by another who did not touch it',
  },
  {
    ...MERGES,
    name: 'views of sections that are gone stay',
    from: 'const views = rest.views?.filter(({ section }) => known.has(section));',
    to: 'const views = rest.views;',
    breaks: 'halls that were put together are refused by the server',
  },
  {
    ...PAGES,
    name: 'pages run scripts that are written into them',
    from: `"script-src 'self'",`,
    to: `"script-src 'self' 'unsafe-inline'",`,
    breaks: 'what somebody has written into a title runs as whoever reads it',
  },
  {
    ...PAGES,
    name: 'pages are framed by others',
    from: `"frame-ancestors 'none'",`,
    to: `"frame-ancestors *",`,
    breaks: 'an organizer cancels an event by a click on something else',
  },
  {
    ...PAGES,
    name: 'scripts make HTML of texts',
    from: `"require-trusted-types-for 'script'",`,
    to: '',
    breaks: 'a text of somebody else becomes a script of the page',
  },
  {
    ...PAGES,
    name: 'a page that is not there is kept',
    from: "none: 'no-store',",
    to: "none: 'public, max-age=300',",
    breaks: 'an event that was just published is not found for minutes',
  },
  {
    ...PRIVATE,
    name: 'the page of the editor is found by search',
    from: 'isPrivate: true,',
    to: 'isPrivate: false,',
    breaks: 'ids of drafts are found by search',
  },
  {
    ...PLANS,
    name: 'two seats of a plan of pretix may have one id',
    from: 'if (other !== undefined) throw',
    to: 'if (other === "") throw',
    breaks: 'which seat is which is told of one of them alone',
  },
  {
    ...NUMBERS,
    name: 'seats of an imported row may show the same',
    from: 'if (kept.has(number) && !taken.has(number)) {',
    to: 'if (kept.has(number)) {',
    breaks: 'the hall is refused when it is saved, or two have one seat',
  },
  {
    ...TABLES,
    name: 'fields beyond the columns of a table are passed over',
    from: "if (fields.slice(names.length).some((field) => field.trim() !== ''))",
    to: 'if (fields.length === 0)',
    breaks: 'an amount with a comma moves all that follows it to the next column',
  },
  {
    ...FIELDS,
    name: 'a formula is written into a table of seats as it is',
    from: 'value.replace(CELL, "\'")',
    to: 'value',
    breaks: 'a spreadsheet does what a name of a row says',
  },
  {
    ...KEPT,
    name: 'two tabs keep what they write in one place',
    from: 'const name = `${all}.${await ownTab()}`;',
    to: 'const name = all;',
    breaks: 'of two new events that are written at once one is lost',
  },
];

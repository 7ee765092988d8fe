/**
 * Whether a chart keeps what another one has, so that what was sold stays what it was. Loads nothing that checks requests: an editor asks
 * this, too, before the server does. Pure.
 */
import { shownNumber, shownNumbers } from '../plan/shown-numbers.ts';
import type { Chart } from './chart.ts';
import { pricedPlaces } from './row-prices.ts';

type Section = Chart['sections'][number];
type Row = Extract<Section, { kind: 'seated' }>['rows'][number];

/** What of a chart another one has not kept, and where. */
export interface NotKept {
  section: string;
  row?: string;
  /** `gone`: or in another order; `twice`: by its id or label. */
  what: 'gone' | 'twice' | 'kind' | 'name' | 'price' | 'capacity' | 'seats' | 'numbers' | 'facts' | 'aisles';
}

type Why = NotKept['what'];

/** Whether a chart has all that another one has, as it was and in the same order, and perhaps more. */
export const isGrowthOf = (before: Chart, after: Chart): boolean => whatIsNotKept(before, after) === undefined;

/** The first that is not kept; undefined where all is. */
export function whatIsNotKept(before: Chart, after: Chart): NotKept | undefined {
  let found: NotKept | undefined;
  const wrong = firstLost(
    before.sections,
    after.sections,
    ({ id }) => id,
    (was, is) => {
      found = lostOfSection(was, is);
      return found?.what;
    },
  );
  return wrong && (found ?? { section: wrong.name, what: wrong.what });
}

/** The first of the parts before that is not among those after, in the same order, and as it was. */
function firstLost<Part>(
  before: readonly Part[],
  after: readonly Part[],
  nameOf: (part: Part) => string,
  whyLost: (before: Part, after: Part) => Why | undefined,
): { name: string; what: Why } | undefined {
  let index = 0;
  for (const part of after) {
    const known = before[index];
    if (known === undefined || nameOf(known) !== nameOf(part)) continue;
    const what = whyLost(known, part);
    if (what) return { name: nameOf(known), what };
    index++;
  }
  const next = before[index];
  if (next !== undefined) return { name: nameOf(next), what: 'gone' };
  const names = after.map(nameOf);
  const twice = new Set(names).size === names.length ? undefined : names.find((name, at) => names.indexOf(name) < at);
  return twice === undefined ? undefined : { name: twice, what: 'twice' };
}

function lostOfSection(before: Section, after: Section): NotKept | undefined {
  const section = before.id;
  if (before.name !== after.name) return { section, what: 'name' };
  if (before.kind === 'general') {
    if (after.kind !== 'general') return { section, what: 'kind' };
    if (before.priceCategory !== after.priceCategory) return { section, what: 'price' };
    return after.capacity >= before.capacity ? undefined : { section, what: 'capacity' };
  }
  if (after.kind !== 'seated') return { section, what: 'kind' };
  const lost = firstLost(
    before.rows,
    after.rows,
    ({ label }) => label,
    (was, is) =>
      lostOfRow(was, is) ?? (isKeptPrice(was, before.priceCategory, is, after.priceCategory) ? undefined : 'price'),
  );
  return lost && { section, row: lost.name, what: lost.what };
}

/** Each seat that was there has the price category that it had, wherever that is said. */
function isKeptPrice(before: Row, usual: string, after: Row, usualNow: string): boolean {
  const was = pricedPlaces(before, usual);
  const is = pricedPlaces(after, usualNow);
  return was.every(({ from, to, category }) =>
    is.every((now) => now.category === category || now.to < from || now.from > to),
  );
}

/** A row may go on beyond its end, perhaps behind an aisle. */
function lostOfRow(before: Row, after: Row): Why | undefined {
  const isKept = (part: 'accessible' | 'companion' | 'restricted' | 'aisleAfter', upTo: number): boolean => {
    const was = new Set(before[part]);
    const is = new Set(after[part]?.filter((place) => place <= upTo));
    return was.symmetricDifference(is).size === 0;
  };
  if (after.seats < before.seats) return 'seats';
  if (after.name !== before.name) return 'name';
  if (!shownNumbers(before).every((shown, index) => shownNumber(after, index + 1) === shown)) return 'numbers';
  const areFactsKept = (['accessible', 'companion', 'restricted'] as const).every((part) => isKept(part, before.seats));
  if (!areFactsKept) return 'facts';
  return isKept('aisleAfter', before.seats - 1) ? undefined : 'aisles';
}

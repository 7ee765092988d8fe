/** Two halls that were made of one, put together part by part; and what differs between two. Pure. */
import type { SectionPlan } from '../../../shared/plan/plan.ts';
import { isSameValue } from './edit-history.ts';
import {
  type EditedSection,
  freeCode,
  type HallDocument,
  pricedBy,
  ruleOf,
  sectionNamed,
  without,
} from './hall-document.ts';
import { renameSection } from './section-edits.ts';

/** A part that is otherwise in one document than in another. `shapes`: all that is drawn besides sections, floors, focus. */
export interface HallDifference {
  kind: 'section' | 'shapes' | 'price';
  what: 'added' | 'removed' | 'changed';
  name: string;
}

interface Placed {
  section: EditedSection;
  rule: SectionPlan;
}

const placedIn = (document: HallDocument, id: string): Placed | undefined => {
  const section = sectionNamed(document, id);
  return section && { section, rule: ruleOf(document, id) };
};

const restOf = ({ plan }: HallDocument) => {
  const { sections: _, ...rest } = plan;
  return rest;
};

const idsOf = (...documents: readonly HallDocument[]): string[] => [
  ...new Set(documents.flatMap(({ chart }) => chart.sections.map(({ id }) => id))),
];
const priceIdsOf = (...documents: readonly HallDocument[]): string[] => [
  ...new Set(documents.flatMap(({ prices }) => prices.map(({ id }) => id))),
];
const priceIn = ({ prices }: HallDocument, id: string) => prices.find((price) => price.id === id);

function difference(kind: HallDifference['kind'], name: string, from: unknown, to: unknown): HallDifference[] {
  if (isSameValue(from, to)) return [];
  return [{ kind, name, what: from === undefined ? 'added' : to === undefined ? 'removed' : 'changed' }];
}

/** What of a document is otherwise in another. */
export function differencesOf(from: HallDocument, to: HallDocument): HallDifference[] {
  return [
    ...idsOf(from, to).flatMap((id) => {
      const [was, is] = [placedIn(from, id), placedIn(to, id)];
      return difference('section', `${id} · ${(is ?? was)?.section.name ?? ''}`, was, is);
    }),
    ...difference('shapes', '', restOf(from), restOf(to)),
    ...priceIdsOf(from, to).flatMap((id) => {
      const [was, is] = [priceIn(from, id), priceIn(to, id)];
      return difference('price', (is ?? was)?.name ?? id, was, is);
    }),
  ];
}

export type Preferred = 'mine' | 'theirs';

/** What one has changed is taken from that one; what both have, from the one that is preferred. */
function chosen<Part>(base: Part, mine: Part, theirs: Part, preferred: Preferred): Part {
  if (isSameValue(mine, base)) return theirs;
  if (isSameValue(theirs, base)) return mine;
  return preferred === 'mine' ? mine : theirs;
}

const isBoth = (one: unknown, other: unknown, before: unknown): boolean =>
  before === undefined && one !== undefined && other !== undefined && !isSameValue(one, other);

/** What both have added under one code, which an editor gives by itself, is not one thing: mine gets another. */
function withOwnCodes(base: HallDocument, mine: HallDocument, theirs: HallDocument): HallDocument {
  let own = mine;
  for (const { id } of mine.prices) {
    if (!isBoth(priceIn(mine, id), priceIn(theirs, id), priceIn(base, id))) continue;
    const to = freeCode(new Set(priceIdsOf(base, own, theirs)));
    own = {
      ...own,
      chart: pricedBy(own.chart, (one) => (one === id ? to : one)),
      prices: own.prices.map((price) => (price.id === id ? { ...price, id: to } : price)),
    };
  }
  for (const { id } of own.chart.sections)
    if (isBoth(placedIn(own, id), placedIn(theirs, id), placedIn(base, id)))
      own = renameSection(own, id, freeCode(new Set(idsOf(base, own, theirs))));
  return own;
}

export function mergedHall(
  base: HallDocument,
  given: HallDocument,
  theirs: HallDocument,
  preferred: Preferred,
): HallDocument {
  const mine = withOwnCodes(base, given, theirs);
  const first = preferred === 'mine' ? [mine, theirs] : [theirs, mine];
  const order = chosen(idsOf(base), idsOf(mine), idsOf(theirs), preferred);
  const ids = [...new Set([...order, ...idsOf(...first)])];
  const parts = ids.flatMap((id) => {
    const part = chosen(placedIn(base, id), placedIn(mine, id), placedIn(theirs, id), preferred);
    return part ? [part] : [];
  });
  const known = new Set(parts.map(({ section }) => section.id));
  const rest = chosen(restOf(base), restOf(mine), restOf(theirs), preferred);
  const views = rest.views?.filter(({ section }) => known.has(section));
  const prices = priceIdsOf(...first).flatMap((id) => {
    const price = chosen(priceIn(base, id), priceIn(mine, id), priceIn(theirs, id), preferred);
    return price ? [price] : [];
  });
  return {
    chart: { sections: parts.map(({ section }) => section) },
    plan: without({
      ...rest,
      views: views && views.length > 0 ? views : undefined,
      sections: Object.fromEntries(parts.map(({ section, rule }) => [section.id, rule])),
    }),
    prices: prices.length > 0 ? prices : theirs.prices,
  };
}

/** What both have changed, and otherwise. */
export function conflictsOf(base: HallDocument, given: HallDocument, theirs: HallDocument): HallDifference[] {
  const mine = withOwnCodes(base, given, theirs);
  const theirChanges = differencesOf(base, theirs);
  const between = differencesOf(mine, theirs);
  return differencesOf(base, mine).filter(({ kind, name }) => {
    const isIt = (one: HallDifference): boolean =>
      one.kind === kind && one.name.split(' · ')[0] === name.split(' · ')[0];
    return theirChanges.some(isIt) && between.some(isIt);
  });
}

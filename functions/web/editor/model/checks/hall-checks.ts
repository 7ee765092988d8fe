/** What is wrong with a hall, and what may be: each finding names the seat, row or section that it is about. Pure, deterministic. */
import type { Chart } from '../../../../shared/event/chart.ts';
import { whatIsNotKept } from '../../../../shared/event/kept-seats.ts';
import { namedCategories, pricedPlaces, usedCategories } from '../../../../shared/event/row-prices.ts';
import { planErrors } from '../../../../shared/plan/plan-errors.ts';
import { placesIn } from '../../../../shared/plan/seat-numbers.ts';
import { shownNumber, shownNumbers } from '../../../../shared/plan/shown-numbers.ts';
import { type EditedRow, type HallDocument, type PartId, sectionPart, seatsInAll } from '../hall-document.ts';
import { type Finding, type FindingCode, isError } from './finding.ts';
import { placeFindings } from './place-checks.ts';

const MOST_SEATS = 100_000;
const MOST_SHOWN = 999_999;
const MOST_PRICE_CHANGES = 500;
/** Of one kind: whoever has more mends these first. */
const MOST_OF_A_KIND = 100;

/** @param sold the chart whose seats must stay what they are, if some are sold */
export function findingsOf(document: HallDocument, sold?: Chart): Finding[] {
  const all = [
    ...wholeFindings(document, sold),
    ...document.chart.sections.flatMap((section) => sectionFindings(document, section)),
    ...planFindings(document),
    ...placeFindings(document),
  ];
  const counts = new Map<FindingCode, number>();
  const few = all.filter(({ code }) => {
    const count = (counts.get(code) ?? 0) + 1;
    counts.set(code, count);
    return count <= MOST_OF_A_KIND;
  });
  return few.toSorted((one, other) => Number(isError(other)) - Number(isError(one)));
}

function wholeFindings(document: HallDocument, sold: Chart | undefined): Finding[] {
  const { chart, prices } = document;
  const found: Finding[] = [];
  if (chart.sections.length === 0) found.push({ code: 'noSections' });
  const seats = seatsInAll(document);
  if (seats > MOST_SEATS) found.push({ code: 'tooManySeats', count: seats });
  const lost = sold && whatIsNotKept(sold, chart);
  if (lost)
    found.push({
      code: 'lost',
      part: sectionPart(lost.section),
      what: lost.what,
      ...(lost.row !== undefined && { row: lost.row }),
    });
  const used = usedCategories(chart.sections);
  for (const { id, name } of prices) {
    if (name.trim() === '') found.push({ code: 'nameEmpty', what: id });
    if (!used.has(id)) found.push({ code: 'priceUnused', what: name });
  }
  return found;
}

function sectionFindings({ chart, prices }: HallDocument, section: Chart['sections'][number]): Finding[] {
  const part = sectionPart(section.id);
  const found: Finding[] = [];
  if (section.name.trim() === '') found.push({ code: 'nameEmpty', part, what: section.id });
  const first = chart.sections.find(({ name }) => name === section.name);
  if (first !== section) found.push({ code: 'sameName', part, what: section.name });
  const known = new Set(prices.map(({ id }) => id));
  const missing = namedCategories(section).find(({ category }) => !known.has(category));
  if (missing) found.push({ code: 'noPrice', part, what: missing.category });
  if (section.kind === 'general') return found;
  const changes = section.rows.flatMap((row) =>
    pricedPlaces(row, section.priceCategory).map(({ category }) => category),
  );
  if (changes.filter((category, index) => index > 0 && category !== changes[index - 1]).length > MOST_PRICE_CHANGES)
    found.push({ code: 'priceChanges', part, count: MOST_PRICE_CHANGES });
  for (const row of section.rows) found.push(...rowFindings(section.id, part, row));
  return found;
}

function rowFindings(id: string, part: PartId, row: EditedRow): Finding[] {
  const found: Finding[] = [];
  const label = (place: number): string => `${id}-${row.label}-${place}`;
  if (Array.isArray(row.numbers)) {
    const all = shownNumbers(row);
    const first = new Map<string, number>();
    for (const [index, shown] of all.entries()) {
      const before = first.get(shown.normalize('NFKC'));
      if (before === undefined) first.set(shown.normalize('NFKC'), index);
      else {
        found.push({
          code: 'numbersTwice',
          part,
          row: row.label,
          what: shown,
          seats: [label(before + 1), label(index + 1)],
        });
        break;
      }
    }
  } else if (row.numbers) {
    const last = Number(shownNumber(row, row.seats));
    const isSound = [row.numbers.first, last].every((shown) => shown >= 0 && shown <= MOST_SHOWN);
    if (!isSound)
      found.push({ code: 'numbersBeyond', part, row: row.label, what: String(last), seats: [label(row.seats)] });
  }
  const wheelchairs = new Set(row.accessible);
  const apart = row.companion?.find((place) => !wheelchairs.has(place - 1) && !wheelchairs.has(place + 1));
  const isNear = (row.companion ?? []).length > 1 && wheelchairs.size > 0;
  if (apart !== undefined && !isNear)
    found.push({ code: 'companionApart', part, row: row.label, seats: [label(apart)] });
  return found;
}

/** As the server has it: a row that is bent more than it can be, a plan that is too long. */
function planFindings({ chart, plan }: HallDocument): Finding[] {
  return planErrors(chart, plan).map(({ path, message }): Finding => {
    const [where, id, ...rest] = path;
    const part = where === 'sections' && id !== undefined ? sectionPart(String(id)) : undefined;
    const row = rest[0] === 'rows' && rest[1] !== undefined ? String(rest[1]) : undefined;
    const code = rest.at(-1) === 'radius' ? 'bentTooMuch' : 'planWrong';
    return { code, what: message, ...(part && { part }), ...(row !== undefined && { row }) };
  });
}

/** How many seats each category has. */
export function seatsByPrice({ chart }: HallDocument): Map<string, number> {
  const counts = new Map<string, number>();
  const add = (category: string, count: number): void => void counts.set(category, (counts.get(category) ?? 0) + count);
  for (const section of chart.sections) {
    if (section.kind === 'general') add(section.priceCategory, placesIn(section));
    else
      for (const row of section.rows)
        for (const { from, to, category } of pricedPlaces(row, section.priceCategory)) add(category, to - from + 1);
  }
  return counts;
}

/** A chart and a plan from the seats that another system lists, with what was left out and which seat is which. Pure. */
import { planErrors } from '../plan-errors.ts';
import type { Plan, SectionPlan } from '../plan.ts';
import { PITCH_CM } from '../section-places.ts';
import { shownNumber } from '../shown-numbers.ts';
import { type MadeRow, madeRow, usualCategory } from './chart-rows-of.ts';
import { csvField } from '../../csv/csv-field.ts';
import { fitSection, median } from './fit-section.ts';
import { type FaultValues, ImportFault } from './import-fault.ts';
import type { ImportedRow, ImportedSeats, ImportedZone } from './imported-seats.ts';
import { type NotImportedKind, NotImported, partNamed } from './not-imported.ts';
import { idsFor, nameWithin } from './names-of-parts.ts';

export interface MadeSection {
  id: string;
  name: string;
  kind: 'seated';
  priceCategory: string;
  rows: MadeRow[];
}

/** What an event can be published with, once its categories have prices. */
export interface MadeHall {
  chart: { sections: MadeSection[] };
  plan: Plan | undefined;
  priceCategories: { id: string; name: string }[];
  /** Each seat: what the other system calls it, and its label here. */
  seats: { id: string; label: string; section: string; row: string; shown: string }[];
  dropped: NotImportedKind[];
}

const MOST_SECTIONS = 500;
const MOST_ROWS = 1_000;
const MOST_SEATS_IN_ROW = 1_000;
const MOST_CATEGORIES = 50;
const MOST_CM = 100_000;
/** What a rule may be beside the place that was given: in whole pixels, and where those are known to be centimetres. */
const NEAR_CM = 3;
const EXACT_CM = 1;

/** @throws ImportFault when it is more than a chart may have, or has no seats */
export function madeHall({ zones, categories, shapes, dropped, cm }: ImportedSeats): MadeHall {
  const left = new NotImported();
  const filled = zones.flatMap((zone, at): ImportedZone[] => {
    const rows = zone.rows.filter(({ name, seats }, index) => {
      if (seats.length === 0)
        left.add('rowEmpty', {}, { parts: [partNamed('section', zone.name, at), partNamed('row', name, index)] });
      return seats.length > 0;
    });
    return rows.length > 0 ? [{ ...zone, rows }] : [];
  });
  requireLimits(filled, categories);
  const [sectionId, categoryId] = [idsFor('S'), idsFor('P')];
  const ids = new Map(categories.map((name) => [name, categoryId(name)]));
  const idOf = (category: string): string => ids.get(category) ?? '';
  const cmOf = scaleOf(filled, cm);
  const sections: MadeSection[] = [];
  const rules: Record<string, SectionPlan> = {};
  for (const [index, zone] of filled.entries()) {
    const id = sectionId(zone.code);
    const part = partNamed('section', zone.name, index);
    const usual = usualCategory(zone.rows.flatMap(({ seats }) => seats));
    const label = idsFor('R');
    const rows = zone.rows.map((row, at) =>
      madeRow(row, label(row.name), usual, idOf, left, [part, partNamed('row', row.name, at)]),
    );
    const fitted =
      cmOf &&
      fitSection(
        rows,
        zone.rows.map(({ seats }) => seats.map(({ at = [0, 0] }) => cmOf(at))),
        cm === undefined ? NEAR_CM : EXACT_CM,
      );
    sections.push({
      id,
      name: nameWithin(zone.name, 80, left, { parts: [part] }) || id,
      kind: 'seated',
      priceCategory: idOf(usual),
      rows: fitted?.rows ?? rows,
    });
    if (fitted) rules[id] = fitted.plan;
  }
  const plan = cmOf && planOf(sections, rules, shapes, cmOf, left);
  return {
    chart: { sections },
    plan,
    priceCategories: [...ids].map(([name, id], at) => {
      const parts = [partNamed('category', id, at)];
      return { id, name: nameWithin(name, 80, left, { parts }) || id };
    }),
    seats: seatsOf(filled, sections),
    dropped: [...dropped, ...left.all],
  };
}

function requireLimits(zones: readonly ImportedZone[], categories: readonly string[]): void {
  if (zones.length === 0) throw ImportFault.of('noSeat', {});
  const limits: [count: number, most: number, what: FaultValues['tooMany']['what']][] = [
    [zones.length, MOST_SECTIONS, 'sections'],
    [Math.max(...zones.map(({ rows }) => rows.length)), MOST_ROWS, 'rows'],
    [Math.max(...zones.flatMap(({ rows }) => rows.map(({ seats }) => seats.length))), MOST_SEATS_IN_ROW, 'seats'],
    [categories.length, MOST_CATEGORIES, 'categories'],
  ];
  for (const [count, most, what] of limits) if (count > most) throw ImportFault.of('tooMany', { what, count, most });
}

/** From the other system's unit to cm: where that is not known, seats side by side are usually 55 apart. Undefined without places. */
function scaleOf(
  zones: readonly ImportedZone[],
  cm?: number,
): ((at: readonly [number, number]) => [number, number]) | undefined {
  const rows = zones.flatMap((zone) => zone.rows);
  if (rows.some(({ seats }) => seats.some(({ at }) => at === undefined))) return undefined;
  const apart = median(rows.flatMap(distancesIn), 0);
  const scale = cm ?? (apart > 0 ? PITCH_CM[0] / apart : 1);
  // The middle of all is 0 across, and the foremost 0 in depth: far from where a drawing begins, there is room to all sides.
  const all = rows.flatMap(({ seats }) => seats.map(({ at = [0, 0] }) => at));
  const [xs, ys] = [all.map(([x]) => x), all.map(([, y]) => y)];
  const middle = (least(xs) + most(xs)) / 2;
  const front = least(ys);
  return ([x, y]) => [(x - middle) * scale, (y - front) * scale];
}

const least = (values: readonly number[]) => values.reduce((one, other) => Math.min(one, other), Infinity);
const most = (values: readonly number[]) => values.reduce((one, other) => Math.max(one, other), -Infinity);

function distancesIn({ seats }: ImportedRow): number[] {
  return seats.slice(1).flatMap(({ at = [0, 0] }, index) => {
    const [x, y] = seats[index]?.at ?? at;
    const apart = Math.hypot(at[0] - x, at[1] - y);
    return apart > 0 ? [apart] : [];
  });
}

const inCm = ([x, y]: readonly [number, number]): [number, number] => [Math.round(x) + 0, Math.round(y) + 0];

function planOf(
  sections: MadeSection[],
  rules: Record<string, SectionPlan>,
  shapes: NonNullable<Plan['shapes']>,
  cmOf: (at: readonly [number, number]) => [number, number],
  left: NotImported,
): Plan | undefined {
  const [ox, oy] = cmOf([0, 0]);
  const scale = cmOf([1, 0])[0] - ox;
  const drawn = shapes.flatMap((shape) => {
    const { at, size, outline, ...rest } = shape;
    const { text } = rest;
    const made = {
      ...rest,
      ...(at && { at: inCm(cmOf(at)) }),
      ...(size && { size: size.map((length) => Math.max(1, Math.round(length * scale))) as [number, number] }),
      ...(outline && {
        outline: outline.map(
          (value, index) => Math.round(at ? value * scale : value * scale + (index % 2 ? oy : ox)) + 0,
        ),
      }),
    };
    const isWithin = [...(made.at ?? []), ...(made.size ?? []), ...(made.outline ?? [])].every(
      (value) => Math.abs(value) <= MOST_CM,
    );
    if (!isWithin) left.add('areaTooLarge', {}, text === undefined ? undefined : { text });
    return isWithin ? [made] : [];
  });
  const plan: Plan = { sections: rules, ...(drawn.length > 0 && { shapes: drawn }) };
  const isSound = planErrors({ sections }, plan).length === 0 && Object.values(rules).every(isWithinBounds);
  if (!isSound) left.add('plan', {});
  return isSound ? plan : undefined;
}

function isWithinBounds({ at = [0, 0], rows = {} }: SectionPlan): boolean {
  const all = [
    ...at,
    ...Object.values(rows).flatMap((row) => [...(row.at ?? []), ...(row.shift ?? []), ...(row.seats ?? [])]),
  ];
  return all.every((value) => Math.abs(value) <= MOST_CM);
}

function seatsOf(zones: readonly ImportedZone[], sections: readonly MadeSection[]): MadeHall['seats'] {
  return zones.flatMap((zone, at) =>
    zone.rows.flatMap(({ seats }, index) => {
      const section = sections[at] as MadeSection;
      const row = section.rows[index] as MadeRow;
      return seats.map(({ id }, place) => ({
        id,
        label: `${section.id}-${row.label}-${place + 1}`,
        section: section.name,
        row: row.name ?? row.label,
        shown: shownNumber(row, place + 1),
      }));
    }),
  );
}

/** Which seat is which, as CSV (RFC 4180): what the other system calls it, its label, and what people read. */
export function seatsCsv(seats: MadeHall['seats']): string {
  const lines = seats.map(({ id, label, section, row, shown }) =>
    [id, label, section, row, shown].map(csvField).join(','),
  );
  return `${['seat,label,section,row,shown', ...lines].join('\r\n')}\r\n`;
}

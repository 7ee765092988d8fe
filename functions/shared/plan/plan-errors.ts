/** What can be wrong with a plan beyond its shape, most of it what it says of a chart that is not in that. Pure. */
import type { DrawnChart, DrawnSeated, DrawnSection } from './drawn-chart.ts';
import type { Plan, SectionPlan } from './plan.ts';
import { entryOf, PITCH_CM, widthOf } from './section-places.ts';

/** Something wrong in a plan, and where. */
export interface PlanError {
  path: (string | number)[];
  message: string;
}

/** So long a plan may be as JSON: with a chart it has to fit into one request. */
const MOST_CHARACTERS = 256 * 1_024;

/** What is wrong with a plan of a chart, with the path of each; empty when nothing is. */
export function planErrors(chart: DrawnChart, plan: Plan): PlanError[] {
  const errors: PlanError[] = [];
  const wrong = (path: (string | number)[], message: string): void => void errors.push({ path, message });
  if (JSON.stringify(plan).length > MOST_CHARACTERS) wrong([], `must be of ${MOST_CHARACTERS} characters at most`);
  const known = new Map(chart.sections.map((section) => [section.id, section]));
  const floors = new Set(plan.floors?.map(({ id }) => id));
  if (floors.size < (plan.floors?.length ?? 0)) wrong(['floors'], 'a floor is named twice');
  const isOnFloor = (floor: string | undefined, path: (string | number)[]): void => {
    if (floor !== undefined && !floors.has(floor)) wrong([...path, 'floor'], `no floor ${floor}`);
  };
  for (const [id, rule] of Object.entries(plan.sections ?? {})) {
    const section = known.get(id);
    if (!section) wrong(['sections', id], `the chart has no section ${id}`);
    else for (const { path, message } of sectionErrors(section, rule)) wrong(['sections', id, ...path], message);
    isOnFloor(rule.floor, ['sections', id]);
  }
  for (const [index, shape] of (plan.shapes ?? []).entries()) {
    if (!shape.outline && !(shape.at && (shape.size ?? shape.kind === 'text')))
      wrong(['shapes', index], 'has at and size, or an outline');
    if (shape.kind === 'text' && shape.text === undefined) wrong(['shapes', index, 'text'], 'a text has one');
    isOnFloor(shape.floor, ['shapes', index]);
  }
  for (const [index, { section: id, row }] of (plan.views ?? []).entries()) {
    const section = known.get(id);
    if (!section) wrong(['views', index, 'section'], `the chart has no section ${id}`);
    else if (row !== undefined && !rowOf(section, row))
      wrong(['views', index, 'row'], `section ${id} has no row ${row}`);
  }
  return errors;
}

function rowOf(section: DrawnSection, label: string): DrawnSeated['rows'][number] | undefined {
  return section.kind === 'seated' ? section.rows.find((row) => row.label === label) : undefined;
}

/** What only sections with seats have, and only general admission. */
const OF_SEATED = ['radius', 'pitch', 'aisle', 'align', 'rows'] as const;

function sectionErrors(section: DrawnSection, rule: SectionPlan): PlanError[] {
  if (section.kind === 'general')
    return OF_SEATED.filter((part) => rule[part] !== undefined).map((part) => ({
      path: [part],
      message: 'general admission has no seats to place',
    }));
  const errors: PlanError[] = [];
  if (rule.size) errors.push({ path: ['size'], message: 'follows from the seats of a section' });
  const labels = new Set(section.rows.map(({ label }) => label));
  for (const [label, own] of Object.entries(rule.rows ?? {})) {
    const path = ['rows', label];
    if (!labels.has(label)) errors.push({ path, message: `section ${section.id} has no row ${label}` });
    else if (own.seats && own.seats.length / 2 > (rowOf(section, label)?.seats ?? 0))
      errors.push({ path: [...path, 'seats'], message: 'more than the row has' });
  }
  return [...errors, ...bendErrors(section, rule)];
}

/** Rows that are bent more than they can be: beyond the middle of their circle, or longer than it is around. */
function bendErrors(section: DrawnSeated, rule: SectionPlan): PlanError[] {
  for (const [index, row] of section.rows.entries()) {
    const own = entryOf(rule.rows, row.label) ?? {};
    if (own.seats ?? own.table) continue;
    const depth = index * (rule.pitch?.[1] ?? PITCH_CM[1]);
    const given = own.radius ?? (own.at ? undefined : rule.radius);
    if (given === undefined) continue;
    const radius = own.radius ?? given + depth;
    const path = own.radius === undefined ? ['radius'] : ['rows', row.label, 'radius'];
    if (Math.sign(radius) !== Math.sign(given) || radius === 0)
      return [{ path, message: `row ${row.label} would lie beyond the middle of the circle` }];
    if (widthOf(row, rule, own) > 2 * Math.PI * Math.abs(radius))
      return [{ path, message: `row ${row.label} is longer than the circle that it lies on` }];
  }
  return [];
}

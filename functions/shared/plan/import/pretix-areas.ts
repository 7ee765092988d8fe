/** Areas of pretix as shapes: a point, a turn around it, and a form and a text beside it. Pure. */
import { sineAndCosine } from '../outline.ts';
import type { Plan } from '../plan.ts';
import { ImportFault } from './import-fault.ts';
import type { LeftPlace, NotImported } from './not-imported.ts';
import { lineOf } from './names-of-parts.ts';
import { kindByColours } from './pretix-marks.ts';
import {
  type GivenFields,
  listAt,
  amountAt,
  objectAt,
  type Position,
  positionAt,
  positionOrNone,
  textAt,
  textOrNone,
} from './read-json.ts';

type Shapes = NonNullable<Plan['shapes']>;
type Shape = Shapes[number];

export const AREA_KEYS = [
  'color',
  'border_color',
  'rotation',
  'position',
  'uuid',
  'shape',
  'polygon',
  'rectangle',
  'ellipse',
  'circle',
  'text',
];
const MOST_CORNERS = 200;
const MOST_TEXT = 80;

/** A form in the area’s own frame. */
interface Form {
  /** What of a shape it is; `at` is the form’s middle. */
  shape: Pick<Shape, 'size' | 'outline' | 'round'>;
  /** Where the shape’s own point is. */
  middle: Position;
  /** The middle of what is drawn, and how far it reaches to each side. */
  centre: Position;
  half: Position;
}

/** @param zone where its zone is @param where which it is */
export function shapesOfArea(
  area: GivenFields,
  zone: Position,
  path: string,
  where: LeftPlace,
  left: NotImported,
): Shapes {
  const origin = added(zone, positionOrNone(area['position'], `${path}.position`));
  const given = area['rotation'] ?? 0;
  const turn = amountAt(given, `${path}.rotation`) % 360;
  const turned = turn === 0 ? {} : { turn };
  const kind = textAt(area['shape'], `${path}.shape`);
  const text = textOf(area['text'], `${path}.text`, where, left);
  const standsAt = (at: Position): [number, number] => added(origin, turnedBy(at, turn));
  const alone = (): Shapes => (text ? [{ kind: 'text', at: standsAt(text.at), text: text.words, ...turned }] : []);
  if (kind === 'text') {
    if (!text) left.add('textEmpty', {}, where);
    return alone();
  }
  const form = formOf(kind, area[kind], path, where, left);
  if (!form) return alone();
  const isInside =
    text !== undefined &&
    Math.abs(text.at[0] - form.centre[0]) <= form.half[0] / 2 &&
    Math.abs(text.at[1] - form.centre[1]) <= form.half[1] / 2;
  const known = kindByColours(area['color'], area['border_color']);
  if (!known && (area['color'] ?? area['border_color']) !== undefined) left.add('areaColours', {});
  return [
    {
      kind: known ?? 'area',
      at: standsAt(form.middle),
      ...form.shape,
      ...turned,
      ...(isInside && { text: text.words }),
    },
    // What stands elsewhere is drawn where it stands.
    ...(isInside ? [] : alone()),
  ];
}

function formOf(kind: string, given: unknown, path: string, where: LeftPlace, left: NotImported): Form | undefined {
  const inside = `${path}.${kind}`;
  if (kind === 'polygon') return polygonOf(objectAt(given, inside), inside, where, left);
  if (kind !== 'rectangle' && kind !== 'circle' && kind !== 'ellipse')
    throw ImportFault.of('noShape', { path: `${path}.shape`, kind });
  const own = objectAt(given, inside);
  const [width, depth] = extentOf(kind, own, inside);
  if (!(width > 0 && depth > 0)) {
    left.add('areaEmpty', {}, where);
    return undefined;
  }
  const half: Position = [width / 2, depth / 2];
  const size: [number, number] = [width, depth];
  // A rectangle is turned around its corner; here a shape is turned around its middle.
  if (kind === 'rectangle') return { shape: { size }, middle: half, centre: half, half };
  return { shape: { size, round: true }, middle: [0, 0], centre: [0, 0], half };
}

function extentOf(kind: 'rectangle' | 'circle' | 'ellipse', own: GivenFields, path: string): Position {
  if (kind === 'rectangle') return [amountAt(own['width'], `${path}.width`), amountAt(own['height'], `${path}.height`)];
  if (kind === 'ellipse') {
    const [x, y] = positionAt(own['radius'], `${path}.radius`);
    return [2 * x, 2 * y];
  }
  const radius = amountAt(own['radius'], `${path}.radius`);
  return [2 * radius, 2 * radius];
}

function polygonOf(own: GivenFields, path: string, where: LeftPlace, left: NotImported): Form | undefined {
  const all = listAt(own['points'], `${path}.points`).map((point, index) =>
    positionAt(point, `${path}.points.${index}`),
  );
  if (all.length < 3) {
    left.add('polygonSmall', {}, where);
    return undefined;
  }
  if (all.length > MOST_CORNERS) left.add('cornersBeyond', { most: MOST_CORNERS }, where, all.length - MOST_CORNERS);
  // Of too many, those that are left are all around it.
  const share = Math.min(1, MOST_CORNERS / all.length);
  const points = all.filter((_, index) => Math.floor(index * share) < Math.floor((index + 1) * share));
  const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)];
  const [x0, x1, y0, y1] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  const centre: Position = [(x0 + x1) / 2, (y0 + y1) / 2];
  const half: Position = [(x1 - x0) / 2, (y1 - y0) / 2];
  const isUpright = (x: number, y: number): boolean => (x === x0 || x === x1) && (y === y0 || y === y1);
  const corners = new Set(points.map(([x, y]) => `${x} ${y}`));
  if (points.length === 4 && corners.size === 4 && points.every(([x, y]) => isUpright(x, y)) && isAround(points))
    return { shape: { size: [x1 - x0, y1 - y0] }, middle: centre, centre, half };
  return { shape: { outline: points.flat() }, middle: [0, 0], centre, half };
}

/** From corner to corner along the sides, not across. */
const isAround = (points: readonly Position[]): boolean =>
  points.every(([x, y], index) => {
    const [nx, ny] = points[(index + 1) % points.length] ?? [x, y];
    return x === nx || y === ny;
  });

function textOf(given: unknown, path: string, where: LeftPlace, left: NotImported) {
  if (given === undefined || given === null) return undefined;
  const text = objectAt(given, path);
  const all = lineOf(textOrNone(text['text'], `${path}.text`) ?? '', Infinity);
  const words = lineOf(all, MOST_TEXT);
  if (words === '') return undefined;
  if (words !== all) left.add('textEnd', { most: MOST_TEXT }, { ...where, text: words });
  if (text['size'] !== undefined && text['size'] !== 16) left.add('textSize', {});
  return { words, at: positionOrNone(text['position'], `${path}.position`) };
}

const added = ([x, y]: Position, [dx, dy]: Position): [number, number] => [x + dx, y + dy];

function turnedBy([x, y]: Position, degrees: number): Position {
  const [sin, cos] = sineAndCosine(degrees);
  return [x * cos - y * sin, x * sin + y * cos];
}

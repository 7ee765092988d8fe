/** Outlines around points. Lists of x and y in turn. Pure. */

/** What an outline is away from the middles of the seats in it, in cm. */
export const MARGIN_CM = 40;

const ELLIPSE_POINTS = 48;

/** An upright box, both ends inclusive. */
export interface PlanBox {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** The convex hull of points, each widened to a square of twice the margin. */
export function hullAround(points: readonly number[], margin = MARGIN_CM): number[] {
  const corners: [number, number][] = [];
  for (let at = 0; at < points.length; at += 2) {
    const [x, y] = [points[at] as number, points[at + 1] as number];
    corners.push(
      [x - margin, y - margin],
      [x + margin, y - margin],
      [x + margin, y + margin],
      [x - margin, y + margin],
    );
  }
  corners.sort((one, other) => one[0] - other[0] || one[1] - other[1]);
  return [...lowerHull(corners), ...lowerHull(corners.toReversed())].flat();
}

function lowerHull(ordered: readonly [number, number][]): [number, number][] {
  const chain: [number, number][] = [];
  for (const point of ordered) {
    while (chain.length > 1 && turnOf(chain.at(-2), chain.at(-1), point) <= 0) chain.pop();
    chain.push(point);
  }
  return chain.slice(0, -1);
}

function turnOf(a: [number, number] | undefined, b: [number, number] | undefined, c: [number, number]): number {
  if (!a || !b) return 0;
  return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);
}

/** An outline with points added, so that no side of it is wider than a step. */
export function subdivided(outline: readonly number[], step: number): number[] {
  const all: number[] = [];
  for (let at = 0; at < outline.length; at += 2) {
    const [x, y] = [outline[at] as number, outline[at + 1] as number];
    const next = (at + 2) % outline.length;
    const [dx, dy] = [(outline[next] as number) - x, (outline[next + 1] as number) - y];
    const parts = Math.max(1, Math.ceil(Math.abs(dx) / step));
    for (let part = 0; part < parts; part++) all.push(x + (dx * part) / parts, y + (dy * part) / parts);
  }
  return all;
}

/** The box around points. */
export function boxAround(points: readonly number[]): PlanBox {
  const box = { left: Infinity, top: Infinity, right: -Infinity, bottom: -Infinity };
  for (let at = 0; at < points.length; at += 2) {
    box.left = Math.min(box.left, points[at] as number);
    box.right = Math.max(box.right, points[at] as number);
    box.top = Math.min(box.top, points[at + 1] as number);
    box.bottom = Math.max(box.bottom, points[at + 1] as number);
  }
  return box;
}

/** The box around boxes; one without extent at 0 when there are none. */
export function boxOf(boxes: readonly PlanBox[]): PlanBox {
  if (boxes.length === 0) return { left: 0, top: 0, right: 0, bottom: 0 };
  return boxAround(boxes.flatMap(({ left, top, right, bottom }) => [left, top, right, bottom]));
}

/** Points turned clockwise around 0 and then moved, in whole centimetres. */
export function moved(points: readonly number[], [dx, dy]: readonly [number, number], degrees: number): number[] {
  const [sin, cos] = sineAndCosine(degrees);
  const all: number[] = [];
  for (let at = 0; at < points.length; at += 2) {
    const [x, y] = [points[at] as number, points[at + 1] as number];
    all.push(whole(dx + x * cos - y * sin), whole(dy + x * sin + y * cos));
  }
  return all;
}

/** Exact for quarters of a circle. */
export function sineAndCosine(degrees: number): [sin: number, cos: number] {
  const quarter = (((degrees % 360) + 360) % 360) / 90;
  if (Number.isInteger(quarter))
    return (
      [
        [0, 1],
        [1, 0],
        [0, -1],
        [-1, 0],
      ] as const
    )[quarter as 0 | 1 | 2 | 3] as [number, number];
  const angle = (degrees * Math.PI) / 180;
  return [Math.sin(angle), Math.cos(angle)];
}

/** To the next whole centimetre, and never to -0. */
export function whole(value: number): number {
  return Math.round(value) + 0;
}

/** A rectangle around 0. */
export function rectangle([width, depth]: readonly [number, number]): number[] {
  const [x, y] = [width / 2, depth / 2];
  return [-x, -y, x, -y, x, y, -x, y];
}

/** An ellipse around 0. */
export function ellipse([width, depth]: readonly [number, number]): number[] {
  return Array.from({ length: ELLIPSE_POINTS }, (_, index) => {
    const [sin, cos] = sineAndCosine((index * 360) / ELLIPSE_POINTS);
    return [(width / 2) * cos, (depth / 2) * sin];
  }).flat();
}

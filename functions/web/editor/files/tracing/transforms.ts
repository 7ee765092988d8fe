/** The `transform` of an element, as a matrix. Pure. */

/** a b c d e f, as SVG writes them. */
export type Matrix = readonly [number, number, number, number, number, number];

const MOST_CHARACTERS = 2_000;
const STEP = /([a-zA-Z]{1,10})\s{0,10}\(([^)]{0,300})\)/g;

export const times = ([a, b, c, d, e, f]: Matrix, [g, h, i, j, k, l]: Matrix): Matrix => [
  a * g + c * h,
  b * g + d * h,
  a * i + c * j,
  b * i + d * j,
  a * k + c * l + e,
  b * k + d * l + f,
];

/** What is no transform changes nothing. */
export function matrixOf(text: string): Matrix {
  let matrix: Matrix = [1, 0, 0, 1, 0, 0];
  if (text.length > MOST_CHARACTERS) return matrix;
  for (const [, name = '', list = ''] of text.matchAll(STEP)) {
    const numbers = list
      .split(/[\s,]/)
      .filter((one) => one !== '')
      .map(Number);
    if (numbers.every((value) => Number.isFinite(value))) matrix = times(matrix, stepOf(name, numbers));
  }
  return matrix;
}

function stepOf(name: string, n: readonly number[]): Matrix {
  const [first = 0, second = 0, third = 0] = n;
  const radians = (first * Math.PI) / 180;
  switch (name) {
    case 'matrix':
      return [n[0] ?? 1, n[1] ?? 0, n[2] ?? 0, n[3] ?? 1, n[4] ?? 0, n[5] ?? 0];
    case 'translate':
      return [1, 0, 0, 1, first, second];
    case 'scale':
      return [n[0] ?? 1, 0, 0, n[1] ?? n[0] ?? 1, 0, 0];
    case 'rotate': {
      const [sin, cos] = [Math.sin(radians), Math.cos(radians)];
      return times(times([1, 0, 0, 1, second, third], [cos, sin, -sin, cos, 0, 0]), [1, 0, 0, 1, -second, -third]);
    }
    case 'skewX':
      return [1, 0, Math.tan(radians), 1, 0, 0];
    case 'skewY':
      return [1, Math.tan(radians), 0, 1, 0, 0];
    default:
      return [1, 0, 0, 1, 0, 0];
  }
}

/** @param points x and y in turn */
export function applied([a, b, c, d, e, f]: Matrix, points: readonly number[]): number[] {
  const placed: number[] = [];
  for (let at = 0; at + 1 < points.length; at += 2) {
    const [x, y] = [points[at] ?? 0, points[at + 1] ?? 0];
    placed.push(a * x + c * y + e, b * x + d * y + f);
  }
  return placed;
}

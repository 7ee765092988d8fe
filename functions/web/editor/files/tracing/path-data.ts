/** The `d` of a path as lines: curves by short straight pieces. Pure. */

/** x and y in turn, and whether the last is joined to the first. */
export interface TracedLine {
  points: number[];
  isClosed: boolean;
}

const PIECES = 12;
/** How many numbers follow each command. */
const ARITY: Readonly<Record<string, number>> = { m: 2, l: 2, h: 1, v: 1, c: 6, s: 4, q: 4, t: 2, a: 7, z: 0 };
const NUMBER = /^[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?/;
const MOST_DIGITS = 40;

/** A command with its numbers; what is no path ends the list, as browsers have it. */
function* steps(data: string): Generator<[command: string, numbers: number[]]> {
  let [at, command] = [0, ''];
  const skip = (): void => {
    while (at < data.length && ' ,\n\t\r'.includes(data[at] ?? '')) at++;
  };
  while (at < data.length) {
    skip();
    const one = data[at] ?? '';
    if (ARITY[one.toLowerCase()] !== undefined) {
      command = one;
      at++;
    } else if (command === '' || command.toLowerCase() === 'z') return;
    const numbers: number[] = [];
    const isArc = command.toLowerCase() === 'a';
    while (numbers.length < (ARITY[command.toLowerCase()] ?? 0)) {
      skip();
      // Flags of an arc may stand without anything between them.
      if (isArc && (numbers.length === 3 || numbers.length === 4) && /[01]/.test(data[at] ?? '')) {
        numbers.push(Number(data[at++]));
        continue;
      }
      const [found] = NUMBER.exec(data.slice(at, at + MOST_DIGITS)) ?? [];
      if (found === undefined) return;
      at += found.length;
      numbers.push(Number(found));
    }
    yield [command, numbers];
    // More numbers of a move are lines.
    if (command === 'm') command = 'l';
    if (command === 'M') command = 'L';
    skip();
  }
}

/** What is being drawn. */
class Pen {
  readonly lines: TracedLine[] = [];
  #line: TracedLine | undefined;
  x = 0;
  y = 0;
  /** The last control point, which `s` and `t` mirror. */
  control: { of: string; x: number; y: number } | undefined;

  move(x: number, y: number): void {
    this.#line = { points: [x, y], isClosed: false };
    this.lines.push(this.#line);
    [this.x, this.y] = [x, y];
  }

  to(x: number, y: number): void {
    if (!this.#line) this.move(this.x, this.y);
    this.#line?.points.push(x, y);
    [this.x, this.y] = [x, y];
  }

  close(): void {
    const [x = this.x, y = this.y] = this.#line?.points ?? [];
    if (this.#line) this.#line.isClosed = true;
    this.#line = undefined;
    [this.x, this.y] = [x, y];
  }

  curve(along: (share: number) => readonly [number, number]): void {
    for (let piece = 1; piece <= PIECES; piece++) this.to(...along(piece / PIECES));
  }

  mirrored(of: string): readonly [number, number] {
    return this.control?.of === of ? [2 * this.x - this.control.x, 2 * this.y - this.control.y] : [this.x, this.y];
  }
}

export function linesOfPath(data: string): TracedLine[] {
  const pen = new Pen();
  for (const [command, numbers] of steps(data)) draw(pen, command, numbers);
  return pen.lines.filter(({ points }) => points.length >= 4);
}

function draw(pen: Pen, command: string, n: readonly number[]): void {
  const kind = command.toLowerCase();
  const [ox, oy] = command === kind ? [pen.x, pen.y] : [0, 0];
  const point = (index: number): [number, number] => [ox + (n[index] ?? 0), oy + (n[index + 1] ?? 0)];
  const { control } = pen;
  pen.control = undefined;
  if (kind === 'z') pen.close();
  else if (kind === 'm') pen.move(...point(0));
  else if (kind === 'l') pen.to(...point(0));
  else if (kind === 'h') pen.to(ox + (n[0] ?? 0), pen.y);
  else if (kind === 'v') pen.to(pen.x, oy + (n[0] ?? 0));
  else if (kind === 'a') drawArc(pen, n, point(5));
  else {
    pen.control = control;
    const isCubic = kind === 'c' || kind === 's';
    const first = kind === 'c' || kind === 'q' ? point(0) : pen.mirrored(isCubic ? 'cubic' : 'quadratic');
    const second = kind === 'c' ? point(2) : kind === 's' ? point(0) : first;
    const end = kind === 'c' ? point(4) : kind === 't' ? point(0) : point(2);
    drawCurve(pen, isCubic ? [first, second, end] : [first, end]);
    const [x, y] = isCubic ? second : first;
    pen.control = { of: isCubic ? 'cubic' : 'quadratic', x, y };
  }
}

/** By de Casteljau's way: of any degree. */
function drawCurve(pen: Pen, controls: readonly (readonly [number, number])[]): void {
  const all: (readonly [number, number])[] = [[pen.x, pen.y], ...controls];
  pen.curve((share) => {
    let points = all;
    while (points.length > 1)
      points = points
        .slice(1)
        .map(([x, y], index) => [
          (points[index]?.[0] ?? 0) * (1 - share) + x * share,
          (points[index]?.[1] ?? 0) * (1 - share) + y * share,
        ]);
    return points[0] ?? [0, 0];
  });
}

/** From its ends to its middle: SVG 2, appendix B.2.4. */
function drawArc(
  pen: Pen,
  [rx = 0, ry = 0, tilt = 0, large = 0, sweep = 0]: readonly number[],
  [ex, ey]: readonly [number, number],
): void {
  let [a, b] = [Math.abs(rx), Math.abs(ry)];
  if (a === 0 || b === 0 || (ex === pen.x && ey === pen.y)) return pen.to(ex, ey);
  const angle = (tilt * Math.PI) / 180;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const [hx, hy] = [(pen.x - ex) / 2, (pen.y - ey) / 2];
  const [px, py] = [cos * hx + sin * hy, cos * hy - sin * hx];
  const grow = Math.sqrt((px / a) ** 2 + (py / b) ** 2);
  if (grow > 1) [a, b] = [a * grow, b * grow];
  const under = (a * b) ** 2 / ((a * py) ** 2 + (b * px) ** 2) - 1;
  const root = Math.sqrt(Math.max(0, under)) * (large === sweep ? -1 : 1);
  const [mx, my] = [(root * a * py) / b, (-root * b * px) / a];
  const [cx, cy] = [cos * mx - sin * my + (pen.x + ex) / 2, sin * mx + cos * my + (pen.y + ey) / 2];
  const from = Math.atan2((py - my) / b, (px - mx) / a);
  let way = Math.atan2((-py - my) / b, (-px - mx) / a) - from;
  if (sweep === 0 && way > 0) way -= 2 * Math.PI;
  if (sweep !== 0 && way < 0) way += 2 * Math.PI;
  pen.curve((share) => {
    const [x, y] = [a * Math.cos(from + way * share), b * Math.sin(from + way * share)];
    return [cx + cos * x - sin * y, cy + sin * x + cos * y];
  });
}

/**
 * A drawing (SVG) as lines to trace: forms and paths become points, and no part of the file anything else. What a drawing can do beside being
 * looked at (scripts, styles, links, pictures, parts of other files) is not taken, and told. Pure.
 */
import { ImportFault } from '../../../../shared/plan/import/import-fault.ts';
import { type MarkupElement, readMarkup } from './svg-markup.ts';
import { type TracedLine, linesOfPath } from './path-data.ts';
import { applied, type Matrix, matrixOf, times } from './transforms.ts';

export interface Drawing {
  lines: readonly TracedLine[];
  /** Around all lines, which begin at 0. */
  width: number;
  height: number;
  /** Names of elements that were left out. */
  dropped: readonly string[];
}

const MOST_CHARACTERS = 4_000_000;
const MOST_POINTS = 100_000;
/** Further out than this a drawing has nothing that anybody sees. */
const MOST_COORDINATE = 1e7;

/** Drawn by reference, or not by themselves at all: nothing to say of them. */
const SILENT = new Set([
  'defs',
  'metadata',
  'title',
  'desc',
  'style',
  'namedview',
  'clipPath',
  'mask',
  'marker',
  'pattern',
  'symbol',
  'linearGradient',
  'radialGradient',
  'filter',
]);
const GROUPS = new Set(['svg', 'g', 'a', 'switch']);

/** @throws ImportFault where it is no drawing, or one beyond the limits */
export function readSvg(text: string): Drawing {
  if (text.length > MOST_CHARACTERS) throw ImportFault.of('tooLong', { most: MOST_CHARACTERS });
  const root = readMarkup(text);
  if (root.name !== 'svg') throw ImportFault.of('noSvg', {});
  const found: TracedLine[] = [];
  const dropped = new Set<string>();
  let points = 0;
  const walk = (element: MarkupElement, above: Matrix): void => {
    if (isHidden(element) || SILENT.has(element.name)) return;
    const matrix = times(above, matrixOf(element.attributes.get('transform') ?? ''));
    const own = linesOf(element);
    if (own)
      for (const { points: list, isClosed } of own) {
        const placed = applied(matrix, list);
        if (!placed.every((value) => Math.abs(value) <= MOST_COORDINATE)) continue;
        points += placed.length / 2;
        if (points > MOST_POINTS) throw ImportFault.of('tooManyPoints', { most: MOST_POINTS });
        found.push({ points: placed, isClosed });
      }
    else if (GROUPS.has(element.name)) for (const child of element.children) walk(child, matrix);
    else dropped.add(element.name);
  };
  walk(root, [1, 0, 0, 1, 0, 0]);
  if (found.length === 0) throw ImportFault.of('noLines', {});
  return { ...fromZero(found), dropped: [...dropped].slice(0, 20) };
}

function isHidden({ attributes }: MarkupElement): boolean {
  const style = (attributes.get('style') ?? '').replaceAll(' ', '');
  return (
    attributes.get('display') === 'none' || attributes.get('visibility') === 'hidden' || style.includes('display:none')
  );
}

/** The lines of a form; undefined of an element that is none. */
function linesOf(element: MarkupElement): TracedLine[] | undefined {
  const at = (name: string): number => lengthOf(element.attributes.get(name));
  const list = (): number[] => numbersIn(element.attributes.get('points') ?? '');
  switch (element.name) {
    case 'path':
      return linesOfPath(element.attributes.get('d') ?? '');
    case 'rect': {
      const [x, y, width, height] = [at('x'), at('y'), at('width'), at('height')];
      if (width <= 0 || height <= 0) return [];
      return [{ points: [x, y, x + width, y, x + width, y + height, x, y + height], isClosed: true }];
    }
    case 'circle':
      return ring(at('cx'), at('cy'), at('r'), at('r'));
    case 'ellipse':
      return ring(at('cx'), at('cy'), at('rx'), at('ry'));
    case 'line':
      return [{ points: [at('x1'), at('y1'), at('x2'), at('y2')], isClosed: false }];
    case 'polyline':
    case 'polygon': {
      const points = list();
      return points.length >= 4 ? [{ points, isClosed: element.name === 'polygon' }] : [];
    }
    default:
      return undefined;
  }
}

const SIDES = 24;

function ring(cx: number, cy: number, rx: number, ry: number): TracedLine[] {
  if (rx <= 0 || ry <= 0) return [];
  const points = Array.from({ length: SIDES }, (_, side) => {
    const angle = (side * 2 * Math.PI) / SIDES;
    return [cx + rx * Math.cos(angle), cy + ry * Math.sin(angle)];
  }).flat();
  return [{ points, isClosed: true }];
}

/** In whatever unit: only what is larger than what else counts. */
function lengthOf(text = '0'): number {
  const value = Number.parseFloat(text);
  return Number.isFinite(value) ? value : 0;
}

function numbersIn(text: string): number[] {
  const numbers = text
    .split(/[\s,]/)
    .filter((one) => one !== '')
    .slice(0, 2 * MOST_POINTS)
    .map(Number);
  const bad = numbers.findIndex((value) => !Number.isFinite(value));
  const sound = bad < 0 ? numbers : numbers.slice(0, bad);
  return sound.slice(0, sound.length - (sound.length % 2));
}

function fromZero(lines: readonly TracedLine[]): Pick<Drawing, 'lines' | 'width' | 'height'> {
  const box = { left: Infinity, top: Infinity, right: -Infinity, bottom: -Infinity };
  for (const { points } of lines)
    for (let at = 0; at < points.length; at += 2) {
      box.left = Math.min(box.left, points[at] ?? 0);
      box.right = Math.max(box.right, points[at] ?? 0);
      box.top = Math.min(box.top, points[at + 1] ?? 0);
      box.bottom = Math.max(box.bottom, points[at + 1] ?? 0);
    }
  return {
    lines: lines.map(({ points, isClosed }) => ({
      points: points.map((value, index) => value - (index % 2 ? box.top : box.left)),
      isClosed,
    })),
    width: Math.max(1e-6, box.right - box.left),
    height: Math.max(1e-6, box.bottom - box.top),
  };
}

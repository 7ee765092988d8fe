/**
 * From one view to the next a picture is mostly what it was, only elsewhere: moved by whole pixels it is exactly that, larger or smaller it is that
 * for as long as a hand moves. Pure.
 */
import { levelOf } from './levels.ts';
import type { HallScene } from './scene.ts';

/** A part of a canvas, in its own pixels. */
export interface CanvasArea {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** Where the corner of a picture comes to lie on a canvas, and how many times larger it is. */
export interface Move {
  by: number;
  left: number;
  top: number;
}

/** Larger than this a picture looks blurred, smaller it covers too little. */
const MOST_LARGER = 1.25;
const MOST_SMALLER = 1.15;

export function moveBetween({ view: from, size, ratio }: HallScene, { view: to }: HallScene): Move {
  const by = to.scale / from.scale;
  const at = (was: number, is: number, length: number): number =>
    ((was - is) * to.scale + (length / 2) * (1 - by)) * ratio;
  return { by, left: at(from.x, to.x, size.width), top: at(from.y, to.y, size.height) };
}

/** In whole pixels; undefined where it is more than that. */
export function shiftOf({ by, left, top }: Move): readonly [number, number] | undefined {
  return Math.abs(by - 1) < 1e-9 && isWhole(left) && isWhole(top) ? [Math.round(left), Math.round(top)] : undefined;
}

const isWhole = (value: number): boolean => Math.abs(value - Math.round(value)) < 1e-3;

/** Whether what was drawn for one view may stand for another while a hand moves: what is written on seats is to be read. */
export function mayStandFor(from: HallScene, to: HallScene, by: number): boolean {
  if (by > MOST_LARGER || by < 1 / MOST_SMALLER) return false;
  return from.hall.sections.every(({ pitch, x }) => {
    const level = levelOf(pitch * from.view.scale);
    return x.length === 0 || (level !== 'numbers' && level === levelOf(pitch * to.view.scale));
  });
}

/** The parts of a canvas that a picture on it leaves uncovered; nothing of it covered is one part. */
export function uncovered({ width, height }: { width: number; height: number }, over: CanvasArea): CanvasArea[] {
  const left = Math.min(width, Math.max(0, Math.ceil(over.left)));
  const right = Math.max(left, Math.min(width, Math.floor(over.right)));
  const top = Math.min(height, Math.max(0, Math.ceil(over.top)));
  const bottom = Math.max(top, Math.min(height, Math.floor(over.bottom)));
  return [
    { left: 0, top: 0, right: width, bottom: top },
    { left: 0, top: bottom, right: width, bottom: height },
    { left: 0, top, right: left, bottom },
    { left: right, top, right: width, bottom },
  ].filter((area) => area.right > area.left && area.bottom > area.top);
}

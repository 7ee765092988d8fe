/** What of a hall is seen, and how large: a point of the hall at the middle of the window, and CSS pixels a centimetre. Pure. */
import type { PlanBox as Box } from '../../../shared/plan/outline.ts';

export interface View {
  /** The point of the hall, in cm, in the middle of the window. */
  x: number;
  y: number;
  scale: number;
}

/** A window in CSS pixels. */
export interface Size {
  width: number;
  height: number;
}

/** Nobody needs a seat larger than this, from its middle to the next. */
const LARGEST_PITCH = 64;
const MARGIN = 12;

/** All of a box, as large as it fits. */
export function fit(box: Box, size: Size): View {
  const [width, height] = [Math.max(1, box.right - box.left), Math.max(1, box.bottom - box.top)];
  const scale = Math.min(Math.max(1, size.width - 2 * MARGIN) / width, Math.max(1, size.height - 2 * MARGIN) / height);
  return { x: (box.left + box.right) / 2, y: (box.top + box.bottom) / 2, scale };
}

/** Where a point of the window is in the hall. */
export function toHall(view: View, size: Size, px: number, py: number): [x: number, y: number] {
  return [view.x + (px - size.width / 2) / view.scale, view.y + (py - size.height / 2) / view.scale];
}

/** Where a point of the hall is in the window. */
export function toWindow(view: View, size: Size, x: number, y: number): [px: number, py: number] {
  return [(x - view.x) * view.scale + size.width / 2, (y - view.y) * view.scale + size.height / 2];
}

/** Of the window's edge: what is nearer to it is hardly seen. */
const EDGE = 40;

/** Whether a point of the hall is in the window, and not at its edge. */
export function isWellSeen(view: View, size: Size, x: number, y: number): boolean {
  const [px, py] = toWindow(view, size, x, y);
  return px > EDGE && py > EDGE && px < size.width - EDGE && py < size.height - EDGE;
}

/** Larger or smaller by a factor, while a point of the window stays where it is; within what makes sense for a hall. */
export function zoomed(
  view: View,
  size: Size,
  factor: number,
  [px, py]: readonly [number, number],
  bounds: ViewBounds,
): View {
  const scale = Math.min(bounds.largest, Math.max(bounds.smallest, view.scale * factor));
  const [x, y] = toHall(view, size, px, py);
  return insideHall(
    { x: x - (px - size.width / 2) / scale, y: y - (py - size.height / 2) / scale, scale },
    size,
    bounds.box,
  );
}

/** Moved by so many pixels, as a hand moves paper. */
export function panned(view: View, size: Size, dx: number, dy: number, bounds: ViewBounds): View {
  return insideHall({ ...view, x: view.x - dx / view.scale, y: view.y - dy / view.scale }, size, bounds.box);
}

/** How far a view may go. */
export interface ViewBounds {
  box: Box;
  smallest: number;
  largest: number;
}

/** @param pitch from seat to seat, in cm, where that is smallest */
export function boundsOf(box: Box, size: Size, pitch: number): ViewBounds {
  const smallest = fit(box, size).scale;
  return { box, smallest, largest: Math.max(smallest, LARGEST_PITCH / pitch) };
}

/** The nearest view that shows hall everywhere, or all of the hall in the middle where there is less of it than window. */
export function insideHall(view: View, size: Size, box: Box): View {
  const axis = (at: number, from: number, to: number, window: number): number => {
    const half = (window / 2 - MARGIN) / view.scale;
    if (to - from <= 2 * half) return (from + to) / 2;
    return Math.min(to - half, Math.max(from + half, at));
  };
  return {
    x: axis(view.x, box.left, box.right, size.width),
    y: axis(view.y, box.top, box.bottom, size.height),
    scale: view.scale,
  };
}

/** The same middle and size of seats in a window that has become another; one that showed all goes on to. */
export function resized(view: View, before: ViewBounds, size: Size, after: ViewBounds): View {
  const showedAll = view.scale <= before.smallest * 1.001;
  const scale = showedAll ? after.smallest : Math.min(after.largest, Math.max(after.smallest, view.scale));
  return insideHall({ ...view, scale }, size, after.box);
}

/** What lies between two views, from 0 to 1: sizes by their ratio, so that it looks steady. */
export function between(from: View, to: View, share: number): View {
  const eased = share * share * (3 - 2 * share);
  const mix = (one: number, other: number): number => one + (other - one) * eased;
  return { x: mix(from.x, to.x), y: mix(from.y, to.y), scale: from.scale * (to.scale / from.scale) ** eased };
}

/** What of the hall is in the window. */
export function seen(view: View, size: Size): Box {
  const [halfWidth, halfHeight] = [size.width / 2 / view.scale, size.height / 2 / view.scale];
  return { left: view.x - halfWidth, right: view.x + halfWidth, top: view.y - halfHeight, bottom: view.y + halfHeight };
}

export const meets = (one: Box, other: Box): boolean =>
  one.left <= other.right && one.right >= other.left && one.top <= other.bottom && one.bottom >= other.top;

/** Beyond these a canvas costs more than eyes get of it. */
const MOST_RATIO = 2;
const MOST_PIXELS = 3_000_000;

/** Pixels of a canvas for one of CSS. @param device what the device has of them */
export function pixelRatio({ width, height }: Size, device: number): number {
  return Math.min(device || 1, MOST_RATIO, Math.sqrt(MOST_PIXELS / (width * height)));
}

/** The corners of an outline that is edited: filled the one that keys move; smaller, on each side, where a new one comes from. */
import { toWindow } from '../../picker/map/view.ts';
import type { XY } from '../model/hall-document.ts';
import { halfway } from '../model/outline-edits.ts';
import { type Frame, trace } from './overlay-frame.ts';

export function drawCorners(frame: Frame, corners: readonly XY[], chosen: number): void {
  const { context, palette, view, size } = frame;
  trace(frame, corners.flat());
  context.lineWidth = 2.5;
  context.strokeStyle = palette.focus;
  context.stroke();
  for (const [index, corner] of corners.entries()) {
    const between = toWindow(view, size, ...halfway(corner, corners[(index + 1) % corners.length] ?? corner));
    dot(frame, between, 4, palette.ground);
    const at = toWindow(view, size, ...corner);
    dot(frame, at, index === chosen ? 9 : 7, index === chosen ? palette.focus : palette.ground);
  }
}

function dot({ context, palette }: Frame, [x, y]: readonly [number, number], radius: number, fill: string): void {
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.fillStyle = fill;
  context.fill();
  context.lineWidth = 2;
  context.strokeStyle = palette.focus;
  context.stroke();
}

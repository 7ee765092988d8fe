/** What is drawn over a hall is drawn in. */
import type { Palette } from '../../picker/map/palette.ts';
import { toWindow, type Size, type View } from '../../picker/map/view.ts';

export interface Frame {
  context: CanvasRenderingContext2D;
  view: View;
  size: Size;
  palette: Palette;
}

export function trace({ context, view, size }: Frame, outline: readonly number[]): void {
  context.beginPath();
  for (let at = 0; at < outline.length; at += 2)
    context.lineTo(...toWindow(view, size, outline[at] ?? 0, outline[at + 1] ?? 0));
  context.closePath();
}

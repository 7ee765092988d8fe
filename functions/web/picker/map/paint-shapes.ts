/** Draws what a plan has besides seats, with what is written on it. */
import type { ShapeLayout } from '../../../shared/plan/layout.ts';
import { isOn } from './hits.ts';
import { textTurn } from './inner-shapes.ts';
import type { HallScene } from './scene.ts';
import { toWindow } from './view.ts';

/** Around an outline, as it is seen. */
export function traceOutline(
  context: CanvasRenderingContext2D,
  { view, size }: HallScene,
  outline: readonly number[],
): void {
  context.beginPath();
  for (let at = 0; at < outline.length; at += 2) {
    const [x, y] = toWindow(view, size, outline[at] ?? 0, outline[at + 1] ?? 0);
    if (at === 0) context.moveTo(x, y);
    else context.lineTo(x, y);
  }
  context.closePath();
}

export function drawShape(context: CanvasRenderingContext2D, scene: HallScene, shape: ShapeLayout): void {
  const { view, size, palette } = scene;
  if (!isOn(shape, scene.floor)) return;
  if (shape.kind !== 'text') {
    traceOutline(context, scene, shape.outline);
    context.fillStyle = palette.stage;
    context.fill();
    context.lineWidth = 1;
    context.strokeStyle = palette.line;
    context.stroke();
  }
  const text = shape.text ?? (shape.kind === 'stage' ? scene.stageText : undefined);
  const room = Math.max(shape.size[0] * view.scale, 0);
  if (text === undefined || room < 30) return;
  const pixels = Math.min(20, Math.max(11, shape.size[1] * view.scale * 0.4));
  context.save();
  context.translate(...toWindow(view, size, shape.at[0], shape.at[1]));
  context.rotate((textTurn(shape) * Math.PI) / 180);
  context.font = `600 ${pixels}px ${scene.font}`;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.fillStyle = palette.text;
  // A text alone has no form that it must fit into.
  if (shape.kind === 'text') context.fillText(text, 0, 0);
  else context.fillText(text, 0, 0, room);
  context.restore();
}

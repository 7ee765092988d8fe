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
  tracePath(context, outline, (x, y) => toWindow(view, size, x, y));
}

/** @param at where a point is drawn; left out: where it is */
export function tracePath(
  path: Pick<CanvasPath, 'moveTo' | 'lineTo' | 'closePath'>,
  outline: readonly number[],
  at = (x: number, y: number): [number, number] => [x, y],
): void {
  for (let index = 0; index < outline.length; index += 2) {
    const [x, y] = at(outline[index] ?? 0, outline[index + 1] ?? 0);
    if (index === 0) path.moveTo(x, y);
    else path.lineTo(x, y);
  }
  path.closePath();
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

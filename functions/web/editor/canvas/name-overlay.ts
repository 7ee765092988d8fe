/** What sections are called, written on the plan: in their middle from afar, behind their last row where their seats are seen. */
import { isOn } from '../../picker/map/hits.ts';
import { meets, seen, toWindow } from '../../picker/map/view.ts';
import { outOf, sectionLaid } from '../model/geometry.ts';
import { ownBox } from '../model/handles.ts';
import { type EditedSection, type HallDocument, ruleOf } from '../model/hall-document.ts';
import type { Frame } from './overlay-frame.ts';

const NAME_PIXELS = 13;
/** Seats so far apart on the screen are seen one by one: nothing is written over them. */
const SEATS_SEEN_PIXELS = 8;

export function drawNames(frame: Frame, document: HallDocument, floor: string | undefined): void {
  const { context, view, size, palette } = frame;
  const window = seen(view, size);
  context.font = `600 ${NAME_PIXELS}px system-ui, sans-serif`;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.lineJoin = 'round';
  context.lineWidth = 4;
  context.strokeStyle = palette.ground;
  context.fillStyle = palette.text;
  for (const section of document.chart.sections) {
    const laid = sectionLaid(document, section);
    if (!isOn(laid, floor) || !meets(laid.box, window)) continue;
    const [x, y] = placeOfName(frame, document, section);
    const room = Math.max(28, (laid.box.right - laid.box.left) * view.scale);
    const text = textWithin(context, section, room);
    if (text === undefined) continue;
    context.strokeText(text, x, y);
    context.fillText(text, x, y);
  }
}

function placeOfName({ view, size }: Frame, document: HallDocument, section: EditedSection): [number, number] {
  const rule = ruleOf(document, section.id);
  const pitch = section.kind === 'seated' ? (rule.pitch?.[0] ?? 55) : 0;
  if (pitch * view.scale < SEATS_SEEN_PIXELS) return toWindow(view, size, ...sectionLaid(document, section).label);
  const box = ownBox(document, section.id);
  const behind = box.bottom + 45 + NAME_PIXELS / view.scale;
  return toWindow(view, size, ...outOf(rule, [(box.left + box.right) / 2, behind]));
}

/** The name, else the id where there is room for no more. */
function textWithin(context: CanvasRenderingContext2D, { id, name }: EditedSection, room: number): string | undefined {
  const isRoom = (text: string): boolean => context.measureText(text).width <= room;
  if (isRoom(name)) return name;
  return isRoom(id) ? id : undefined;
}

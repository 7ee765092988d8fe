/** Every edit as a value: what is done to a document can be kept, repeated, refused before it is done. Pure. */
import type { PriceCategory } from '../../../shared/event/chart.ts';
import type { Plan, RowPlan, SectionPlan } from '../../../shared/plan/plan.ts';
import type { EditedFloor, EditedSection, EditedShape, HallDocument, PartId, XY } from './hall-document.ts';
import type { NumberScheme } from './labels.ts';
import {
  type Alignment,
  alignParts,
  copyParts,
  mirrorParts,
  moveParts,
  putOnFloor,
  removeParts,
  turnParts,
} from './part-edits.ts';
import { addPrice, addShape, removePrice, setFloors, setFocus, setPrice, setShape, setViews } from './plan-edits.ts';
import {
  labelRow,
  labelRows,
  listNumbers,
  numberRows,
  type Paint,
  paintSeats,
  type RowFields,
  type SeatsOfRows,
  setAisles,
  setRow,
  setRowRule,
  staggerRows,
} from './row-edits.ts';
import { moveRows, removeRows, turnRows } from './row-moves.ts';
import {
  addSection,
  orderSection,
  renameSection,
  resizeSection,
  type SectionFields,
  setRule,
  setSection,
} from './section-edits.ts';

export type HallCommand =
  | { kind: 'move'; parts: readonly PartId[]; by: XY }
  | { kind: 'turn'; parts: readonly PartId[]; degrees: number; around?: XY }
  | { kind: 'mirror'; parts: readonly PartId[] }
  | { kind: 'copy'; parts: readonly PartId[]; by: XY }
  | { kind: 'remove'; parts: readonly PartId[] }
  | { kind: 'align'; parts: readonly PartId[]; how: Alignment }
  | { kind: 'floor'; parts: readonly PartId[]; floor: string | undefined }
  | { kind: 'addSection'; section: EditedSection; rule: SectionPlan }
  | { kind: 'setSection'; id: string; fields: SectionFields }
  | { kind: 'renameSection'; id: string; to: string }
  | { kind: 'setRule'; id: string; changes: SectionPlan }
  | { kind: 'resize'; id: string; counts: readonly number[] }
  | { kind: 'order'; id: string; to: number }
  | { kind: 'setRow'; id: string; row: string; fields: RowFields }
  | { kind: 'labelRows'; id: string; first: string; step: number }
  | { kind: 'labelRow'; id: string; row: string; to: string }
  | { kind: 'number'; id: string; rows?: readonly string[]; scheme: NumberScheme }
  | { kind: 'listNumbers'; id: string; row: string; shown: readonly string[] }
  | { kind: 'setRowRule'; id: string; row: string; changes: RowPlan }
  | { kind: 'moveRows'; id: string; rows: readonly string[]; by: XY }
  | { kind: 'turnRows'; id: string; rows: readonly string[]; degrees: number }
  | { kind: 'removeRows'; id: string; rows: readonly string[] }
  | { kind: 'paint'; seats: readonly SeatsOfRows[]; paint: Paint }
  | { kind: 'aisles'; id: string; after: Readonly<Record<string, number>>; isOn: boolean }
  | { kind: 'stagger'; id: string; isOn: boolean }
  | { kind: 'addShape'; shape: EditedShape }
  | { kind: 'setShape'; index: number; changes: Partial<EditedShape> }
  | { kind: 'setFloors'; floors: readonly EditedFloor[] }
  | { kind: 'setFocus'; at: XY | undefined }
  | { kind: 'setViews'; views: NonNullable<Plan['views']> }
  | { kind: 'addPrice'; price: PriceCategory }
  | { kind: 'setPrice'; id: string; changes: Partial<Omit<PriceCategory, 'id'>> }
  | { kind: 'removePrice'; id: string; instead: string }
  | { kind: 'replace'; document: HallDocument }
  | { kind: 'all'; commands: readonly HallCommand[] };

type Doing = {
  [Kind in HallCommand['kind']]: (
    document: HallDocument,
    command: Extract<HallCommand, { kind: Kind }>,
  ) => HallDocument;
};

const DOING: Doing = {
  move: (document, { parts, by }) => moveParts(document, parts, by),
  turn: (document, { parts, degrees, around }) => turnParts(document, parts, degrees, around),
  mirror: (document, { parts }) => mirrorParts(document, parts),
  copy: (document, { parts, by }) => copyParts(document, parts, by),
  remove: (document, { parts }) => removeParts(document, parts),
  align: (document, { parts, how }) => alignParts(document, parts, how),
  floor: (document, { parts, floor }) => putOnFloor(document, parts, floor),
  addSection: (document, { section, rule }) => addSection(document, section, rule),
  setSection: (document, { id, fields }) => setSection(document, id, fields),
  renameSection: (document, { id, to }) => renameSection(document, id, to),
  setRule: (document, { id, changes }) => setRule(document, id, changes),
  resize: (document, { id, counts }) => resizeSection(document, id, counts),
  order: (document, { id, to }) => orderSection(document, id, to),
  setRow: (document, { id, row, fields }) => setRow(document, id, row, fields),
  labelRows: (document, { id, first, step }) => labelRows(document, id, first, step),
  labelRow: (document, { id, row, to }) => labelRow(document, id, row, to),
  number: (document, { id, rows, scheme }) => numberRows(document, id, rows, scheme),
  listNumbers: (document, { id, row, shown }) => listNumbers(document, id, row, shown),
  setRowRule: (document, { id, row, changes }) => setRowRule(document, id, row, changes),
  moveRows: (document, { id, rows, by }) => moveRows(document, id, rows, by),
  turnRows: (document, { id, rows, degrees }) => turnRows(document, id, rows, degrees),
  removeRows: (document, { id, rows }) => removeRows(document, id, rows),
  paint: (document, { seats, paint }) => paintSeats(document, seats, paint),
  aisles: (document, command) => setAisles(document, command.id, command.after, command.isOn),
  stagger: (document, { id, isOn }) => staggerRows(document, id, isOn),
  addShape: (document, { shape }) => addShape(document, shape),
  setShape: (document, { index, changes }) => setShape(document, index, changes),
  setFloors: (document, { floors }) => setFloors(document, floors),
  setFocus: (document, { at }) => setFocus(document, at),
  setViews: (document, { views }) => setViews(document, views),
  addPrice: (document, { price }) => addPrice(document, price),
  setPrice: (document, { id, changes }) => setPrice(document, id, changes),
  removePrice: (document, { id, instead }) => removePrice(document, id, instead),
  replace: (_, { document }) => document,
  all: (document, { commands }) => commands.reduce(after, document),
};

/** A document as it is after a command. */
export function after(document: HallDocument, command: HallCommand): HallDocument {
  const doing = DOING[command.kind] as (document: HallDocument, command: HallCommand) => HallDocument;
  return doing(document, command);
}

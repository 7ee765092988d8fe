/** What the editor is at: the document with its history, what is selected, which tool the hand holds; and who is told when that changes. */
import type { Chart } from '../../shared/event/chart.ts';
import { type NotKept, whatIsNotKept } from '../../shared/event/kept-seats.ts';
import type { EditorWords } from './editor-words.ts';
import { type HallCommand, after } from './model/commands.ts';
import { begun, done, type EditHistory, isSameValue, redone, undone } from './model/edit-history.ts';
import {
  floorOfPart,
  type HallDocument,
  type PartId,
  partsOf,
  seatedNamed,
  sectionOfPart,
  sectionPart,
  shapeOfPart,
} from './model/hall-document.ts';
import type { Paint } from './model/row-edits.ts';

export type Tool =
  | { kind: 'select' }
  /** Chooses and moves rows and tables, not whole sections. */
  | { kind: 'rows' }
  /** Of the one part that is selected. */
  | { kind: 'outline' }
  | { kind: 'pan' }
  | { kind: 'seats' }
  | { kind: 'tables' }
  | { kind: 'standing' }
  | { kind: 'shape'; shape: 'stage' | 'area' | 'wall' | 'door' | 'bar' | 'stairs' | 'lift' | 'toilet' | 'text' }
  | { kind: 'paint'; paint: Paint }
  | { kind: 'aisle' }
  | { kind: 'focus' };

/** `document`: another one, or one that is shown while a hand pulls; `view`: what of it is looked at. */
export type EditorChange = 'document' | 'selection' | 'tool' | 'view' | 'said' | 'saved';

export interface StoreOptions {
  document: HallDocument;
  /** The chart whose seats stay as they are, because some are sold. */
  sold?: Chart | undefined;
  words: EditorWords;
  currency: string;
}

export class EditorStore {
  readonly words: EditorWords;
  readonly currency: string;
  #history: EditHistory;
  #preview: HallDocument | undefined;
  /** As it is saved, or was opened. */
  #saved: HallDocument;
  #sold: Chart | undefined;
  #listeners = new Set<(change: EditorChange) => void>();
  #selection: readonly PartId[] = [];
  #tool: Tool = { kind: 'select' };
  /** The rows of the selected section that are worked on; none: all. */
  rows: readonly string[] = [];
  /** Which corner of an outline keys move. */
  corner = 0;
  said: { text: string; isBad: boolean; count: number } = { text: '', isBad: false, count: 0 };
  floor: string | undefined;
  snaps = true;
  /** Whether the brush paints whole rows. */
  paintsRows = false;
  saving: 'idle' | 'busy' | 'failed' = 'idle';
  /** Whether the browser has room for what is not saved. */
  isKept = true;

  constructor({ document, sold, words, currency }: StoreOptions) {
    this.#history = begun(document);
    this.#saved = document;
    this.#sold = sold;
    this.words = words;
    this.currency = currency;
    this.floor = document.plan.floors?.[0]?.id;
  }

  /** What is shown: with what a hand is just doing. */
  get document(): HallDocument {
    return this.#preview ?? this.#history.present;
  }

  /** What is there when the hand lets go of nothing. */
  get settled(): HallDocument {
    return this.#history.present;
  }

  get saved(): HallDocument {
    return this.#saved;
  }

  get sold(): Chart | undefined {
    return this.#sold;
  }

  get selection(): readonly PartId[] {
    return this.#selection;
  }

  get tool(): Tool {
    return this.#tool;
  }

  get isDirty(): boolean {
    return this.#history.present !== this.#saved && !isSameValue(this.#history.present, this.#saved);
  }

  get mayUndo(): boolean {
    return this.#history.past.length > 0;
  }

  get mayRedo(): boolean {
    return this.#history.future.length > 0;
  }

  onChange(listener: (change: EditorChange) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  tell(change: EditorChange): void {
    for (const listener of this.#listeners) listener(change);
  }

  /** Does it; what would change seats that are sold is refused, and said why. @returns whether anything changed */
  do(command: HallCommand, key?: string): boolean {
    this.#preview = undefined;
    const lost = this.#lostBy(command);
    if (lost) {
      this.tell('document');
      this.say(this.words.sold(lost), true);
      return false;
    }
    const next = done(this.#history, command, key);
    if (next === this.#history) {
      this.tell('document');
      return false;
    }
    this.#put(next);
    // What was wrong before is no more what one is at.
    if (this.said.isBad) this.say('');
    return true;
  }

  /** Shows what a command would do, until another is shown or done. */
  preview(command: HallCommand | undefined): void {
    this.#preview = command && after(this.#history.present, command);
    this.tell('document');
  }

  undo(): void {
    this.#step(undone(this.#history), this.words.undone);
  }

  redo(): void {
    this.#step(redone(this.#history), this.words.redone);
  }

  #step(next: EditHistory, said: string): void {
    this.#preview = undefined;
    if (next === this.#history) return;
    this.#put(next);
    this.say(said);
  }

  #put(next: EditHistory): void {
    this.#history = next;
    const known = new Set(partsOf(next.present));
    const left = this.#selection.filter((part) => known.has(part));
    if (left.length < this.#selection.length) this.select(left);
    const own = new Set(seatedNamed(next.present, this.selectedSection ?? '')?.rows.map(({ label }) => label));
    if (this.rows.some((label) => !own.has(label))) this.setRows(this.rows.filter((label) => own.has(label)));
    const floors = next.present.plan.floors ?? [];
    if (!floors.some(({ id }) => id === this.floor)) this.floor = floors[0]?.id;
    this.tell('document');
  }

  #lostBy(command: HallCommand): NotKept | undefined {
    return this.#sold && whatIsNotKept(this.#sold, after(this.#history.present, command).chart);
  }

  /** It is saved as it was sent; what was done since is still to be saved. @param sold as the server has it by now */
  markSaved(document: HallDocument, sold: Chart | undefined = this.#sold): void {
    this.#saved = document;
    this.#sold = sold;
    this.saving = 'idle';
    this.tell('saved');
  }

  setSaving(saving: EditorStore['saving']): void {
    this.saving = saving;
    this.tell('saved');
  }

  setKept(isKept: boolean): void {
    if (isKept === this.isKept) return;
    this.isKept = isKept;
    this.tell('saved');
  }

  select(parts: readonly PartId[]): void {
    if (parts.length === this.#selection.length && parts.every((part, index) => part === this.#selection[index]))
      return;
    this.#selection = parts;
    this.rows = [];
    this.corner = 0;
    if (this.#tool.kind === 'outline' && parts.length !== 1) this.setTool({ kind: 'select' });
    this.#showFloorOf(parts);
    this.tell('selection');
  }

  toggle(part: PartId): void {
    const others = this.#selection.filter((one) => one !== part);
    this.select(others.length < this.#selection.length ? others : [...others, part]);
  }

  setRows(rows: readonly string[]): void {
    this.rows = rows;
    this.tell('selection');
  }

  setCorner(corner: number): void {
    this.corner = corner;
    this.tell('selection');
  }

  /** Rows of a section, which is selected with them. */
  selectRows(section: string, rows: readonly string[]): void {
    this.select([sectionPart(section)]);
    this.setRows(rows);
  }

  /** What is on another floor is not seen. */
  #showFloorOf(parts: readonly PartId[]): void {
    const floors = parts.map((part) => floorOfPart(this.document, part));
    const [first] = floors;
    if (first === undefined || floors.includes(this.floor)) return;
    this.floor = first;
    this.tell('view');
  }

  setFloor(floor: string | undefined): void {
    this.floor = floor;
    this.select([]);
    this.tell('view');
  }

  setTool(tool: Tool): void {
    this.#tool = tool;
    this.tell('tool');
  }

  /** Aloud, for who listens; on the line below the plan, for who looks. */
  say(text: string, isBad = false): void {
    this.said = { text, isBad, count: this.said.count + 1 };
    this.tell('said');
  }

  /** The section that rows are chosen of; undefined where it is not one alone. */
  get selectedSection(): string | undefined {
    return this.#selection.length === 1 ? sectionOfPart(this.#selection[0] as PartId) : undefined;
  }

  get selectedShape(): number | undefined {
    return this.#selection.length === 1 ? shapeOfPart(this.#selection[0] as PartId) : undefined;
  }
}

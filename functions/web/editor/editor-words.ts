/** What the editor says by itself, in the language of the page. */
import type { NotKept } from '../../shared/event/kept-seats.ts';
import * as texts from '../texts/of-editor.ts';
import type { Finding } from './model/checks/finding.ts';
import {
  type HallDocument,
  sectionNamed,
  sectionOfPart,
  shapeOfPart,
  shapesOf,
  type PartId,
} from './model/hall-document.ts';

export interface EditorWords {
  undone: string;
  redone: string;
  sold: (lost: NotKept) => string;
}

export const editorWords: EditorWords = {
  undone: texts.editorUndone,
  redone: texts.editorRedone,
  sold: ({ section, row, what }) => texts.editorSold({ section, row: row ?? '', what }),
};

export const kindName = (kind: string): string => texts.editorKind({ kind });

/** What a part is called in lists. */
export function partName(document: HallDocument, part: PartId): string {
  const id = sectionOfPart(part);
  if (id !== undefined) {
    const section = sectionNamed(document, id);
    return section ? texts.editorSectionName({ id, name: section.name }) : id;
  }
  const shape = shapesOf(document)[shapeOfPart(part) ?? -1];
  return shape?.text ?? kindName(shape?.kind ?? 'area');
}

/** A finding in words: which seat, and what to do. */
export function findingWords(document: HallDocument, finding: Finding): string {
  const { code, part, row = '', seats = [], what = '', count = 0 } = finding;
  const where = part === undefined ? '' : partName(document, part);
  if (code === 'lost') return texts.editorSold({ section: (part && sectionOfPart(part)) ?? '', row, what });
  if (code === 'seatOnShape') return texts.editorFoundOnShape({ seat: seats[0] ?? '', shape: kindName(what) });
  return texts.editorFound({ code, where, row, seat: seats[0] ?? '', other: seats[1] ?? '', what, count });
}

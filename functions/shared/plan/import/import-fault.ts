/** What is wrong with a file of another system, and where: told in English here, and by pages in words of their readers. Pure. */

/** What stands in the words of each. A path is that of a field of JSON; `line` is the number of a line. */
export interface FaultValues {
  noObject: { path: string };
  noList: { path: string };
  missing: { path: string };
  noText: { path: string };
  noNumber: { path: string };
  noJson: { why: string };
  noPlan: object;
  twiceInList: { path: string; name: string };
  noCategory: { path: string; name: string };
  guidTwice: { path: string; id: string; other: readonly FaultPlace[] };
  noShape: { path: string; kind: string };
  notDrawable: { path: string };
  empty: object;
  noSeat: object;
  tooManyLines: { most: number };
  tooMany: { what: 'sections' | 'rows' | 'seats' | 'categories'; count: number; most: number };
  quoteOpen: { line: number };
  fieldsBeyond: { line: number; count: number; named: number };
  lineLacks: { line: number; column: string };
  seatTwice: { line: number; id: string; other: number };
  noColumn: { line: number; columns: string };
  columnTwice: { line: number; column: string };
  placesTwice: { line: number };
  neitherYesNorNo: { line: number; column: string };
  noNumberInLine: { line: number; column: string };
  noMarkup: object;
  noSvg: object;
  noLines: object;
  tagOpen: object;
  tooLong: { most: number };
  tooManyElements: { most: number };
  tooDeep: { most: number };
  tooManyPoints: { most: number };
}
export type FaultReason = keyof FaultValues;

/** A part of a hall: its name, else the how-manieth it is. */
export interface FaultPlace {
  kind: 'zone' | 'section' | 'row' | 'seat' | 'area' | 'category';
  name?: string;
  number: number;
}

/** A language's words. */
export interface FaultWords {
  reasons: { readonly [Reason in FaultReason]: (values: FaultValues[Reason]) => string };
  place: (place: FaultPlace) => string;
  /** From the outside to the inside. */
  inside: (outer: string, inner: string) => string;
  at: (where: string, why: string) => string;
}

const MANY = { sections: 'sections', rows: 'rows of a section', seats: 'seats of a row', categories: 'categories' };
const place = ({ kind, name, number }: FaultPlace): string =>
  name === undefined ? `${kind} number ${number}` : `${kind} ${name}`;

export const ENGLISH_FAULTS: FaultWords = {
  reasons: {
    noObject: ({ path }) => `${path}: is no object`,
    noList: ({ path }) => `${path}: is no list`,
    missing: ({ path }) => `${path}: is missing`,
    noText: ({ path }) => `${path}: is no text`,
    noNumber: ({ path }) => `${path}: is no number`,
    noJson: ({ why }) => `it is no JSON: ${why}`,
    noPlan: () => 'it is no seating plan: it has neither categories nor zones',
    twiceInList: ({ path, name }) => `${path}: ${name} is there twice`,
    noCategory: ({ path, name }) => `${path}: there is no category ${name}`,
    guidTwice: ({ path, id, other }) => `${path}: its seat_guid ${id} is that of ${placesInWords(other)}, too`,
    noShape: ({ path, kind }) => `${path}: ${kind} is no shape`,
    notDrawable: ({ path }) => `${path}: cannot be drawn`,
    empty: () => 'there is nothing in it',
    noSeat: () => 'there is no seat in it',
    tooManyLines: ({ most }) => `it has more than ${most} lines`,
    tooMany: ({ what, count, most }) => `it has ${count} ${MANY[what]}, and a chart ${most} at most`,
    quoteOpen: ({ line }) => `line ${line}: a quote is not closed`,
    fieldsBeyond: ({ line, count, named }) => `line ${line}: has ${count} fields, and the first line ${named}`,
    lineLacks: ({ line, column }) => `line ${line}: has no ${column}`,
    seatTwice: ({ line, id, other }) => `line ${line}: the seat ${id} is there twice, in line ${other}, too`,
    noColumn: ({ line, columns }) => `line ${line}: there is no column ${columns}`,
    columnTwice: ({ line, column }) => `line ${line}: the column ${column} is there twice`,
    placesTwice: ({ line }) => `line ${line}: there are x, y and xcm, ycm`,
    neitherYesNorNo: ({ line, column }) => `line ${line}: ${column} is neither yes nor no`,
    noNumberInLine: ({ line, column }) => `line ${line}: ${column} is no number`,
    noMarkup: () => 'is no markup',
    noSvg: () => 'is no SVG',
    noLines: () => 'has no lines to trace',
    tagOpen: () => 'ends within a tag',
    tooLong: ({ most }) => `is longer than ${most} characters`,
    tooManyElements: ({ most }) => `has more than ${most} elements`,
    tooDeep: ({ most }) => `is nested deeper than ${most} times`,
    tooManyPoints: ({ most }) => `has more than ${most} points`,
  },
  place,
  inside: (outer, inner) => `${outer}, ${inner}`,
  at: (where, why) => `${where}: ${why}`,
};

/** Parts of a hall in words, from the outside to the inside; empty of none. */
export function placesInWords(
  places: readonly FaultPlace[],
  words: Pick<FaultWords, 'place' | 'inside'> = ENGLISH_FAULTS,
): string {
  return places.map(words.place).reduce((outer, inner) => (outer === '' ? inner : words.inside(outer, inner)), '');
}

/** A file that is none. */
export class ImportFault extends Error {
  readonly #why: (words: FaultWords) => string;
  readonly #where: readonly FaultPlace[];

  /** @param why in whatever language @param where from the outside to the inside: the section, its row, the seat */
  private constructor(why: (words: FaultWords) => string, where: readonly FaultPlace[], options?: ErrorOptions) {
    super(why(ENGLISH_FAULTS), options);
    this.#why = why;
    this.#where = where;
    this.message = this.inWords(ENGLISH_FAULTS);
  }

  static of<Reason extends FaultReason>(reason: Reason, values: FaultValues[Reason]): ImportFault {
    return new ImportFault((words) => words.reasons[reason](values), []);
  }

  inside(where: FaultPlace): ImportFault {
    return new ImportFault(this.#why, [where, ...this.#where], { cause: this.cause ?? this });
  }

  inWords(words: FaultWords): string {
    const where = placesInWords(this.#where, words);
    return where === '' ? this.#why(words) : words.at(where, this.#why(words));
  }
}

/** What is read, and of a fault in it where that is. */
export function readInside<Read>(where: FaultPlace, read: () => Read): Read {
  try {
    return read();
  } catch (error) {
    throw error instanceof ImportFault ? error.inside(where) : error;
  }
}

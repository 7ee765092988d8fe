/** What an import leaves out or changes, counted, with where it was: told in English here, and by pages in words of their readers. Pure. */
import { ENGLISH_FAULTS, type FaultPlace, type FaultWords, placesInWords } from './import-fault.ts';

/** What stands in the words of each. */
export interface LeftValues {
  rowEmpty: object;
  seatTwice: object;
  seatNameless: object;
  seatLong: { most: number };
  seatNames: object;
  seatRadius: object;
  startDirection: object;
  numberSide: object;
  nameEnd: { most: number };
  categoryColours: object;
  areaColours: object;
  areaTooLarge: object;
  areaEmpty: object;
  areasBeyond: { most: number };
  polygonSmall: object;
  cornersBeyond: { most: number };
  textEmpty: object;
  textEnd: { most: number };
  textSize: object;
  plan: object;
  unknownKey: { kind: 'plan' | 'category' | 'zone' | 'row' | 'seat' | 'area'; key: string };
  column: { name: string };
  columnAlone: { name: string };
  companionToo: object;
}
type LeftReason = keyof LeftValues;

/** Where something was left out: parts from the outside to the inside, or a line of a file. */
export interface LeftPlace {
  parts?: readonly FaultPlace[];
  line?: number;
  /** What stands there. */
  text?: string;
  /** What a seat shows instead. */
  shows?: string;
}

/** A language's words, beside those of `FaultWords`. */
export interface LeftWords extends Pick<FaultWords, 'place' | 'inside'> {
  left: { readonly [Reason in LeftReason]: (values: LeftValues[Reason]) => string };
  line: (line: number) => string;
  shows: (where: string, shown: string) => string;
  times: (what: string, times: number) => string;
  /** @param isMore there were more than are named */
  at: (what: string, where: readonly string[], isMore: boolean) => string;
}

/** A kind of what was left out or changed. */
export interface NotImportedKind {
  what: (words: LeftWords) => string;
  times: number;
  /** Of the first of them. */
  where: readonly LeftPlace[];
}

/** Who has more of a kind to look at has a plan that is like that. */
const MOST_NAMED = 10;

export class NotImported {
  readonly #kinds = new Map<string, NotImportedKind & { where: LeftPlace[] }>();

  /** @param times 0 of what is left out of all of them, however many there are */
  add<Reason extends LeftReason>(reason: Reason, values: LeftValues[Reason], where?: LeftPlace, times = 1): void {
    const key = JSON.stringify([reason, values]);
    const kind = this.#kinds.get(key) ?? { what: (words) => words.left[reason](values), times: 0, where: [] };
    this.#kinds.set(key, kind);
    kind.times += times;
    if (where !== undefined && kind.where.length < MOST_NAMED) kind.where.push(where);
  }

  get all(): NotImportedKind[] {
    return [...this.#kinds.values()];
  }
}

const ENGLISH: LeftWords = {
  left: {
    rowEmpty: () => 'a row without seats',
    seatTwice: () => 'a seat number that is there twice in its row',
    seatNameless: () => 'a seat without a number',
    seatLong: ({ most }) => `a seat number of more than ${most} characters`,
    seatNames: () => 'what a row calls its seats',
    seatRadius: () => 'the radius of seats',
    startDirection: () => 'the start direction of seats',
    numberSide: () => 'on which side a row shows its number',
    nameEnd: ({ most }) => `the end of a name of more than ${most} characters`,
    categoryColours: () => 'the colours of categories',
    areaColours: () => 'the colours of areas',
    areaTooLarge: () => 'an area that is too large',
    areaEmpty: () => 'an area without extent',
    areasBeyond: ({ most }) => `areas beyond ${most}, of which a plan has no more`,
    polygonSmall: () => 'a polygon of fewer than three points',
    cornersBeyond: ({ most }) => `corners of a polygon beyond ${most}`,
    textEmpty: () => 'a text without words',
    textEnd: ({ most }) => `the end of a text of more than ${most} characters`,
    textSize: () => 'the size of texts',
    plan: () => 'where seats and areas lie: more than a plan may have',
    unknownKey: ({ kind, key }) => `what a ${kind} says under "${key}"`,
    column: ({ name }) => `the column ${name}`,
    columnAlone: ({ name }) => `the column ${name}: without its other one it is no place`,
    companionToo: () => 'companion of a seat that is accessible',
  },
  ...ENGLISH_FAULTS,
  line: (line) => `line ${line}`,
  shows: (where, shown) => `${where} now shows ${shown}`,
  times: (what, times) => `${what} (${times} times)`,
  at: (what, where, isMore) => `${what}: ${where.join('; ')}${isMore ? ' …' : ''}`,
};

/** A line a kind. */
export function leftInWords(all: readonly NotImportedKind[], words: LeftWords = ENGLISH): string[] {
  const placeIn = ({ parts = [], line, text, shows }: LeftPlace): string => {
    const named = line === undefined ? placesInWords(parts, words) : words.line(line);
    const inside = text === undefined ? named : named === '' ? text : words.inside(named, text);
    return shows === undefined ? inside : words.shows(inside, shows);
  };
  return all.map(({ what, times, where }) => {
    const said = times > 1 ? words.times(what(words), times) : what(words);
    return where.length === 0 ? said : words.at(said, where.map(placeIn), times > where.length);
  });
}

/** A part of a hall by its name, else by the how-manieth it is. */
export const partNamed = (kind: FaultPlace['kind'], name: unknown, index: number): FaultPlace =>
  (typeof name === 'string' || typeof name === 'number') && String(name).trim() !== ''
    ? { kind, name: String(name).slice(0, 80), number: index + 1 }
    : { kind, number: index + 1 };

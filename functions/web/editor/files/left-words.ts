/** What an import left out, in words of who opens the file. Pure. */
import { type NotImportedKind, leftInWords, type LeftWords } from '../../../shared/plan/import/not-imported.ts';
import * as texts from '../../texts/of-editor.ts';
import { FAULT_WORDS } from './fault-words.ts';

const { place, inside } = FAULT_WORDS;

const WORDS: LeftWords = {
  left: {
    rowEmpty: () => texts.leftRowEmpty,
    seatTwice: () => texts.leftSeatTwice,
    seatNameless: () => texts.leftSeatNameless,
    seatLong: texts.leftSeatLong,
    seatNames: () => texts.leftSeatNames,
    seatRadius: () => texts.leftSeatRadius,
    startDirection: () => texts.leftStartDirection,
    numberSide: () => texts.leftNumberSide,
    nameEnd: texts.leftNameEnd,
    categoryColours: () => texts.leftCategoryColours,
    areaColours: () => texts.leftAreaColours,
    areaTooLarge: () => texts.leftAreaTooLarge,
    areaEmpty: () => texts.leftAreaEmpty,
    areasBeyond: texts.leftAreasBeyond,
    polygonSmall: () => texts.leftPolygonSmall,
    cornersBeyond: texts.leftCornersBeyond,
    textEmpty: () => texts.leftTextEmpty,
    textEnd: texts.leftTextEnd,
    textSize: () => texts.leftTextSize,
    plan: () => texts.leftPlan,
    unknownKey: texts.leftUnknownKey,
    column: texts.leftColumn,
    columnAlone: texts.leftColumnAlone,
    companionToo: () => texts.leftCompanionToo,
  },
  place,
  inside,
  line: (line) => texts.leftLine({ line }),
  shows: (where, shown) => texts.leftShows({ where, shown }),
  times: (what, times) => texts.leftTimes({ what, times }),
  at: (what, all, isMore) => {
    const where = all.reduce((before, next) => texts.leftNext({ before, next }));
    return isMore ? texts.leftAtFirst({ what, where }) : texts.leftAt({ what, where });
  },
};

/** A line a kind. */
export const leftOutInWords = (all: readonly NotImportedKind[]): string[] => leftInWords(all, WORDS);

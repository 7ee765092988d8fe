/** What is wrong with a file, in words of who opens it. Pure. */
import {
  type FaultPlace,
  type FaultWords,
  ImportFault,
  placesInWords,
} from '../../../shared/plan/import/import-fault.ts';
import * as texts from '../../texts/of-editor.ts';

const place = ({ kind, name, number }: FaultPlace): string =>
  name === undefined ? texts.faultPlaceNumber({ kind, number }) : texts.faultPlace({ kind, name });

export const FAULT_WORDS: FaultWords = {
  reasons: {
    noObject: texts.faultNoObject,
    noList: texts.faultNoList,
    missing: texts.faultMissing,
    noText: texts.faultNoText,
    noNumber: texts.faultNoNumber,
    noJson: texts.faultNoJson,
    noPlan: () => texts.faultNoPlan,
    twiceInList: texts.faultTwiceInList,
    noCategory: texts.faultNoCategory,
    guidTwice: ({ path, id, other }) => texts.faultGuidTwice({ path, id, other: placesInWords(other, FAULT_WORDS) }),
    noShape: texts.faultNoShape,
    notDrawable: texts.faultNotDrawable,
    empty: () => texts.faultEmpty,
    noSeat: () => texts.faultNoSeat,
    tooManyLines: texts.faultTooManyLines,
    tooMany: texts.faultTooMany,
    quoteOpen: texts.faultQuoteOpen,
    fieldsBeyond: texts.faultFieldsBeyond,
    lineLacks: texts.faultLineLacks,
    seatTwice: texts.faultSeatTwice,
    noColumn: texts.faultNoColumn,
    columnTwice: texts.faultColumnTwice,
    placesTwice: texts.faultPlacesTwice,
    neitherYesNorNo: texts.faultNeitherYesNorNo,
    noNumberInLine: texts.faultNoNumberInLine,
    noMarkup: () => texts.faultNoMarkup,
    noSvg: () => texts.faultNoSvg,
    noLines: () => texts.faultNoLines,
    tagOpen: () => texts.faultTagOpen,
    tooLong: texts.faultTooLong,
    tooManyElements: texts.faultTooManyElements,
    tooDeep: texts.faultTooDeep,
    tooManyPoints: texts.faultTooManyPoints,
  },
  place,
  inside: (outer, inner) => texts.faultInside({ outer, inner }),
  at: (where, why) => texts.faultAt({ where, why }),
};

/** Undefined of whatever else was thrown. */
export const faultInWords = (error: unknown): string | undefined =>
  error instanceof ImportFault ? error.inWords(FAULT_WORDS) : undefined;

/** Guards of imports: what a calendar cancels, which dates a rule has, and whose events are. */
import type { Mutation } from '../mutation.ts';

const PLAN = {
  file: 'scripts/operate/import/follow/withdrawn-events.ts',
  caughtBy: { tests: ['scripts/operate/import/follow/import-plan.test.ts'] },
};
const RULES = {
  file: 'scripts/operate/import/calendar/rule-dates.ts',
  caughtBy: { tests: ['scripts/operate/import/calendar/clock-changes.test.ts'] },
};
const SOURCES = {
  file: 'scripts/operate/import/follow/told-apart.ts',
  caughtBy: { tests: ['scripts/operate/import/follow/told-apart.test.ts'] },
};
const MEMORY = {
  file: 'scripts/operate/import/follow/ledger.ts',
  caughtBy: { tests: ['scripts/operate/import/follow/remembered.test.ts'] },
};

const VERSIONS = {
  file: 'scripts/operate/import/calendar/vevent-versions.ts',
  caughtBy: { tests: ['scripts/operate/import/calendar/versions.test.ts'] },
};

const MOVED = {
  file: 'scripts/operate/import/calendar/vevent-versions.ts',
  caughtBy: { tests: ['scripts/operate/import/calendar/moved-versions.test.ts'] },
};
const FOLLOWED = {
  caughtBy: {
    tests: [
      'scripts/operate/import/follow/series-followed.test.ts',
      'scripts/operate/import/follow/performances-followed.test.ts',
    ],
  },
};

const ENDED = {
  caughtBy: {
    tests: [
      'scripts/operate/import/follow/ended-and-moved.test.ts',
      'scripts/operate/import/follow/ended-dates.test.ts',
    ],
  },
};

export const IMPORTS: readonly Mutation[] = [
  {
    ...VERSIONS,
    name: 'a performance that was changed stands for all of its play',
    from: 'const performances = newestEach(own, nameOfStart, outdated);',
    to: "const performances = newestEach(own, () => '', outdated);",
    breaks: 'performances that are on are not published, or are cancelled',
  },
  {
    ...PLAN,
    name: 'a performance that is cancelled is all of its play',
    from: 'if (same.length > 0) return inIds([], same);',
    to: 'if (same.length > 0) return inIds([], family);',
    breaks: 'performances that are on are cancelled',
  },
  {
    ...PLAN,
    name: 'a message about a time that nobody knows cancels what there is',
    from: 'if (family.length <= 1) return',
    to: 'if (family.length >= 0) return',
    breaks: 'performances that are on are cancelled',
  },
  {
    ...RULES,
    name: 'COUNT counts one instant twice',
    from: 'if (later[first] === at) first++;',
    to: 'if (later[first] === at) yield at;',
    breaks: 'a series has one date too few when clocks change',
  },
  {
    ...RULES,
    name: 'a rule that leaves out leaves out the start',
    from: 'if (!isWithoutStart) {',
    to: 'if (given === 0) {',
    breaks: 'the first event of a series is missing',
  },
  {
    ...SOURCES,
    name: 'what another source has published is everybody’s',
    from: 'const isTaken = ledger.others.some(({ events }) => usual.some((id) => events.has(id)));',
    to: 'const isTaken = false;',
    breaks: 'a file overwrites the events of another',
  },
  {
    file: 'scripts/operate/import/follow/import-plan.ts',
    caughtBy: PLAN.caughtBy,
    name: 'a message that is older than what is known is obeyed',
    from: 'sequence >= latest) return task;',
    to: 'sequence >= 0) return task;',
    breaks: 'an event moves back, or is cancelled, by what was said before it was revised',
  },
  {
    ...MEMORY,
    name: 'what was refused is remembered as its source says',
    from: 'if (result?.staysAt) {',
    to: 'if (result?.staysAt && !before) {',
    breaks: 'an event stays on sale, and nobody hears that it is gone from its source',
  },
  {
    ...MOVED,
    name: 'what one export wrote at once is one event that was moved',
    from: '>= ONE_EXPORT_MS &&',
    to: '>= 0 &&',
    breaks: 'performances that are on are not published, or are cancelled',
  },
  {
    ...MOVED,
    name: 'performances of several titles are one event that was moved',
    from: "['SUMMARY', 'LOCATION', 'CREATED']",
    to: "['LOCATION', 'CREATED']",
    breaks: 'performances that are on are not published, or are cancelled',
  },
  {
    ...FOLLOWED,
    file: 'scripts/operate/import/follow/date-matching.ts',
    name: 'a date that is gone changes places with one that stays',
    from: 'if ((sorted[middle] ?? Infinity) < at) low',
    to: 'if ((sorted[middle] ?? Infinity) < -Infinity) low',
    breaks: 'whoever bought the first date of a series is at the last one',
  },
  {
    ...FOLLOWED,
    file: 'scripts/operate/import/follow/date-matching.ts',
    name: 'what has another title under a UID is the same play',
    from: "return told !== undefined && (play === '' || told.titles.has(play));",
    to: 'return told !== undefined;',
    breaks: 'plays that a file does not have this week are cancelled',
  },
  {
    ...FOLLOWED,
    file: 'scripts/operate/import/follow/import-plan.ts',
    name: 'an id that another date has by now is taken for that of its name',
    from: 'return known.originally === at.toISOString();',
    to: 'return true;',
    breaks: 'dates of a series that moved twice are mixed up',
  },
  {
    ...FOLLOWED,
    file: 'scripts/operate/import/follow/import-plan.ts',
    name: 'what cannot be read any more has no such date',
    from: 'if (unread)',
    to: 'if (skipped.length < 0 && unread)',
    breaks: 'events are cancelled because somebody mistyped a date',
  },
  {
    ...FOLLOWED,
    file: 'scripts/operate/import/follow/date-matching.ts',
    name: 'where what is sold belongs is forgotten',
    from: 'movesTo ?? placeBegins ?? originally',
    to: 'placeBegins ?? originally',
    breaks: 'a date that stays since it is sold changes places with others when its series moves again',
  },
  {
    ...FOLLOWED,
    file: 'scripts/operate/import/follow/import-plan.ts',
    name: 'a date that comes back is the one that was cancelled',
    from: 'ledger.has(id) || dropped?.has(id) === true',
    to: 'ledger.has(id)',
    breaks: 'a date that its source had lost for a while is never on sale again',
  },
  {
    ...ENDED,
    file: 'scripts/operate/import/follow/import-plan.ts',
    name: 'what was cancelled is known by its name only',
    from: 'ids = this.#endedThen(publication.event, publication.entry);',
    to: 'ids = [];',
    breaks: 'a date that its source cancelled is on sale again, if its series was moved before',
  },
  {
    ...ENDED,
    file: 'scripts/operate/import/follow/import-plan.ts',
    name: 'a date that is moved and withdrawn in one is one that is gone',
    from: 'withdrawn: dates,',
    to: 'withdrawn: [],',
    breaks: 'a date that its source withdraws as it moves the series is on sale again later',
  },
  {
    ...ENDED,
    file: 'scripts/operate/import/follow/import-plan.ts',
    name: 'what is cancelled stays where it was when its series moves',
    from: 'ended: this.#goneEnded,',
    to: 'ended: new Map(),',
    breaks: 'a series that is not public is on sale again at its next dates',
  },
  {
    ...ENDED,
    file: 'scripts/operate/import/follow/date-matching.ts',
    name: 'what is cancelled takes the place of any date that is new',
    from: 'return isEnded || along > 0 ? pairs : [];',
    to: 'return pairs;',
    breaks: 'a performance that is added is never on sale',
  },
  {
    ...ENDED,
    file: 'scripts/operate/import/calendar/occurrence-event.ts',
    name: 'a day begins at midnight in Greenwich',
    from: 'if (!isDay) return undefined;',
    to: 'if (!isDay || place > 0) return undefined;',
    breaks: 'a series without times has its events at other days, and the wrong ones are cancelled',
  },
  {
    caughtBy: { tests: ['scripts/operate/import/follow/import-report.test.ts'] },
    file: 'scripts/operate/import/follow/import-report.ts',
    name: 'a line does not say which date it is about',
    from: 'at === undefined || detail.includes(at) ?',
    to: 'at !== null ?',
    breaks: 'nobody knows which dates of a series were refused',
  },
  {
    ...FOLLOWED,
    file: 'scripts/operate/import/follow/import-plan.ts',
    name: 'an event moves to where something is over',
    from: 'Date.parse(body.endsAt) > this.#situation.now.getTime()),',
    to: 'Date.parse(body.endsAt) > 0),',
    breaks: 'an event is refused, or lost, for one that was last year',
  },
  {
    ...FOLLOWED,
    file: 'scripts/operate/import/calendar/entry-reading.ts',
    name: 'a changed date of a series is all of it',
    from: "tellsAllOf === 'none' || isException(entry.component) ||",
    to: "tellsAllOf === 'none' ||",
    breaks: 'the other dates of a series are cancelled',
  },
  {
    ...FOLLOWED,
    file: 'scripts/operate/import/icalendar.ts',
    name: 'a file that is cut off tells all dates',
    from: "method !== 'PUBLISH' || isCutOff ? 'none'",
    to: "method !== 'PUBLISH' ? 'none'",
    breaks: 'dates are cancelled because a download broke',
  },
  {
    ...FOLLOWED,
    file: 'scripts/operate/import/calendar/series.ts',
    name: 'a series is not read as far as it is known',
    from: 'Math.max(occurrences, known.count);',
    to: 'occurrences;',
    breaks: 'dates that are further than is asked for are cancelled when a series moves',
  },
];

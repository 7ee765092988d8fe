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

export const IMPORTS: readonly Mutation[] = [
  {
    ...VERSIONS,
    name: 'a performance that was changed stands for all of its play',
    from: 'return newestEach(own, nameOfStart, outdated);',
    to: "return newestEach(own, () => '', outdated);",
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
    from: 'if (result?.staysAt) return',
    to: 'if (result === undefined) return',
    breaks: 'an event stays on sale, and nobody hears that it is gone from its source',
  },
];

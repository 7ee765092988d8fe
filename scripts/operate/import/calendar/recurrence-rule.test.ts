import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { momentOf } from './moments.ts';
import { ruleIn } from './recurrence-rule.ts';
import { datesOf } from './rule-dates.ts';

interface Case {
  dtstart: string;
  rule: string;
  dates: string[];
}

/** What python-dateutil 2.9 gives for rules drawn at random: the first dates up to 2040. */
const cases = JSON.parse(readFileSync(new URL('../fixtures/recurrences.json', import.meta.url), 'utf8')) as Case[];

const wallOf = (value: string): number => momentOf({ parameters: new Map(), value }).wall;

function datesUpTo(count: number, rule: ReturnType<typeof ruleIn>, start: number): string[] {
  const dates: string[] = [];
  for (const wall of datesOf(rule, start, { until: rule.until === undefined ? Infinity : wallOf(rule.until) })) {
    if (dates.length === count || new Date(wall).getUTCFullYear() > 2040) break;
    dates.push(new Date(wall).toISOString().replaceAll(/[-:]/g, '').slice(0, 15));
  }
  return dates;
}

it('gives what an independent expander gives', () => {
  expect(cases.length).toBeGreaterThan(300);
  const wrong = cases.filter(({ dtstart, rule: text, dates }) => {
    const rule = ruleIn(text);
    // There, a start that the rule does not give is neither given nor counted.
    const isOutside = dates[0] !== dtstart;
    const its = isOutside && rule.count !== undefined ? { ...rule, count: rule.count + 1 } : rule;
    const given = datesUpTo(dates.length + (isOutside ? 1 : 0), its, wallOf(dtstart)).slice(isOutside ? 1 : 0);
    return JSON.stringify(given) !== JSON.stringify(dates);
  });
  expect(wrong).toEqual([]);
});

it.each([
  'FREQ=FORTNIGHTLY',
  'FREQ=',
  'FREQ=DAILY;COUNT=0',
  'FREQ=DAILY;INTERVAL=0',
  'FREQ=DAILY;BYDAY=0MO',
  'FREQ=DAILY;BYFOO=1',
  'RSCALE=CHINESE;FREQ=YEARLY',
  'RSCALE=GREGORIAN;FREQ=MONTHLY;SKIP=FORWARD',
])('%s is refused', (rule) => {
  expect(() => ruleIn(rule)).toThrow(/^its rule has|^it repeats/);
});

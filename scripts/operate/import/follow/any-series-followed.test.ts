/** Whatever a source had before, what is on sale after an import is what it has now, as long as nothing is sold. */
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { after, entry, named, startWithFollowers } from './fixtures/follower.ts';

startWithFollowers();

const two = (value: number): string => String(value).padStart(2, '0');
const start = fc
  .tuple(fc.integer({ min: 1, max: 20 }), fc.constantFrom('1900', '2000', '0900'))
  .map(([day, time]) => `${two(day)}T${time}`);
const rules = fc.record({
  rule: fc.constantFrom('WEEKLY', 'DAILY', 'WEEKLY;INTERVAL=2', 'WEEKLY;BYDAY=MO,TH'),
  count: fc.integer({ min: 1, max: 6 }),
});
const series = fc
  .tuple(start, rules)
  .map(([begins, { rule, count }]) => [entry(begins, `RRULE:FREQ=${rule};COUNT=${count}`)]);
const performances = fc
  .uniqueArray(start, { minLength: 1, maxLength: 5 })
  .map((starts) => starts.map((one) => entry(one)));
const split = fc.tuple(series, series).map(([[one = ''], [other = '']]) => [one, named('s_R20310311T180000', other)]);
const source = fc.oneof(series, performances, split);

it('follows every source, and once it has, does nothing', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(source, { minLength: 2, maxLength: 4 }), async (versions) => {
      const [first = [], ...later] = versions;
      const follower = await after(first);
      for (const version of later) {
        await follower.imports(version);
        expect(follower.onSale()).toEqual((await after(version)).onSale());
        expect(await follower.imports(version)).toEqual([]);
      }
    }),
    { numRuns: 40 },
  );
}, 60_000);

it('a date that is withdrawn as its series moves is cancelled, and stays off where the series moves back', async () => {
  const ways = fc.constantFrom('EXDATE', 'STATUS:CANCELLED', 'CLASS:PRIVATE');
  await fc.assert(
    fc.asyncProperty(start, start, rules, ways, fc.nat(), async (before, now, { rule, count }, way, which) => {
      const [first, next] = [before, now].map((begins) => entry(begins, `RRULE:FREQ=${rule};COUNT=${count}`)) as [
        string,
        string,
      ];
      const [were, are] = [(await after([first])).onSale(), (await after([next])).onSale()];
      // Where some stay, or each is moved by another time, what is gone and what is new may be others.
      fc.pre(were.every((one) => !are.includes(one)) && !rule.includes('BYDAY'));
      const off = are[which % count] ?? '';
      const place = `2031${off.replaceAll(/[-: ]/g, '').replace(/(\d{4})$/, 'T$1')}00Z`;
      const withdrawn =
        way === 'EXDATE'
          ? [next.replace('END:VEVENT', `EXDATE:${place}\r\nEND:VEVENT`)]
          : [next, entry(now, `RECURRENCE-ID:${place}`, way).replace(/DTSTART.*/, `DTSTART:${place}`)];
      const follower = await after([first]);
      await follower.imports(withdrawn);
      const left = are.filter((one) => one !== off);
      expect(follower.onSale()).toEqual(left);
      expect(await follower.imports([next])).toEqual([expect.stringContaining(`stays off ${off}`)]);
      expect(follower.onSale()).toEqual(left);
      await follower.imports([first]);
      expect(follower.onSale()).toEqual(were.filter((_, index) => index !== which % count));
      await follower.imports([next]);
      expect(follower.onSale()).toEqual(left);
    }),
    { numRuns: 40 },
  );
}, 60_000);

it('what is sold stays where it is, and an import that is repeated does nothing else', async () => {
  const days = fc.uniqueArray(fc.integer({ min: 1, max: 31 }), { maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(fc.array(source, { minLength: 2, maxLength: 4 }), days, async (versions, chosen) => {
      const [first = [], ...later] = versions;
      const sold = chosen.map(two);
      const isSold = (one: string): boolean => sold.includes(one.slice(3, 5));
      const follower = await after(first);
      for (const version of later) {
        const before = follower.onSale().filter(isSold);
        await follower.imports(version, { sold });
        const now = follower.onSale();
        expect(now).toEqual(expect.arrayContaining(before));
        expect((await follower.imports(version, { sold })).filter((line) => !line.startsWith('sold'))).toEqual([]);
        expect(follower.onSale()).toEqual(now);
        const told = (await after(version)).onSale();
        expect(now.filter((one) => !isSold(one) && !told.includes(one))).toEqual([]);
      }
    }),
    { numRuns: 40 },
  );
}, 60_000);

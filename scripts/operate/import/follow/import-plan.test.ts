import { describe, expect, it } from 'vitest';
import { NewEvent } from '../../../../functions/publish/api.ts';
import { newEvent } from '../import-rules.ts';
import type { Skipped, SourceEvent, Withdrawn } from '../source-event.ts';
import { exampleSourceEvent } from './example-source-event.ts';
import { extrasOf, NOTHING_TOLD } from './extras.ts';
import { planOf } from './import-plan.ts';
import type { Known, Publication, ImportTask } from './import-task.ts';

const now = new Date('2031-01-01T00:00:00Z');

function publication(name: string, day: string, more: Partial<SourceEvent> = {}): Publication {
  const event = exampleSourceEvent(day, { identity: [name], family: 'play', title: name, ...more });
  return { entry: `1 "${name}"`, event, body: NewEvent.parse(newEvent(event)) };
}

function known(day: string, more: Partial<Known> = {}): Known {
  const startsAt = `${day}T18:00:00.000Z`;
  return {
    entry: '9 "Known"',
    family: 'play',
    isOfSeries: false,
    originally: startsAt,
    startsAt,
    endsAt: `${day}T20:00:00.000Z`,
    ...more,
  };
}

interface Given {
  publications?: Publication[];
  withdrawn?: Withdrawn[];
  skipped?: Skipped[];
  ledger?: Record<string, Known>;
  partial?: string;
  isMessage?: boolean;
}

function plan({ publications = [], withdrawn = [], skipped = [], ledger = {}, partial, isMessage }: Given): string[] {
  const situation = { publications, withdrawn, skipped, ledger: new Map(Object.entries(ledger)), partial, now };
  return planOf({ ...situation, isMessage }, ([name = '']) => [name, `former ${name}`]).map(inShort);
}

function inShort(task: ImportTask): string {
  return `${task.kind === 'end' ? task.why : task.kind} ${task.ids.join('|')}`;
}

const withdrawal = (name: string, more: Partial<Withdrawn> = {}): Withdrawn => ({
  entry: '2 "Off"',
  reason: 'cancelled in the source',
  identity: [name],
  family: 'play',
  extent: 'one',
  isSilent: false,
  ...more,
});

const begins = (day: string): Withdrawn =>
  withdrawal('alone', {
    extent: 'what begins then',
    originally: new Date(`${day}T18:00:00Z`),
    asPerformance: [`alone ${day}`],
  });

describe('what is to be done', () => {
  it('an event that was never published may be under either id', () => {
    expect(plan({ publications: [publication('a', '2031-03-01')] })).toEqual(['keep a|former a']);
  });

  it('an event of the ledger is under the id that is noted', () => {
    const publications = [publication('a', '2031-03-01')];
    expect(plan({ publications, ledger: { 'former a': known('2031-03-01') } })).toEqual(['keep former a']);
  });

  it('after an import that was stopped both ids may be noted, and neither is gone', () => {
    const ledger = { a: known('2031-03-01'), 'former a': known('2031-03-01') };
    expect(plan({ publications: [publication('a', '2031-03-01')], ledger })).toEqual(['keep a|former a']);
  });

  it('what was told of an event is taken from the ledger: nothing by a version that told none, unknown where it was only intended', () => {
    const told = extrasOf(publication('a', '2031-03-01').body);
    const toldBy = (ledger: Record<string, Known>) => {
      const given = {
        publications: [publication('a', '2031-03-01')],
        withdrawn: [],
        skipped: [],
        partial: undefined,
        now,
      };
      const [task] = planOf({ ...given, ledger: new Map(Object.entries(ledger)) }, ([name = '']) => [name]);
      return task?.kind === 'keep' ? task.told : 'no task';
    };
    expect(toldBy({ a: known('2031-03-01', { told }) })).toBe(told);
    expect(toldBy({ a: known('2031-03-01') })).toBe(NOTHING_TOLD);
    expect(toldBy({ a: known('2031-03-01', { told: null }) })).toBeUndefined();
    expect(toldBy({})).toBeUndefined();
  });

  it('what is gone from the source is missing until it is over', () => {
    expect(plan({ ledger: { a: known('2031-03-01'), b: known('2030-03-01') } })).toEqual(['missing a']);
  });

  it('what moved to another identity is the one of its family that is gone', () => {
    const publications = [publication('a', '2031-03-01'), publication('c', '2031-03-09')];
    expect(plan({ publications, ledger: { a: known('2031-03-01'), b: known('2031-03-02') } })).toEqual([
      'keep a',
      'keep b',
    ]);
  });

  it('where several are gone, only one at the same time is the same', () => {
    const publications = [
      publication('c', '2031-03-02'),
      publication('d', '2031-03-09'),
      publication('e', '2031-03-10'),
    ];
    const ledger = { a: known('2031-03-01'), b: known('2031-03-02') };
    expect(plan({ publications, ledger })).toEqual(['keep b', 'keep d|former d', 'keep e|former e', 'missing a']);
  });

  it('an occurrence that is gone is not one that is new', () => {
    const ledger = { a: known('2031-03-01', { isOfSeries: true }) };
    const publications = [publication('b', '2031-03-08', { isOfSeries: true })];
    expect(plan({ publications, ledger })).toEqual(['keep b|former b', 'missing a']);
  });

  it('what is further than was asked for is followed where it is known, and not published', () => {
    const publications = [
      publication('a', '2031-03-01', { isBeyond: true }),
      publication('b', '2031-03-08', { isBeyond: true }),
    ];
    expect(plan({ publications, ledger: { a: known('2031-03-01') } })).toEqual(['keep a']);
  });

  it('what the source takes back ends, by its id or by its time', () => {
    const originally = new Date('2031-03-02T18:00:00Z');
    const withdrawn = [withdrawal('a'), withdrawal('raw', { originally })];
    const ledger = { a: known('2031-03-01'), b: known('2031-03-02') };
    expect(plan({ withdrawn, ledger })).toEqual(['cancelled a', 'cancelled b']);
    expect(plan({ withdrawn: [withdrawal('x')] })).toEqual(['cancelled x|former x']);
  });

  it('a series that is cancelled ends with all that was published of it', () => {
    const withdrawn = [withdrawal('series', { extent: 'all' })];
    const ledger = { a: known('2031-03-01'), b: known('2031-03-02'), c: known('2031-03-03', { family: 'other' }) };
    expect(plan({ withdrawn, ledger })).toEqual(['cancelled a', 'cancelled b', 'missing c']);
    expect(plan({ withdrawn })).toEqual(['cancelled series|former series']);
  });

  it('a performance that is cancelled without RECURRENCE-ID is the one that begins then, also where it was moved to', () => {
    const ledger = {
      a: known('2031-03-01'),
      b: known('2031-03-02'),
      c: known('2031-03-03', { startsAt: '2031-03-09T18:00:00.000Z' }),
    };
    const partial = 'METHOD:CANCEL';
    expect(plan({ withdrawn: [begins('2031-03-02')], ledger, partial })).toEqual(['cancelled b', 'leave a', 'leave c']);
    expect(plan({ withdrawn: [begins('2031-03-09')], ledger, partial })).toEqual(['cancelled c', 'leave a', 'leave b']);
    expect(plan({ withdrawn: [begins('2031-03-07')], ledger, partial })).toEqual([
      'leave alone 2031-03-07|former alone 2031-03-07|alone|former alone',
      'leave a',
      'leave b',
      'leave c',
    ]);
  });

  it('what is alone has moved; without a ledger its name as a performance is looked for first', () => {
    expect(plan({ withdrawn: [begins('2031-03-07')], ledger: { a: known('2031-03-01') } })).toEqual(['cancelled a']);
    expect(plan({ withdrawn: [begins('2031-03-07')] })).toEqual([
      'cancelled alone 2031-03-07|former alone 2031-03-07|alone|former alone',
    ]);
  });

  it('of a series one occurrence ends, or all where it is the series that begins then', () => {
    const of = { isOfSeries: true, seriesBegins: '2031-02-01T18:00:00.000Z' };
    const ledger = { a: known('2031-03-01', of), b: known('2031-03-02', of) };
    const partial = 'METHOD:CANCEL';
    expect(plan({ withdrawn: [begins('2031-03-02')], ledger, partial })).toEqual(['cancelled b', 'leave a']);
    expect(plan({ withdrawn: [begins('2031-03-01')], ledger, partial })).toEqual(['cancelled a', 'leave b']);
    expect(plan({ withdrawn: [begins('2031-02-01')], ledger, partial })).toEqual(['cancelled a', 'cancelled b']);
  });

  it('one and those after it end together', () => {
    const withdrawn = [withdrawal('x', { extent: 'from then on', originally: new Date('2031-03-02T18:00:00Z') })];
    const ledger = { a: known('2031-03-01'), b: known('2031-03-02'), c: known('2031-03-03') };
    expect(plan({ withdrawn, ledger })).toEqual(['cancelled b', 'cancelled c', 'missing a']);
  });

  it('a message that is older than what is known is ignored, and one as old or newer is not', () => {
    const ledger = { a: known('2031-03-01', { sequence: 2 }), b: known('2031-03-02', { sequence: 2 }) };
    const tasksOf = (sequence: number, isMessage: boolean) => {
      const publications = [publication('a', '2031-03-04', { sequence })];
      return plan({ publications, withdrawn: [withdrawal('b', { sequence })], ledger, isMessage });
    };
    expect(tasksOf(1, true)).toEqual(['leave a', 'leave b']);
    expect(tasksOf(2, true)).toEqual(['keep a', 'cancelled b']);
    expect(tasksOf(3, true)).toEqual(['keep a', 'cancelled b']);
    expect(tasksOf(1, false)).toEqual(['keep a', 'cancelled b']);
    const all = withdrawal('x', { extent: 'all', sequence: 1 });
    expect(plan({ withdrawn: [all], ledger, isMessage: true })).toEqual(['leave a', 'leave b']);
    const moved = publication('c', '2031-03-09', { sequence: 1 });
    expect(plan({ publications: [moved], ledger: { a: ledger.a }, isMessage: true })).toEqual(['leave a']);
  });

  it('what a message adds is new, and nothing has moved', () => {
    const added = publication('c', '2031-03-09', { isAdded: true });
    expect(plan({ publications: [added], ledger: { a: known('2031-03-01') }, partial: 'METHOD:ADD' })).toEqual([
      'keep c|former c',
      'leave a',
    ]);
  });

  it('nothing is missing from a message about some events, or where an entry cannot be read', () => {
    const ledger = { a: known('2031-03-01') };
    expect(plan({ ledger, partial: 'cut off' })).toEqual(['leave a']);
    expect(plan({ ledger, skipped: [{ entry: '1', reason: 'no start', family: 'play' }] })).toEqual(['leave a']);
  });
});

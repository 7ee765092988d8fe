/** Seats: each is had by one at most, none is lost, and all figures agree. */
import type { Evidence } from '../evidence/evidence.ts';
import { capacityOf, labelOf, seatOf } from '../evidence/proof-events.ts';
import { maybeUnseen } from './stale-looks.ts';
import { callsOf, cancelsOf, eventsById, growthOf, withdrawals } from './index-of.ts';

/** At most one live claim a seat, and none of a seat that is not there. */
export function oneClaimASeat(evidence: Evidence): string[] {
  const events = eventsById(evidence);
  return [...Map.groupBy(evidence.claims, ({ event, seat }) => `${event} ${seat}`)].flatMap(([at, claims]) => {
    const [{ event, seat }] = claims as [Evidence['claims'][number]];
    const proofEvent = events.get(event);
    if (!proofEvent || seat >= capacityOf(proofEvent)) return [`there is no seat ${at}`];
    const orders = claims.map(({ order }) => order).join(' and ');
    return claims.length > 1 ? [`seat ${labelOf(proofEvent, seat)} of ${event} is had by ${orders}`] : [];
  });
}

interface Time {
  order: string;
  from: number;
  to: number;
}

/**
 * Replayed over time, no seat is had by two orders, or an order and a block, at once. Each has its seats for certain from the
 * moment it was acknowledged to the moment somebody first asked for their end.
 */
export function neverTwoAtOnce(evidence: Evidence): string[] {
  const ends = new Map<string, number>();
  const cancels = cancelsOf(evidence);
  for (const { block, from } of callsOf(evidence, 'unblock'))
    ends.set(block, Math.min(from, ends.get(block) ?? Infinity));
  const withdrawn = withdrawals(evidence);
  const times = new Map<string, Map<string, Time>>();
  const had = [
    ...callsOf(evidence, 'order').flatMap(({ event, answer, to }) =>
      answer ? [{ event, to, id: answer.id, labels: answer.seats.map(([label]) => label) }] : [],
    ),
    ...callsOf(evidence, 'block').flatMap(({ event, answer, to }) =>
      answer ? [{ event, to, id: answer.id, labels: answer.seats }] : [],
    ),
  ];
  for (const { event, id, labels, to } of had) {
    const endOfAll = Math.min(ends.get(id) ?? Infinity, withdrawn.get(event)?.asked ?? Infinity);
    for (const label of labels) {
      const end = Math.min(endOfAll, ...cancels(id, label).map(({ from }) => from));
      const at = `${event} ${label}`;
      const bySeat = times.get(at) ?? new Map<string, Time>();
      times.set(at, bySeat);
      const known = bySeat.get(id)?.from ?? Infinity;
      bySeat.set(id, { order: id, from: Math.min(to, known), to: end });
    }
  }
  return [...times].flatMap(([at, bySeat]) =>
    overlaps([...bySeat.values()]).map((both) => `seat ${at} was had by ${both}`),
  );
}

function overlaps(times: readonly Time[]): string[] {
  const found: string[] = [];
  let last: Time | undefined;
  for (const time of times.filter(({ from, to }) => from < to).toSorted((a, b) => a.from - b.from)) {
    if (last && time.from < last.to) found.push(`${last.order} and ${time.order} at ${time.from}`);
    if (!last || time.to > last.to) last = time;
  }
  return found;
}

/** Held, sold and free seats are all seats that there were then, at every look. */
export function neverMoreThanThereAre(evidence: Evidence): string[] {
  const events = eventsById(evidence);
  const stepsIn = growthOf(evidence);
  const isUnseen = maybeUnseen(evidence);
  return callsOf(evidence, 'look').flatMap((call) => {
    const { event, answer, to } = call;
    const proofEvent = events.get(event);
    if (!answer || !proofEvent) return [];
    const { free, held, sold } = answer;
    const sizes = stepsIn(call, (change) => isUnseen(change, call)).map((steps) => capacityOf(proofEvent, steps));
    const fits = free >= 0 && held >= 0 && sold >= 0 && sizes.includes(free + held + sold);
    return fits ? [] : [`at ${to} ${event} of ${sizes.join(' or ')} had ${free} free, ${held} held, ${sold} sold`];
  });
}

/** The live state marks as sold what MySQL has sold, and nothing else: as it was found, and rebuilt. */
export function liveStateRight(evidence: Evidence): string[] {
  const events = eventsById(evidence);
  const claims = new Map(evidence.claims.map(({ event, seat, order }) => [`${event} ${seat}`, order]));
  // Nobody needs the state of what is over.
  const withdrawn = withdrawals(evidence);
  const byState = Map.groupBy(evidence.marks, ({ when, event }) => `${when} ${event}`);
  const wrong: string[] = [];
  for (const { when, event } of evidence.marked) {
    const marks = new Map((byState.get(`${when} ${event}`) ?? []).map(({ seat, order }) => [seat, order]));
    const proofEvent = events.get(event);
    if (!proofEvent) continue;
    for (let seat = 0; seat < capacityOf(proofEvent); seat++) {
      const claim = claims.get(`${event} ${seat}`);
      if (marks.get(seat) !== claim)
        wrong.push(
          `${labelOf(proofEvent, seat)} of ${event} is marked ${marks.get(seat) ?? 'free'} (${when}), MySQL has ${claim ?? 'it free'}`,
        );
    }
  }
  const rebuilt = new Set(evidence.marked.filter(({ when }) => when === 'rebuilt').map(({ event }) => event));
  return [
    ...wrong,
    ...[...events.keys()]
      .filter((event) => !rebuilt.has(event) && !withdrawn.has(event))
      .map((event) => `${event} was not rebuilt`),
  ];
}

/** What was to sell out has sold its stock, exactly. */
export function stockSold(evidence: Evidence): string[] {
  const sold = Map.groupBy(evidence.claims, ({ event }) => event);
  return evidence.events.flatMap((proofEvent) => {
    const seats = new Set(sold.get(proofEvent.id)?.map(({ seat }) => seat)).size;
    return proofEvent.sellsOut && seats !== capacityOf(proofEvent)
      ? [`${proofEvent.id} sold ${seats} of ${capacityOf(proofEvent)} seats`]
      : [];
  });
}

/** The counts of an event and of its buyers, and what browsing shows, are what is claimed. */
export function figuresRight(evidence: Evidence): string[] {
  const byEvent = Map.groupBy(evidence.claims, ({ event }) => event);
  const buyers = new Map(evidence.orders.map(({ id, buyer }) => [id, buyer]));
  const byBuyer = Map.groupBy(evidence.claims, ({ event, order }) => `${event} ${buyers.get(order)}`);
  const counted = new Set(evidence.buyerSeats.map(({ event, buyer }) => `${event} ${buyer}`));
  const limited = new Set(evidence.events.flatMap(({ id, limited: isLimited }) => (isLimited ? [id] : [])));
  return [
    ...evidence.figures.flatMap(({ event, sold, listed }) => {
      const claimed = byEvent.get(event)?.length ?? 0;
      if (sold !== claimed) return [`${event} counts ${sold} seats sold, ${claimed} are claimed`];
      return (listed ?? 0) === sold ? [] : [`${event} is listed with ${listed} seats sold, there are ${sold}`];
    }),
    ...evidence.buyerSeats.flatMap(({ event, buyer, seats }) => {
      const claimed = byBuyer.get(`${event} ${buyer}`)?.length ?? 0;
      return seats === claimed ? [] : [`${buyer} is counted ${seats} seats of ${event} and has ${claimed}`];
    }),
    ...[...byBuyer].flatMap(([name, [claim]]) =>
      claim && limited.has(claim.event) && !counted.has(name)
        ? [`what ${name.split(' ')[1]} has of ${claim.event} is not counted`]
        : [],
    ),
  ];
}

/** Seats in answers are seats of the event. */
export function seatsKnown(evidence: Evidence): string[] {
  const events = eventsById(evidence);
  return evidence.orders.flatMap(({ id, event, seats }) => {
    const proofEvent = events.get(event);
    const unknown = proofEvent ? seats.filter(([label]) => seatOf(proofEvent, label) === undefined) : seats;
    return unknown.map(([label]) => `order ${id} has ${label}, which ${event} has not`);
  });
}

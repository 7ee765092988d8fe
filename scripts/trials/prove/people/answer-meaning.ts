/** What answers mean to whoever asked: done, refused for good, or still open. */
import type { ProofReply } from './proof-client.ts';
import type { ProofCall } from '../evidence/evidence.ts';
import { pricedSeat } from '../evidence/proof-events.ts';

/** Answers that leave open what will become of the request: it is repeated. */
const OPEN_CODES = new Set(['order_in_progress', 'event_changed', 'too_many_requests']);

/** 4xx is an answer for good, but for those that say to come again; everything else leaves it open. */
export function outcomeOf({ status, body }: ProofReply): ProofCall['outcome'] {
  if (status === 204 || (status >= 200 && status < 300 && body !== undefined)) return 'ok';
  return status >= 400 && status < 500 && body?.code !== undefined && !OPEN_CODES.has(body.code)
    ? 'refused'
    : 'unknown';
}

/** What a history has of an answer. @param shown what a good one says */
export function factsOf(reply: ProofReply, shown: (reply: ProofReply) => unknown): Record<string, unknown> {
  const outcome = outcomeOf(reply);
  return {
    from: reply.from,
    to: reply.to,
    outcome,
    status: reply.status,
    ...(reply.body?.code === undefined ? {} : { code: String(reply.body.code) }),
    ...(outcome === 'ok' ? { answer: shown(reply) } : {}),
  };
}

export function isCode({ body }: ProofReply, code: string): boolean {
  return body?.code === code;
}

/** What a good answer to a call says, as a history has it. */
export function answerOf(op: string, { body, from }: ProofReply): unknown {
  if (op === 'order') {
    const seats = body.items.map((item: { seat: string; priceCents: number; status: string }) =>
      pricedSeat(item.seat, item.priceCents, item.status),
    );
    return { id: body.id, seats, totalCents: body.totalCents };
  }
  // Redis' clock may be another than ours: a hold's length is noted, not its end.
  const lastsMs = Math.round(Date.parse(body?.expiresAt) - (performance.timeOrigin + from));
  if (op === 'hold') return { id: body.id, seats: body.seats, lastsMs, totalCents: body.totalCents };
  if (op === 'extend') return { lastsMs };
  if (op === 'let go') return { seats: body.seats, totalCents: body.totalCents };
  if (op === 'look') return body.status === undefined ? body.counts : { ...body.counts, status: body.status };
  if (op === 'block') return { id: body.id, seats: body.seats };
  return undefined;
}

/** A call of a route: what its handler is given, what it may answer, and how the two are bound together. */
import type * as z from 'zod';
import type { Subject } from '../identity/tokens.ts';
import type { Condition } from './condition.ts';
import type { Content } from './content.ts';
import type { CANCELLED_ID, StreamBody } from './event-stream.ts';
import type { ParameterOf, FileOf, Route, StreamOf, TextOf } from './route.ts';
import type { Trace } from '../trace.ts';

/** Tells whose token came with a request; undefined without one. */
export type Identify = () => Promise<Subject | undefined>;

/** A request as its handler sees it: everything parsed and checked. */
export interface Call<R extends Route = Route> {
  params: Record<ParameterOf<R['path']>, string>;
  query: R['query'] extends z.ZodType ? z.output<R['query']> : undefined;
  body: R['body'] extends z.ZodType ? z.output<R['body']> : undefined;
  /** The Idempotency-Key. */
  key: R['idempotent'] extends true ? string : R['idempotent'] extends 'optional' ? string | undefined : undefined;
  user: R['access'] extends 'user' ? Subject : undefined;
  /** Who it is, if a token says so: checked when it is asked. @throws Problem `token_invalid`, `token_expired` */
  identify: R['access'] extends 'optional' ? Identify : undefined;
  /** What must be so for anything to be done; only what the route honours. */
  condition: Condition;
  /** The id of the last event that the client got of this stream. */
  lastEventId: number | typeof CANCELLED_ID | undefined;
  /** The caller's network address as the edge gateway saw it. */
  address: string;
  trace: Trace;
}

/**
 * A handler's answer: one of the statuses its route lists. `etag` and `changedAt` make a read conditional (If-None-Match,
 * or else If-Modified-Since → 304). A long body is
 * compressed for those who take that; one that is sent often may be given as `Content`, which is compressed once; one that stays open, as
 * `StreamBody`.
 */
export type Answer<R extends Route> = {
  [Status in keyof R['answers'] & number]: {
    status: Status;
    headers?: Record<string, string>;
  } & TagOf<R> &
    BodyOf<R['answers'][Status]>;
}[keyof R['answers'] & number];

/** `changedAt` is when it was changed last, where that is known. */
type TagOf<R extends Route> = R['etag'] extends string ? { etag?: string; changedAt?: Date } : { etag?: never };

type BodyOf<Shape> = Shape extends z.ZodType
  ? { body: z.input<Shape> | Content<z.input<Shape>>; stream?: undefined }
  : Shape extends StreamOf | FileOf
    ? { stream: StreamBody; body?: undefined }
    : Shape extends TextOf
      ? { body: Content<string>; stream?: undefined }
      : { body?: undefined; stream?: undefined };

/** A route with the function that answers it. */
export interface Binding {
  route: Route;
  handler: (call: Call) => Promise<PlainAnswer>;
  /** As `on` was told. */
  admit?: Admit | undefined;
}

/** Decides by where a request comes from, before its body is read, let alone parsed: what a caller may ask for in a minute. */
export type Admit = (address: string) => Promise<unknown>;

/** An answer without its route's types. */
export interface PlainAnswer {
  status: number;
  body?: unknown;
  stream?: StreamBody | undefined;
  headers?: Record<string, string>;
  etag?: string;
  changedAt?: Date;
}

/**
 * Binds a handler to a route; the route's schemas type both.
 * @param admit throws a Problem when the caller's address has had its share
 */
export function on<const R extends Route, const A extends Answer<R>>(
  route: R,
  handler: (call: Call<R>) => Promise<A>,
  admit?: Admit,
): Binding {
  return { route, handler, admit };
}

/**
 * What a function offers over HTTP, as data: the one description that the function's router, the Istio route
 * renderer and the OpenAPI document go by. The slot parameter in the path ({eventId}, {userId}) is what the mesh
 * routes on.
 */
import * as z from 'zod';
import { BlockId, EventId, HoldId, OrderId, UserId } from '../ids.ts';
import type { ProblemCode } from '../problem.ts';

/** A type of message; its prefix may be left out. */
const MessageType = z
  .string()
  .max(64)
  .regex(/^(?:dev\.seatmesh\.)?[a-z]{1,30}\.[a-z]{1,30}\.v[1-9][0-9]?$/)
  .meta({ examples: ['order.confirmed.v1', 'dev.seatmesh.order.confirmed.v1'] });

/** Path parameters by name; a path may use no others. */
export const pathParameters = {
  eventId: EventId,
  userId: UserId,
  orderId: OrderId,
  holdId: HoldId,
  blockId: BlockId,
  messageType: MessageType,
} as const;

/** The parameter names in a path template such as `/v1/events/{eventId}/holds/{holdId}`. */
export type ParameterOf<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}`
  ? Name | ParameterOf<Rest>
  : never;

/** What has an entity tag of its own. */
export type Tagged = 'event' | 'hold' | 'order' | 'block' | 'account';

/** An answer of Server-Sent Events that stays open: each named event with the schema of its data. */
export interface StreamOf {
  events: Record<string, { when: string; data: z.ZodType }>;
}

/** An answer that is a file, sent as it is made: its media type, and what stands in it. */
export interface FileOf {
  file: `${string}/${string}`;
  what: string;
}

/** An answer that is a text of a type of its own, as whole. */
export interface TextOf {
  mediaType: 'text/calendar' | 'text/html';
  text: z.ZodType<string>;
}

/** One operation of the API. */
export interface Route {
  /** The operation's name in OpenAPI. */
  name: string;
  /** What it does, in a few words. */
  summary: string;
  /** What is to be known beyond that. */
  description?: string;
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  path: `/${string}`;
  /**
   * `user`: a valid access token is required, at the gateway and again in the function. `optional`: who sends one is known by it where
   * that makes a difference, which the handler says by asking (`identify`); others are nobody in particular.
   */
  access: 'public' | 'optional' | 'user';
  /** Led to the Service that serves all shards, although the path has a slot: the shard of that slot alone is not enough. */
  shards?: 'all';
  query?: z.ZodType;
  body?: z.ZodType;
  /** The Idempotency-Key header must be there, or may be; a POST or PATCH without this refuses it. */
  idempotent?: true | 'optional';
  /**
   * The conditions that a changing operation honours, with whose tag they are compared; others are refused (412), for a caller
   * who makes one must not be ignored.
   */
  conditions?: { ifMatch?: Tagged; ifNoneMatch?: Tagged };
  /** Where what a 201 tells of is from now on: names in braces are those of the path, or members of the answer. */
  location?: `/${string}`;
  /** What its successful answers carry an entity tag (ETag) of; `answer`: of their own content. */
  etag?: Tagged | 'answer';
  /** Its answers say where just this one is to be had (Content-Location). */
  namesContent?: true;
  /** Success answers by status; null has no body. */
  answers: Record<number, z.ZodType | StreamOf | FileOf | TextOf | null>;
  /** The problem codes a caller should expect of this operation, beyond those every operation has. */
  problems: readonly ProblemCode[];
}

/** True for a route whose answer is a stream. */
export function isStreaming({ answers }: Pick<Route, 'answers'>): boolean {
  return Object.values(answers).some((answer) => answer !== null && 'events' in answer);
}

/** True for a route whose answer is a file that is sent as it is made. */
export function isFile({ answers }: Pick<Route, 'answers'>): boolean {
  return Object.values(answers).some((answer) => answer !== null && 'file' in answer);
}

/** Types a route exactly, so that its handler's parameters, body and answers follow from it. */
export function route<const R extends Route>(spec: R): R {
  return spec;
}
